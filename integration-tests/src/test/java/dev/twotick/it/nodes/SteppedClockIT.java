package dev.twotick.it.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.twotick.Tracking;
import dev.twotick.Twotick;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.Letter;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.OnDoubt;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.testkit.ReceivedLetter;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.SettableClock;
import dev.twotick.testkit.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wall clock is stepped while letters are under way: a day forward, two hours back. */
class SteppedClockIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LETTERS = 30;

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T10:00:00Z"));
    private final ScriptedSmtpServer server = ScriptedSmtpServer.start();
    private Twotick post;

    @BeforeEach
    void open() {
        post = Twotick.builder()
                .clock(clock)
                .set("outbox.url", "jdbc:sqlite:" + directory.resolve("outbox.db"))
                .set("relay.main.url", "smtp://127.0.0.1:" + server.port())
                .set("relay.main.starttls", "off-i-accept-clear-text")
                .build();
    }

    @AfterEach
    void close() {
        post.close();
        server.close();
    }

    private List<LetterId> send(String what) {
        List<LetterId> ids = new ArrayList<>();
        for (int i = 0; i < LETTERS; i++) {
            Letter letter = Letter.from("billing@corp.example")
                    .to("ann@customer.example")
                    .subject(what + "-" + i)
                    .text("Please pay.")
                    .build();
            Tracking tracking = post.send(letter, Assurance.submitted().onDoubt(OnDoubt.HOLD));
            ids.add(tracking.id());
        }
        return ids;
    }

    private Delivery view(LetterId id) {
        return post.outbox().find(id).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"P1D", "PT-2H"})
    void nothingExpiresAndNothingIsDoubled(Duration step) {
        server.at(Stage.FINAL).times(4).delay(Duration.ofMillis(800));
        List<LetterId> ids = send("before");
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !server.received().isEmpty());
        clock.advance(step);
        ids.addAll(send("after"));

        await().atMost(PATIENCE).until(() -> ids.stream().allMatch(id -> view(id).submissionSettled()));
        for (LetterId id : ids) {
            Delivery letter = view(id);
            assertThat(letter.recipients())
                    .as("%s", letter.events())
                    .allMatch(ann -> ann.submission() == SubmissionState.SUBMITTED
                            || (ann.submission() == SubmissionState.HELD && ann.doubts() > 0));
            assertThat(letter.events()).noneMatch(event -> event.type() == EventType.EXPIRED);
        }
        assertThat(server.letters())
                .extracting(letter -> letter.header("Subject").orElse(""))
                .doesNotHaveDuplicates();
        assertThat(server.letters()).extracting(ReceivedLetter::text).isNotEmpty();
    }
}
