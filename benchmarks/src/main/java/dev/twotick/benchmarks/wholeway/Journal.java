package dev.twotick.benchmarks.wholeway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The least that durability costs: letters appended to a file whose space was written before, and one {@code fdatasync} for all
 * that came while the one before ran. Nothing can be found in it again, so no outbox can be as fast. Thread-safe.
 */
final class Journal implements Way {
    private static final int CAPACITY = 256 << 20;
    private static final int BLOCK = 1 << 20;

    private final FileChannel file;
    private final byte[] letter;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition synced = lock.newCondition();
    private final LongAdder arrived = new LongAdder();
    private ByteBuffer filling = ByteBuffer.allocateDirect(BLOCK);
    private ByteBuffer writing = ByteBuffer.allocateDirect(BLOCK);
    private long position;
    private long group;
    private boolean busy;

    Journal(Path path, int size) throws IOException {
        letter = new byte[size];
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        ByteBuffer zeros = ByteBuffer.allocateDirect(BLOCK);
        for (long at = 0; at < CAPACITY; at += BLOCK) {
            file.write(zeros.clear(), at);
        }
        file.force(true);
    }

    @Override
    public void send() throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            filling.put(letter);
            long mine = group;
            while (group == mine && busy) {
                synced.await();
            }
            if (group == mine) {
                commit();
            } else {
                awaitEnd(mine);
            }
        } finally {
            lock.unlock();
        }
        arrived.increment();
    }

    /** Another thread wrote this letter's group and may still wait for the disk. */
    private void awaitEnd(long mine) throws InterruptedException {
        while (busy && group == mine + 1) {
            synced.await();
        }
    }

    /** Writes what all threads left, without the lock, so that the next group can gather. */
    private void commit() throws IOException {
        busy = true;
        group++;
        ByteBuffer full = filling.flip();
        filling = writing.clear();
        writing = full;
        long at = position + full.remaining() > CAPACITY ? 0 : position;
        position = at + full.remaining();
        lock.unlock();
        try {
            file.write(full, at);
            file.force(false);
        } finally {
            lock.lock();
            busy = false;
            synced.signalAll();
        }
    }

    @Override
    public long arrived() {
        return arrived.sum();
    }
}
