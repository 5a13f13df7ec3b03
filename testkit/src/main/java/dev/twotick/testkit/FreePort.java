package dev.twotick.testkit;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for servers that have to be told theirs before they start. They lie below those that the operating system gives to
 * whoever asks for any, so that no other connection or test takes one before its server does. Thread-safe.
 */
public final class FreePort {
    static final int LOWEST = 10_000;
    static final int END = 30_000;

    /** Begins somewhere, since another process may look for some at the same time. */
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(END - LOWEST));

    private FreePort() {}

    /**
     * A port where nobody listens now, on any address of this host. Each call gives another one.
     *
     * @return the port, from 10,000 to 29,999
     * @throws IllegalStateException when none is free
     */
    public static int find() {
        for (int tries = LOWEST; tries < END; tries++) {
            int port = LOWEST + Math.floorMod(NEXT.getAndIncrement(), END - LOWEST);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no port from " + LOWEST + " to " + (END - 1) + " is free");
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
