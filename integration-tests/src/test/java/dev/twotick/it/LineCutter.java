package dev.twotick.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Stands between a client and an SMTP server and, when told so, cuts the line before the reply to the last dot gets through. */
final class LineCutter implements AutoCloseable {
    private static final String QUEUED = " queued as ";

    private final ServerSocket listener;
    private final int target;
    private volatile int toCut;

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

    /** Cuts the next line on which a letter is acknowledged. */
    void cutNext() {
        toCut = 1;
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
        try (client;
                server) {
            InputStream in = server.getInputStream();
            OutputStream out = client.getOutputStream();
            byte[] buffer = new byte[8192];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                String text = new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
                if (toCut > 0 && text.contains(QUEUED)) {
                    toCut = 0;
                    return;
                }
                out.write(buffer, 0, count);
                out.flush();
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
