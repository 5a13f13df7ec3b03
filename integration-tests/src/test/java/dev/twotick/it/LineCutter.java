package dev.twotick.it;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a client and an SMTP server, knows what the server says and, when told so, cuts the line at one of its replies. */
final class LineCutter implements AutoCloseable {
    /** What Postfix says when it has taken a letter. */
    static final String QUEUED = " queued as ";

    private final ServerSocket listener;
    private final int target;
    private final List<String> replies = new CopyOnWriteArrayList<>();
    private final AtomicInteger closed = new AtomicInteger();
    private volatile Optional<Cut> toCut = Optional.empty();

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
        toCut = Optional.of(cut);
        return cut.done();
    }

    /** How many connections are over. */
    int closed() {
        return closed.get();
    }

    /** All lines that the server has said. */
    List<String> replies() {
        return List.copyOf(replies);
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            inBackground(() -> {
                try (client;
                        server) {
                    client.getInputStream().transferTo(server.getOutputStream());
                }
            });
            inBackground(() -> replies(client, server));
        }
    }

    private void replies(Socket client, Socket server) throws IOException {
        Optional<Cut> cut = Optional.empty();
        try (client;
                server) {
            InputStream in = new BufferedInputStream(server.getInputStream());
            OutputStream out = client.getOutputStream();
            boolean more = true;
            while (more) {
                String line = line(in);
                replies.add(line.strip());
                cut = toCut.filter(wanted -> line.contains(wanted.text()));
                out.write(cut.map(now -> let(now.where(), line)).orElse(line).getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
                more = cut.isEmpty() && !line.isEmpty();
            }
        }
        closed.incrementAndGet();
        cut.ifPresent(done -> {
            toCut = Optional.empty();
            done.done().countDown();
        });
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
