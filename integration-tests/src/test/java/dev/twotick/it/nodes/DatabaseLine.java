package dev.twotick.it.nodes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between a node and its database and can fall silent, as a network does, or be down, as a server is. */
final class DatabaseLine implements AutoCloseable {
    private static final int BUFFER = 16 * 1024;

    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ServerSocket listener;
    private final String url;
    private final URI server;
    private State state = State.UP;

    private enum State {
        UP,
        SILENT,
        DOWN
    }

    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    /** Opens one to the database of a JDBC URL. */
    DatabaseLine(String url) {
        this.url = url;
        this.server = URI.create(url.substring("jdbc:".length()));
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        inBackground(this::accept);
    }

    /** The URL of the same database by this way. */
    String url() {
        return url.replace(
                server.getRawAuthority(), listener.getInetAddress().getHostAddress() + ":" + listener.getLocalPort());
    }

    /** Nothing gets through, and nobody is told. */
    synchronized void fallSilent() {
        state = State.SILENT;
    }

    /** All connections are cut, and new ones too. */
    synchronized void goDown() {
        state = State.DOWN;
        cut();
    }

    /** Cuts all connections; new ones are served. */
    void cut() {
        sockets.forEach(DatabaseLine::close);
    }

    /** All is well; what was held back gets through. */
    synchronized void goOn() {
        state = State.UP;
        notifyAll();
    }

    private synchronized void awaitWord() throws InterruptedException {
        while (state == State.SILENT) {
            wait();
        }
    }

    private synchronized boolean down() {
        return state == State.DOWN;
    }

    private void accept() throws IOException {
        while (true) {
            Socket node = listener.accept();
            if (down()) {
                close(node);
            } else {
                serve(node);
            }
        }
    }

    private void serve(Socket node) throws IOException {
        Socket database = new Socket(server.getHost(), server.getPort());
        sockets.add(node);
        sockets.add(database);
        inBackground(() -> pass(node, database));
        inBackground(() -> pass(database, node));
    }

    private void pass(Socket from, Socket to) throws IOException, InterruptedException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER];
            int count = in.read(buffer);
            while (count >= 0) {
                awaitWord();
                out.write(buffer, 0, count);
                count = in.read(buffer);
            }
        } finally {
            sockets.remove(from);
        }
    }

    private static void inBackground(Step step) {
        Thread thread = new Thread(
                () -> {
                    try {
                        step.run();
                    } catch (IOException e) {
                        // one side went
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "database-line");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        goOn();
        cut();
    }
}
