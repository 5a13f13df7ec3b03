package dev.twotick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerLockTest {
    @TempDir
    private Path directory;

    @Test
    void isHeldByOneAtATime() {
        Optional<Path> database = Optional.of(directory.resolve("outbox.db"));
        try (WorkerLock second = new WorkerLock(database)) {
            try (WorkerLock first = new WorkerLock(database)) {
                assertThat(first.tryTake()).isTrue();
                assertThat(first.tryTake()).isTrue();
                assertThat(second.tryTake()).isFalse();
            }
            assertThat(second.tryTake()).isTrue();
        }
        assertThat(directory.resolve("outbox.db")).doesNotExist();
    }

    @Test
    void keepsNobodyFromAnOutboxThatIsNoFile() {
        try (WorkerLock first = new WorkerLock(Optional.empty());
                WorkerLock second = new WorkerLock(Optional.empty())) {
            assertThat(first.tryTake()).isTrue();
            assertThat(second.tryTake()).isTrue();
        }
    }

    @Test
    void keepsNobodyFromWorkingWhereItCannotBeMade() {
        try (WorkerLock lock = new WorkerLock(Optional.of(directory.resolve("missing/outbox.db")))) {
            assertThat(lock.tryTake()).isTrue();
        }
    }
}
