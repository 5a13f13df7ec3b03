package dev.twotick.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TurnstileTest {
    private static final Duration LITTLE = Duration.ofMillis(5);

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
        Path file = Files.write(directory.resolve("outbox.db-turn"), new byte[0]);
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

    /** Also where the clock's numbers pass zero, or their end, in the meantime. */
    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MAX_VALUE - 1000, Long.MAX_VALUE - 5_000_000_000L})
    void whoeverStaysInsideIsWaitedForOnceAndThenHardlyForAWhile(long begin) throws IOException {
        close();
        time.nanos = begin;
        open();
        other.enter();

        isWaitedForOnceAndThenHardlyForAWhile();
    }

    /** Somebody was stopped there while another one was inside, who has left meanwhile. */
    @Test
    void whoeverStaysAtTheDoorIsWaitedForOnceAndThenHardlyForAWhile() throws IOException {
        try (FileChannel file = FileChannel.open(directory.resolve("outbox.db-turn"), StandardOpenOption.WRITE);
                FileLock door = file.lock(0, 1, false)) {
            assertThat(door.isValid()).isTrue();
            isWaitedForOnceAndThenHardlyForAWhile();
        }
    }

    private void isWaitedForOnceAndThenHardlyForAWhile() {
        assertThat(waited()).isEqualTo(Duration.ofSeconds(1));
        for (int i = 0; i < 100; i++) {
            assertThat(waited()).isEqualTo(LITTLE);
            time.letPass(Duration.ofMillis(95).toNanos());
        }
        assertThat(waited()).isEqualTo(Duration.ofSeconds(1));
        assertThat(waited()).isEqualTo(LITTLE);
        time.letPass(Duration.ofSeconds(10).minus(LITTLE).toNanos() - 1);
        assertThat(waited()).isEqualTo(LITTLE);
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
