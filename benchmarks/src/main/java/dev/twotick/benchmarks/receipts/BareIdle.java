package dev.twotick.benchmarks.receipts;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A connection that does nothing but IDLE (RFC 2177): it shows when the server itself tells of a new mail. */
final class BareIdle implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader replies;
    private final BlockingQueue<Long> told = new LinkedBlockingQueue<>();

    BareIdle(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        replies = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        command("a", "LOGIN " + PrivateDovecot.USER + " " + PrivateDovecot.PASSWORD);
        command("b", "SELECT INBOX");
        write("c IDLE");
        Thread thread = new Thread(this::listen, "bare-idle");
        thread.setDaemon(true);
        thread.start();
    }

    private void write(String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private void command(String tag, String text) throws IOException {
        write(tag + " " + text);
        String line = replies.readLine();
        while (line != null && !line.startsWith(tag + " ")) {
            line = replies.readLine();
        }
        if (line == null || !line.startsWith(tag + " OK")) {
            throw new IOException("Dovecot says: " + line);
        }
    }

    private void listen() {
        try {
            for (String line = replies.readLine(); line != null; line = replies.readLine()) {
                if (line.endsWith(" EXISTS")) {
                    told.add(System.nanoTime());
                }
            }
        } catch (IOException e) {
            // it was closed
        }
    }

    /** Waits for the next telling. */
    long next() throws InterruptedException {
        return told.take();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
