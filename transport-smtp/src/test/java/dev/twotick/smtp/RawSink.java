package dev.twotick.smtp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A relay that keeps the octets of letters as they came, stuffed dots and last dot included, and the commands around them. It
 * offers nothing that would change either, and takes a letter to its first CRLF.CRLF, as a server must.
 */
final class RawSink implements AutoCloseable {
    private static final String END = "\r\n.\r\n";

    private final ServerSocket socket;
    private final BlockingQueue<Taken> letters = new LinkedBlockingQueue<>();

    /** What came, one octet a character: the commands since the letter before, then the letter itself. */
    record Taken(List<String> commands, String octets) {}

    RawSink() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        inBackground(this::acceptAll);
    }

    private static void inBackground(Runnable work) {
        Thread thread = new Thread(work, "raw-sink");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    /** The next letter in the order of their coming. */
    Taken take() throws InterruptedException {
        Taken taken = letters.poll(10, TimeUnit.SECONDS);
        if (taken == null) {
            throw new AssertionError("no letter came");
        }
        return taken;
    }

    boolean isEmpty() {
        return letters.isEmpty();
    }

    private void acceptAll() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                inBackground(() -> serve(client));
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            converse(new BufferedInputStream(client.getInputStream()), client.getOutputStream());
        } catch (IOException e) {
            // the client went
        }
    }

    private void converse(InputStream in, OutputStream out) throws IOException {
        List<String> commands = new ArrayList<>();
        say(out, "220 raw.example ESMTP");
        while (true) {
            String line = upTo("\r\n", in);
            commands.add(line.substring(0, line.length() - 2));
            if (line.startsWith("EHLO ")) {
                say(out, "250-raw.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8");
            } else if (line.equals("DATA\r\n")) {
                say(out, "354 go on");
                letters.add(new Taken(List.copyOf(commands), upTo(END, in)));
                commands.clear();
                say(out, "250 taken");
            } else if (line.equals("QUIT\r\n")) {
                say(out, "221 bye");
                return;
            } else if (line.matches("(?s)(MAIL FROM:|RCPT TO:|RSET|NOOP).*")) {
                say(out, "250 fine");
            } else {
                // what was slipped in would be such a line
                letters.add(new Taken(List.copyOf(commands), "no command: " + line));
                say(out, "500 no command");
            }
        }
    }

    private static String upTo(String end, InputStream in) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        // the line end before a letter belongs to DATA, and may begin its end
        int matched = end.equals(END) ? 2 : 0;
        while (matched < end.length()) {
            int octet = in.read();
            if (octet < 0) {
                throw new EOFException();
            }
            octets.write(octet);
            matched = octet == end.charAt(matched) ? matched + 1 : afterMismatch(end, octet, matched);
        }
        return octets.toString(StandardCharsets.ISO_8859_1);
    }

    /** Where to go on when an octet is not the expected one: CR may begin the end again, CRLF before a dot too. */
    private static int afterMismatch(String end, int octet, int matched) {
        if (octet == '\r') {
            return 1;
        }
        return octet == '\n' && matched == 4 && end.equals(END) ? 2 : 0;
    }

    private static void say(OutputStream out, String reply) throws IOException {
        out.write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
