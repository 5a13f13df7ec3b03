package dev.twotick.it;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Stands between a client and an SMTP server, knows what both say and, when told so, cuts the line at one of the server's replies. */
final class LineCutter implements AutoCloseable {
    /** What Postfix says when it has taken a letter. */
    static final String QUEUED = " queued as ";

    private final ServerSocket listener;
    private final int target;
    private final List<String> replies = new CopyOnWriteArrayList<>();
    private final List<CompletableFuture<String>> said = new CopyOnWriteArrayList<>();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicReference<Optional<Cut>> toCut = new AtomicReference<>(Optional.empty());

    /** Which part of a reply still gets through. */
    enum Where {
        BEFORE,
        WITHIN,
        AFTER
    }

    private record Cut(String text, Where where, CountDownLatch done) {}

    LineCutter(int target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        inBackground(this::accept);
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void inBackground(Step step) {
        Thread thread = new Thread(
                () -> {
                    try {
                        step.run();
                    } catch (IOException e) {
                        // one side went
                    }
                },
                "line-cutter");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    /**
     * Cuts the line at the next reply with a text.
     *
     * @return reaches zero when both sides are closed
     */
    CountDownLatch cut(String text, Where where) {
        Cut cut = new Cut(text, where, new CountDownLatch(1));
        toCut.set(Optional.of(cut));
        return cut.done();
    }

    /** How many connections the server has ended, or a cut. */
    int ended() {
        return ended.get();
    }

    /** All lines that the server has said. */
    List<String> replies() {
        return List.copyOf(replies);
    }

    /**
     * All that the client said on one of its connections, even after the server had ended it. Waits until the client is through
     * with it.
     *
     * @param connection counted from 0
     */
    String said(int connection) throws Exception {
        return said.get(connection).get(30, TimeUnit.SECONDS);
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            CompletableFuture<String> all = new CompletableFuture<>();
            said.add(all);
            inBackground(() -> commands(client, server, all));
            inBackground(() -> replies(client, server));
        }
    }

    private static void commands(Socket client, Socket server, CompletableFuture<String> all) throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (client;
                server) {
            byte[] buffer = new byte[8_192];
            int count = client.getInputStream().read(buffer);
            while (count >= 0) {
                said.write(buffer, 0, count);
                server.getOutputStream().write(buffer, 0, count);
                count = client.getInputStream().read(buffer);
            }
        } finally {
            all.complete(said.toString(StandardCharsets.ISO_8859_1));
        }
    }

    private void replies(Socket client, Socket server) throws IOException {
        try {
            InputStream in = new BufferedInputStream(server.getInputStream());
            OutputStream out = client.getOutputStream();
            String line = line(in);
            while (!line.isEmpty()) {
                replies.add(line.strip());
                Optional<Cut> cut = taken(line);
                if (cut.isPresent()) {
                    cut(cut.get(), line, client, server);
                    return;
                }
                write(line, out);
                line = line(in);
            }
            // no more: the client may find that out late, and what it says meanwhile is still heard
            client.shutdownOutput();
        } catch (IOException e) {
            client.close();
            server.close();
            throw e;
        } finally {
            ended.incrementAndGet();
        }
    }

    /** Each cut is made once, whoever else comes to such a reply meanwhile. */
    private Optional<Cut> taken(String line) {
        Optional<Cut> wanted = toCut.get();
        return wanted.filter(cut -> line.contains(cut.text()) && toCut.compareAndSet(wanted, Optional.empty()));
    }

    private static void cut(Cut cut, String line, Socket client, Socket server) throws IOException {
        try (client;
                server) {
            write(let(cut.where(), line), client.getOutputStream());
        } finally {
            cut.done().countDown();
        }
    }

    private static void write(String text, OutputStream out) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static String let(Where where, String line) {
        return switch (where) {
            case BEFORE -> "";
            case WITHIN -> line.substring(0, line.length() / 2);
            case AFTER -> line;
        };
    }

    /** One line with its end; empty when no more comes. */
    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int octet = in.read();
        while (octet >= 0) {
            line.append((char) octet);
            octet = octet == '\n' ? -1 : in.read();
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
