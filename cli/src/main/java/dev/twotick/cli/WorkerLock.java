package dev.twotick.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/**
 * Held by the process that works an outbox on SQLite, so that a {@code send --wait} beside it need not. The operating system
 * takes it from a process that is killed. It saves work and guards nothing: leases keep two workers from one letter. Used by
 * one thread.
 */
final class WorkerLock implements AutoCloseable {
    /** How often to try for a lock that another process holds. */
    static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    private final Optional<Path> file;
    private Optional<FileChannel> held = Optional.empty();

    /**
     * Takes nothing yet.
     *
     * @param database the outbox's file; empty: another kind of outbox, on which everybody works
     */
    WorkerLock(Optional<Path> database) {
        file = database.map(path -> path.resolveSibling(path.getFileName() + ".worker"));
    }

    /** Whether this process is to work the outbox: it has the lock, or there is none to be had. */
    boolean tryTake() {
        return held.isPresent() || file.isEmpty() || tryTake(file.get());
    }

    private boolean tryTake(Path path) {
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            held = Optional.of(channel).filter(WorkerLock::lock);
            if (held.isEmpty()) {
                channel.close();
            }
            return held.isPresent();
        } catch (IOException e) {
            // whoever opens the outbox in the same directory tells what is wrong there
            return true;
        }
    }

    private static boolean lock(FileChannel channel) {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            // a file system without locks
            return true;
        }
    }

    /** Gives it back. The file stays: who deletes it may take it from under the next one. */
    @Override
    public void close() {
        try {
            if (held.isPresent()) {
                held.get().close();
            }
        } catch (IOException e) {
            // it ends with the process
        }
        held = Optional.empty();
    }
}
