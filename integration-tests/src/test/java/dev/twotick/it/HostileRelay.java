package dev.twotick.it;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that means harm: it never stops talking, or hardly ever begins. */
final class HostileRelay implements AutoCloseable {
    private static final byte[] MEGABYTE = new byte[1 << 20];
    private static final int MEGABYTES = 64;

    static {
        Arrays.fill(MEGABYTE, (byte) 'x');
    }

    private final ServerSocket socket;
    private final Harm harm;
    private final AtomicInteger victims = new AtomicInteger();
    private final CountDownLatch stopping = new CountDownLatch(1);

    /** What it does. */
    enum Harm {
        /** A greeting of 64 MB in one line. */
        ONE_LINE,
        /** A greeting of lines without an end. */
        LINES,
        /** A greeting of one octet a second. */
        OCTETS
    }

    HostileRelay(Harm harm) throws IOException {
        this.harm = harm;
        socket = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        inBackground(this::acceptAll);
    }

    private static void inBackground(Runnable work) {
        Thread thread = new Thread(work, "hostile-relay");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    /** How many connections it has had. */
    int victims() {
        return victims.get();
    }

    private void acceptAll() {
        while (!socket.isClosed()) {
            try {
                Socket victim = socket.accept();
                victims.incrementAndGet();
                inBackground(() -> harm(victim));
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void harm(Socket victim) {
        try (victim) {
            OutputStream out = victim.getOutputStream();
            switch (harm) {
                case ONE_LINE -> oneLine(out);
                case LINES -> lines(out);
                case OCTETS -> octets(out);
            }
        } catch (IOException e) {
            // the victim has got away
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void oneLine(OutputStream out) throws IOException {
        out.write("220 ".getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < MEGABYTES; i++) {
            out.write(MEGABYTE);
        }
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static void lines(OutputStream out) throws IOException {
        byte[] line = "220-there is always one more\r\n".getBytes(StandardCharsets.US_ASCII);
        while (true) {
            out.write(line);
        }
    }

    private void octets(OutputStream out) throws IOException, InterruptedException {
        out.write("220-".getBytes(StandardCharsets.US_ASCII));
        while (!stopping.await(1, TimeUnit.SECONDS)) {
            out.write('x');
        }
    }

    @Override
    public void close() throws IOException {
        stopping.countDown();
        socket.close();
    }
}
