package dev.twotick.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.outbox.Outbox;
import dev.twotick.testkit.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteClockTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path directory;

    private final SettableClock wall = new SettableClock(NOON);
    private final AtomicLong ticks = new AtomicLong(Duration.ofHours(1).toNanos());
    private OutboxFile file;

    @BeforeEach
    void boot() throws IOException {
        file = new OutboxFile(directory);
        boot("first");
    }

    private void boot(String name) throws IOException {
        Path kernel = Files.createDirectories(directory.resolve("proc/sys/kernel/random"));
        Files.writeString(kernel.resolve("boot_id"), name + "\n");
    }

    private Outbox open() {
        HostTime host = new HostTime(directory.resolve("proc"), wall, ticks::get);
        return JdbcOutbox.open(
                new Sqlite(new SqliteFile(file.path()), Sqlite.PATIENCE, new SqliteClock(host), false), true);
    }

    private void pass(Duration time) {
        wall.advance(time);
        ticks.addAndGet(time.toNanos());
    }

    @ParameterizedTest
    @ValueSource(strings = {"P1D", "PT-2H"})
    void aHostsClockThatIsSetMovesNoneOfItsProcesses(Duration step) {
        try (Outbox one = open()) {
            assertThat(one.now()).isEqualTo(NOON);
            wall.advance(step);
            pass(Duration.ofSeconds(10));
            try (Outbox other = open()) {
                assertThat(one.now()).isEqualTo(NOON.plusSeconds(10));
                assertThat(other.now()).isEqualTo(one.now());
            }
        }
    }

    @Test
    void afterAStartOfTheHostItsClockIsTakenAnew() throws IOException {
        open().close();
        boot("second");
        wall.advance(Duration.ofDays(1));
        ticks.set(7);

        try (Outbox outbox = open()) {
            assertThat(outbox.now()).isEqualTo(NOON.plus(Duration.ofDays(1)));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void afterAStartOfTheHostTimeIsNeverBeforeWhatIsWritten(boolean purged) throws IOException, SQLException {
        Instant last;
        try (Outbox outbox = open()) {
            pass(Duration.ofHours(3));
            outbox.accept(new Samples(1).letter(outbox.now()));
            last = outbox.now();
        }
        if (purged) {
            file.change("DELETE FROM twotick_event");
            last = NOON;
        }
        boot("second");
        wall.set(NOON.minus(Duration.ofDays(400)));

        try (Outbox outbox = open()) {
            assertThat(outbox.now()).isEqualTo(last);
            pass(Duration.ofSeconds(1));
            assertThat(outbox.now()).isEqualTo(last.plusSeconds(1));
        }
    }

    @Test
    void whereARunOfTheHostHasNoNameItsClockIsTakenAtEachOpening() throws IOException {
        Files.delete(directory.resolve("proc/sys/kernel/random/boot_id"));
        open().close();
        wall.advance(Duration.ofDays(1));

        try (Outbox outbox = open()) {
            assertThat(outbox.now()).isEqualTo(NOON.plus(Duration.ofDays(1)));
        }
    }

    @Test
    void theHostsSleepIsTimeThatHasPassed() throws IOException {
        Path uptime = directory.resolve("proc/uptime");
        Files.writeString(uptime, "3600.00 7200.00\n");
        try (Outbox one = open()) {
            Duration sleep = Duration.ofHours(8);
            wall.advance(sleep);
            pass(Duration.ofSeconds(5));
            Files.writeString(uptime, (3605 + sleep.toSeconds()) + ".00 7200.00\n");
            try (Outbox other = open()) {
                assertThat(one.now()).isEqualTo(NOON.plus(sleep).plusSeconds(5));
                assertThat(other.now()).isEqualTo(one.now());
            }
        }
    }

    @Test
    void anAgeThatIsAContainersIsPassedOver() throws IOException {
        Files.writeString(directory.resolve("proc/uptime"), "12.00 7200.00\n");
        try (Outbox outbox = open()) {
            pass(Duration.ofSeconds(5));
            assertThat(outbox.now()).isEqualTo(NOON.plusSeconds(5));
        }
    }
}
