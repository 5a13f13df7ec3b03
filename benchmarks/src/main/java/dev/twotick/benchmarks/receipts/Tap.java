package dev.twotick.benchmarks.receipts;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Stands between the reader of receipts and Dovecot and notes when the server told of a new mail. Thread-safe. */
final class Tap {
    private static final int CHUNK = 8192;
    private static final byte[] TOLD = " EXISTS".getBytes(StandardCharsets.US_ASCII);

    private static final long NOT_WAITING = -1;
    private static final long NOT_TOLD = 0;

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int server;
    private volatile long toldAt = NOT_WAITING;

    Tap(int server) throws IOException {
        this.server = server;
        daemon(this::accept);
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "tap");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The next telling is the one that counts. */
    void listen() {
        toldAt = NOT_TOLD;
    }

    /** When the server told, by {@link System#nanoTime}; 0 when it has not. */
    long toldAt() {
        return toldAt;
    }

    private void accept() {
        while (true) {
            try {
                Socket near = listener.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), server);
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                daemon(() -> pass(near, far, false));
                daemon(() -> pass(far, near, true));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void pass(Socket from, Socket to, boolean listening) {
        byte[] buffer = new byte[CHUNK];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                if (listening && toldAt == NOT_TOLD && tells(buffer, n)) {
                    toldAt = System.nanoTime();
                }
                out.write(buffer, 0, n);
            }
        } catch (IOException e) {
            // the connection ended
        }
    }

    private static boolean tells(byte[] buffer, int length) {
        for (int i = 0; i + TOLD.length <= length; i++) {
            int j = 0;
            while (j < TOLD.length && buffer[i + j] == TOLD[j]) {
                j++;
            }
            if (j == TOLD.length) {
                return true;
            }
        }
        return false;
    }
}
