package dev.twotick.it.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.twotick.it.Requirement;
import dev.twotick.jdbc.JdbcOutbox;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Outbox;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A node's wall clock is set while letters are under way: a day forward, two hours back. */
class SteppedClockIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LETTERS = 30;
    private static final String SHIM = """
            #define _GNU_SOURCE
            #include <dlfcn.h>
            #include <fcntl.h>
            #include <stdlib.h>
            #include <sys/time.h>
            #include <time.h>
            #include <unistd.h>

            static time_t offset(void) {
                char text[32] = {0};
                int fd = open(getenv("CLOCK_OFFSET_FILE"), O_RDONLY | O_CLOEXEC);
                if (fd < 0) return 0;
                if (read(fd, text, sizeof text - 1) < 0) text[0] = 0;
                close(fd);
                return atol(text);
            }

            int clock_gettime(clockid_t which, struct timespec *time) {
                static int (*real)(clockid_t, struct timespec *);
                if (!real) real = (int (*)(clockid_t, struct timespec *)) dlsym(RTLD_NEXT, "clock_gettime");
                int result = real(which, time);
                if (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE) time->tv_sec += offset();
                return result;
            }

            int gettimeofday(struct timeval *restrict time, void *restrict zone) {
                static int (*real)(struct timeval *, void *);
                if (!real) real = (int (*)(struct timeval *, void *)) dlsym(RTLD_NEXT, "gettimeofday");
                int result = real(time, zone);
                time->tv_sec += offset();
                return result;
            }
            """;

    @TempDir
    Path directory;

    @RegisterExtension
    private final PostgresSchema schema = new PostgresSchema();

    private final ScriptedSmtpServer server = ScriptedSmtpServer.start();
    private final Books books = new Books();

    /** SQLite goes by a clock that is made of the node's own, PostgreSQL by the server's. */
    enum Store {
        SQLITE,
        POSTGRESQL
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Path library() throws IOException, InterruptedException {
        Path source = Files.writeString(directory.resolve("clock.c"), SHIM);
        Path library = directory.resolve("clock.so");
        boolean made;
        try {
            made = new ProcessBuilder("gcc", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl")
                            .inheritIO()
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            made = false;
        }
        if (!made) {
            Requirement.missing("gcc is not installed, so no library that steps the clock can be made");
        }
        return library;
    }

    /** By a file that takes the other one's place, so that nobody reads half of it. */
    private void set(Path offset, Duration step) throws IOException {
        Path next = Files.writeString(directory.resolve("next"), "" + step.toSeconds());
        Files.move(next, offset, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Instant wallClockOf(Node node) {
        node.tell("time");
        node.awaitWord("time ");
        String said = node.said().stream()
                .filter(line -> line.startsWith("time "))
                .findFirst()
                .orElseThrow();
        return Instant.parse(said.substring("time ".length()));
    }

    private void send(Node node, String what) {
        for (int i = 0; i < LETTERS; i++) {
            books.send(node, what + "-" + i);
        }
    }

    @ParameterizedTest
    @CsvSource({"SQLITE,P1D", "SQLITE,PT-2H", "POSTGRESQL,P1D", "POSTGRESQL,PT-2H"})
    void nothingRunsOutNothingWaitsAndNothingIsDoubled(Store store, Duration step)
            throws IOException, InterruptedException {
        Path offset = directory.resolve("offset");
        String url = store == Store.SQLITE ? "jdbc:sqlite:" + directory.resolve("outbox.db") : schema.url();
        Instant began = Instant.now();
        server.at(Stage.RCPT).times(5).reply("451 4.7.1 try again later");
        server.at(Stage.FINAL).times(6).delay(Duration.ofMillis(800));
        try (Node node = Node.start(
                        directory.resolve("tmp"),
                        Map.of("LD_PRELOAD", library().toString(), "CLOCK_OFFSET_FILE", offset.toString()),
                        "outbox.url=" + url,
                        "relay.main.url=smtp://127.0.0.1:" + server.port(),
                        "lease.ttl=30s",
                        "retry.initial=2s",
                        "retry.max=2s",
                        "retry.lifetime=1h")
                .open()) {
            send(node, "before");
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> !server.received().isEmpty());
            set(offset, step);
            assertThat(wallClockOf(node))
                    .as("the node's clock is set")
                    .isCloseTo(Instant.now().plus(step), within(10, ChronoUnit.MINUTES));
            send(node, "after");

            books.insist(node);
            try (Outbox outbox = JdbcOutbox.open(url)) {
                Books.awaitRest(outbox);
                books.agreeWith(outbox, server.letters());
                nothingWasMoved(outbox.events(0, 100 * LETTERS), began);
            }
        }
    }

    private static void nothingWasMoved(List<Event> events, Instant began) {
        assertThat(events)
                .extracting(Event::type)
                .contains(EventType.DEFERRED)
                .doesNotContain(EventType.IN_DOUBT, EventType.EXPIRED, EventType.HELD);
        assertThat(events)
                .extracting(Event::at)
                .allMatch(at -> at.isAfter(began.minusSeconds(60))
                        && at.isBefore(Instant.now().plusSeconds(60)));
    }
}
