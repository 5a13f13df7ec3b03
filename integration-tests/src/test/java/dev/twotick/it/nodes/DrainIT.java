package dev.twotick.it.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.twotick.Tracking;
import dev.twotick.Twotick;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.Letter;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.OnDoubt;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that stops beside another one, while its relay takes longer than a lease or than it may wait. */
class DrainIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final ScriptedSmtpServer server = ScriptedSmtpServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    private Twotick open(String drain) {
        return Twotick.builder()
                .set("outbox.url", "jdbc:sqlite:" + directory.resolve("outbox.db"))
                .set("relay.main.url", "smtp://127.0.0.1:" + server.port())
                .set("relay.main.starttls", "off-i-accept-clear-text")
                .set("relay.main.connections", "1")
                .set("lease.ttl", "1s")
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

    @Test
    void keepsItsLeaseForAsLongAsItWaitsForTheRelay() {
        server.at(Stage.FINAL).once().delay(Duration.ofMillis(2500));
        Twotick stopping = open("30s");
        LetterId letter = send(stopping, "invoice");
        awaitDot();
        try (Twotick other = open("30s")) {
            stopping.close();

            assertThat(storyOf(other, letter))
                    .containsExactly(EventType.ACCEPTED, EventType.SUBMITTING, EventType.SUBMITTED);
            assertThat(server.letters()).hasSize(1);
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
                Optional<Tracking> tracking = other.track(letter);
                tracking.orElseThrow().submitted().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            assertThat(storyOf(other, underWay))
                    .containsSubsequence(EventType.SUBMITTING, EventType.IN_DOUBT, EventType.RETRIED)
                    .endsWith(EventType.SUBMITTED);
            assertThat(storyOf(other, waiting))
                    .doesNotContain(EventType.IN_DOUBT)
                    .endsWith(EventType.SUBMITTED);
            assertThat(server.letters())
                    .extracting(letter -> letter.header("Subject").orElse(""))
                    .containsExactlyInAnyOrder("under-way", "waiting");
        }
    }
}
