package dev.twotick.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TurnstileTest {
    @TempDir
    Path directory;

    private final CountedTime time = new CountedTime();
    private Turnstile mine;
    private Turnstile other;

    private static final class CountedTime implements Turnstile.Time {
        private long nanos = Long.MAX_VALUE - 1000;

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public void letPass(long time) {
            nanos += time;
        }
    }

    @BeforeEach
    void open() throws IOException {
        Path file = Files.createFile(directory.resolve("outbox.db-turn"));
        mine = Turnstile.at(file, time);
        other = Turnstile.at(file, time);
    }

    @AfterEach
    void close() {
        mine.close();
        other.close();
    }

    private Duration waited() {
        long before = time.nanos();
        mine.enter();
        mine.leave();
        return Duration.ofNanos(time.nanos() - before);
    }

    @Test
    void nobodyWaitsWhereNobodyIs() {
        assertThat(waited()).isZero();
        other.enter();
        other.leave();
        assertThat(waited()).isZero();
    }

    @Test
    void whoeverStaysInsideIsWaitedForOnceAndThenPassedByForAWhile() {
        other.enter();
        assertThat(waited()).isEqualTo(Duration.ofSeconds(1));
        for (int i = 0; i < 100; i++) {
            assertThat(waited()).isZero();
        }
        time.letPass(Duration.ofSeconds(10).toNanos());
        assertThat(waited()).isEqualTo(Duration.ofSeconds(1));
        assertThat(waited()).isZero();
    }

    @Test
    void whoeverWakesUpIsWaitedForAgain() {
        other.enter();
        waited();
        other.leave();
        assertThat(waited()).isZero();
        other.enter();
        assertThat(waited()).isEqualTo(Duration.ofSeconds(1));
    }
}
