package dev.twotick.benchmarks.wire;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/** One direction of a delayed connection: a thread that reads and one that writes when the time has come. */
final class DelayedFlow {
    private static final int CHUNK = 65_536;
    private static final int CHUNKS_ON_THE_WAY = 2_000;

    private final Socket from;
    private final Socket to;
    private final Duration delay;
    private final BlockingQueue<Chunk> onTheWay = new LinkedBlockingQueue<>(CHUNKS_ON_THE_WAY);

    private record Chunk(long due, ByteBuffer bytes) {
        boolean last() {
            return !bytes.hasRemaining();
        }
    }

    DelayedFlow(Socket from, Socket to, Duration delay) {
        this.from = from;
        this.to = to;
        this.delay = delay;
    }

    void start() {
        Daemon.start("proxy-read", this::read);
        Daemon.start("proxy-write", this::write);
    }

    private void read() {
        byte[] buffer = new byte[CHUNK];
        try {
            try {
                for (int n = from.getInputStream().read(buffer);
                        n > 0;
                        n = from.getInputStream().read(buffer)) {
                    onTheWay.put(new Chunk(due(), ByteBuffer.wrap(Arrays.copyOf(buffer, n))));
                }
            } catch (IOException e) {
                // its end is passed on like any other
            }
            onTheWay.put(new Chunk(due(), ByteBuffer.allocate(0)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long due() {
        return System.nanoTime() + delay.toNanos();
    }

    private void write() {
        try {
            for (Chunk chunk = onTheWay.take(); !chunk.last(); chunk = onTheWay.take()) {
                pauseUntil(chunk.due());
                to.getOutputStream().write(chunk.bytes().array());
            }
            to.shutdownOutput();
        } catch (IOException e) {
            DelayProxy.close(from);
            DelayProxy.close(to);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void pause(Duration time) {
        pauseUntil(System.nanoTime() + time.toNanos());
    }

    private static void pauseUntil(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
