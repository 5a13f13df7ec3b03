package dev.twotick.it.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.twotick.Twotick;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.Letter;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.OnDoubt;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.testkit.ReceivedLetter;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that stops beside another one, while its relay takes longer than a lease or than it may wait. */
class DrainIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LEASE = Duration.ofSeconds(1);
    private static final String HELD_BACK = "held back";

    @TempDir
    Path directory;

    private final CountDownLatch reply = new CountDownLatch(1);
    private final ScriptedSmtpServer server =
            ScriptedSmtpServer.setUp().deliverTo(this::holdBack).start();

    @AfterEach
    void close() {
        reply.countDown();
        server.close();
    }

    private void holdBack(ReceivedLetter letter) {
        if (subject(letter).equals(HELD_BACK)) {
            try {
                reply.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static String subject(ReceivedLetter letter) {
        return letter.header("Subject").orElse("");
    }

    private Twotick open(String drain) {
        return Twotick.builder()
                .set("outbox.url", "jdbc:sqlite:" + directory.resolve("outbox.db"))
                .set("relay.main.url", "smtp://127.0.0.1:" + server.port())
                .set("relay.main.starttls", "off-i-accept-clear-text")
                .set("relay.main.connections", "1")
                .set("lease.ttl", LEASE.toSeconds() + "s")
                .set("dispatch.poll", "20ms")
                .set("dispatch.drain", drain)
                .build();
    }

    private static LetterId send(Twotick post, String subject) {
        Letter letter = Letter.from("billing@corp.example")
                .to("ann@customer.example")
                .subject(subject)
                .text("Please pay.")
                .build();
        return post.send(letter, Assurance.submitted().onDoubt(OnDoubt.RETRY)).id();
    }

    private void awaitDot() {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> server.received().size() == 1);
    }

    private static List<EventType> storyOf(Twotick post, LetterId letter) {
        return post.outbox().find(letter).orElseThrow().events().stream()
                .map(Event::type)
                .filter(type -> type != EventType.INTENDED)
                .toList();
    }

    private static Instant submitted(Twotick post, String subject) throws Exception {
        LetterId letter = send(post, subject);
        awaitSubmitted(post, letter);
        return post.outbox().find(letter).orElseThrow().events().stream()
                .filter(event -> event.type() == EventType.SUBMITTED)
                .map(Event::at)
                .findFirst()
                .orElseThrow();
    }

    private static void awaitSubmitted(Twotick post, LetterId letter) throws Exception {
        post.track(letter).orElseThrow().submitted().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** By what it does: it takes and submits letters of its own all the while. */
    private static void awaitThatItWorkedFor(Duration span, Twotick post) throws Exception {
        Instant begun = submitted(post, "the first");
        await().atMost(PATIENCE).until(() -> submitted(post, "another"), at -> !at.isBefore(begun.plus(span)));
    }

    @Test
    void keepsItsLeaseForAsLongAsItWaitsForTheRelay() throws Exception {
        Twotick stopping = open("60s");
        LetterId letter = send(stopping, HELD_BACK);
        awaitDot();
        try (Twotick other = open("30s")) {
            CompletableFuture<Void> closing = CompletableFuture.runAsync(stopping::close);
            awaitThatItWorkedFor(LEASE.multipliedBy(2), other);
            assertThat(closing).as("the relay's reply is not there yet").isNotDone();
            reply.countDown();
            closing.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

            assertThat(storyOf(other, letter))
                    .containsExactly(EventType.ACCEPTED, EventType.SUBMITTING, EventType.SUBMITTED);
            assertThat(server.letters())
                    .filteredOn(taken -> subject(taken).equals(HELD_BACK))
                    .hasSize(1);
        }
    }

    @Test
    void leavesToOthersWhatItCannotWaitFor() throws Exception {
        server.at(Stage.FINAL).once().silence();
        Twotick stopping = open("100ms");
        LetterId underWay = send(stopping, "under-way");
        awaitDot();
        LetterId waiting = send(stopping, "waiting");
        stopping.close();
        assertThat(server.received()).as("nothing new was begun").hasSize(1);

        try (Twotick other = open("30s")) {
            for (LetterId letter : List.of(underWay, waiting)) {
                awaitSubmitted(other, letter);
            }
            assertThat(storyOf(other, underWay))
                    .containsSubsequence(EventType.SUBMITTING, EventType.IN_DOUBT, EventType.RETRIED)
                    .endsWith(EventType.SUBMITTED);
            assertThat(storyOf(other, waiting))
                    .doesNotContain(EventType.IN_DOUBT)
                    .endsWith(EventType.SUBMITTED);
            assertThat(server.letters()).extracting(DrainIT::subject).containsExactlyInAnyOrder("under-way", "waiting");
        }
    }
}
