package dev.twotick.it;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that means harm: from one stage on it never stops talking, or hardly ever begins. */
final class HostileRelay implements AutoCloseable {
    private static final byte[] MEGABYTE = new byte[1 << 20];
    private static final int MEGABYTES = 64;

    static {
        Arrays.fill(MEGABYTE, (byte) 'x');
    }

    private final ServerSocket socket;
    private final Stage stage;
    private final Harm harm;
    private final AtomicInteger victims = new AtomicInteger();
    private final CountDownLatch stopping = new CountDownLatch(1);

    /** What it does. */
    enum Harm {
        /** 64 MB in one line. */
        ONE_LINE,
        /** Lines without an end. */
        LINES,
        /** One octet a second. */
        OCTETS
    }

    /** Which reply does harm; those before it are yeses. */
    enum Stage {
        GREETING(""),
        EHLO("EHLO "),
        RCPT("RCPT "),
        FINAL(".");

        private final String command;

        Stage(String command) {
            this.command = command;
        }

        private boolean answers(String line) {
            return this == FINAL ? line.equals(command) : !command.isEmpty() && line.startsWith(command);
        }
    }

    HostileRelay(Stage stage, Harm harm) throws IOException {
        this.stage = stage;
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

    Stage stage() {
        return stage;
    }

    Harm harm() {
        return harm;
    }

    /** How many it has done harm to. */
    int victims() {
        return victims.get();
    }

    private void acceptAll() {
        while (!socket.isClosed()) {
            try {
                Socket victim = socket.accept();
                inBackground(() -> serve(victim));
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void serve(Socket victim) {
        try (victim) {
            OutputStream out = victim.getOutputStream();
            if (stage != Stage.GREETING) {
                out.write("220 harmless\r\n".getBytes(StandardCharsets.US_ASCII));
                beHarmless(
                        new BufferedReader(new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8)),
                        out);
            }
            victims.incrementAndGet();
            harm(stage == Stage.GREETING ? "220" : "250", out);
        } catch (IOException e) {
            // the victim has got away
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until the command whose reply is to do harm. */
    private void beHarmless(BufferedReader in, OutputStream out) throws IOException {
        boolean inLetter = false;
        while (true) {
            String line = in.readLine();
            if (line == null) {
                throw new EOFException();
            }
            if (stage.answers(line)) {
                return;
            }
            if (!inLetter) {
                inLetter = line.equals("DATA");
                out.write((inLetter ? "354 go on\r\n" : "250 fine\r\n").getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    private void harm(String code, OutputStream out) throws IOException, InterruptedException {
        switch (harm) {
            case ONE_LINE -> oneLine(code, out);
            case LINES -> lines(code, out);
            case OCTETS -> octets(code, out);
        }
    }

    private static void oneLine(String code, OutputStream out) throws IOException {
        out.write((code + " ").getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < MEGABYTES; i++) {
            out.write(MEGABYTE);
        }
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static void lines(String code, OutputStream out) throws IOException {
        byte[] line = (code + "-there is always one more\r\n").getBytes(StandardCharsets.US_ASCII);
        while (true) {
            out.write(line);
        }
    }

    private void octets(String code, OutputStream out) throws IOException, InterruptedException {
        out.write((code + "-").getBytes(StandardCharsets.US_ASCII));
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
