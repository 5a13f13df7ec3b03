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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A relay that keeps the octets of letters as they came, stuffed dots and last dot included, and the commands around them. After
 * DATA it takes a letter to its first CRLF.CRLF, as a server must, and after BDAT exactly as many octets as were announced.
 */
final class RawSink implements AutoCloseable {
    private static final String END = "\r\n.\r\n";

    private static final Pattern CHUNK = Pattern.compile("BDAT (\\d{1,9})( LAST)?\r\n");

    private final ServerSocket socket;
    private final boolean chunking;
    private final BlockingQueue<Taken> letters = new LinkedBlockingQueue<>();

    /** What came, one octet a character: the commands since the letter before, then the letter itself. */
    record Taken(List<String> commands, String octets) {}

    /**
     * Starts one.
     *
     * @param chunking whether it offers CHUNKING (RFC 3030); BDAT is no command to it otherwise
     */
    RawSink(boolean chunking) throws IOException {
        this.chunking = chunking;
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
        StringBuilder chunks = new StringBuilder();
        say(out, "220 raw.example ESMTP");
        while (true) {
            String line = upTo("\r\n", in);
            commands.add(line.substring(0, line.length() - 2));
            Matcher chunk = CHUNK.matcher(line);
            if (line.startsWith("EHLO ")) {
                String more = chunking ? "250-CHUNKING\r\n" : "";
                say(out, "250-raw.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n" + more + "250 SMTPUTF8");
            } else if (line.equals("DATA\r\n")) {
                say(out, "354 go on");
                take(commands, upTo(END, in));
                say(out, "250 taken");
            } else if (chunking && chunk.matches()) {
                chunks.append(exactly(Integer.parseInt(chunk.group(1)), in));
                if (chunk.group(2) != null) {
                    take(commands, chunks.toString());
                    chunks.setLength(0);
                }
                say(out, "250 taken");
            } else if (line.equals("QUIT\r\n")) {
                say(out, "221 bye");
                return;
            } else if (line.matches("(?s)(MAIL FROM:|RCPT TO:|RSET|NOOP).*")) {
                say(out, "250 fine");
            } else {
                // what was slipped in would be such a line
                take(commands, "no command: " + line);
                say(out, "500 no command");
            }
        }
    }

    private void take(List<String> commands, String octets) {
        letters.add(new Taken(List.copyOf(commands), octets));
        commands.clear();
    }

    private static String exactly(int octets, InputStream in) throws IOException {
        byte[] chunk = in.readNBytes(octets);
        if (chunk.length < octets) {
            throw new EOFException();
        }
        return new String(chunk, StandardCharsets.ISO_8859_1);
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
