package dev.twotick.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes connections on an ephemeral port of 127.0.0.1 and gives each a thread of its own. Thread-safe. */
final class LoopbackListener implements AutoCloseable {
    private static final int BACKLOG = 50;

    private final Service service;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();

    /** What is done with a connection; it is closed afterwards. */
    interface Service {
        void serve(Socket socket) throws IOException;
    }

    LoopbackListener(Service service) {
        this.service = service;
        try {
            listener = new ServerSocket(0, BACKLOG, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void start() {
        inBackground(this::acceptAll);
    }

    private void inBackground(Runnable work) {
        Thread thread = new Thread(work, "scripted-server-" + port());
        thread.setDaemon(true);
        thread.start();
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                sockets.add(socket);
                inBackground(() -> serve(socket));
            } catch (IOException e) {
                // the listener was closed, or the client had gone before it was greeted
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            if (!listener.isClosed()) {
                service.serve(socket);
            }
        } catch (IOException e) {
            // the end of most connections: the client went, or the server stops
        } finally {
            sockets.remove(socket);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    /** How many connections it has taken so far. */
    int connections() {
        return connections.get();
    }

    /** Closes every open connection and goes on listening. */
    void cutConnections() {
        try {
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cutConnections();
    }
}
