package dev.twotick.benchmarks.wire;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** One connection to the sink. Used by one thread. */
final class SinkSession {
    private static final byte[] OK = ascii("250 2.0.0 Ok\r\n");
    private static final byte[] START = ascii("354 End data with <CR><LF>.<CR><LF>\r\n");
    private static final byte[] QUEUED = ascii("250 2.0.0 Ok: queued as 4bJ2Rz0PkXzW\r\n");
    private static final byte[] UNKNOWN = ascii("502 5.5.1 Unknown command\r\n");

    private final Socket socket;
    private final boolean chunking;
    private final Optional<SSLContext> tls;
    private final LongAdder letters;

    private SinkBuffer buffer;
    private boolean secured;

    SinkSession(Socket socket, boolean chunking, Optional<SSLContext> tls, LongAdder letters) throws IOException {
        this.socket = socket;
        this.chunking = chunking;
        this.tls = tls;
        this.letters = letters;
        this.buffer = new SinkBuffer(socket.getInputStream(), socket.getOutputStream());
    }

    void run() throws IOException {
        buffer.reply(ascii("220 sink.test ESMTP\r\n"));
        buffer.flush();
        boolean open = true;
        while (open) {
            open = command(buffer.line());
        }
        buffer.flush();
    }

    private boolean command(String line) throws IOException {
        String word = line.length() < 4 ? line : line.substring(0, 4).toUpperCase(Locale.ROOT);
        switch (word) {
            case "MAIL", "RCPT", "RSET", "NOOP" -> buffer.reply(OK);
            case "DATA" -> data();
            case "BDAT" -> chunk(line);
            case "EHLO", "HELO" -> buffer.reply(ascii(greeting()));
            case "STAR" -> startTls();
            case "QUIT" -> buffer.reply(ascii("221 2.0.0 Bye\r\n"));
            default -> buffer.reply(UNKNOWN);
        }
        return !word.equals("QUIT");
    }

    private void data() throws IOException {
        buffer.reply(START);
        buffer.skipLetter();
        letters.increment();
        buffer.reply(QUEUED);
    }

    private void chunk(String line) throws IOException {
        String[] words = line.split(" ", -1);
        buffer.skip(Long.parseLong(words[1]));
        boolean last = words.length > 2;
        if (last) {
            letters.increment();
        }
        buffer.reply(last ? QUEUED : OK);
    }

    private String greeting() {
        return "250-sink.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n"
                + (tls.isPresent() && !secured ? "250-STARTTLS\r\n" : "")
                + (chunking ? "250-CHUNKING\r\n" : "")
                + "250 ENHANCEDSTATUSCODES\r\n";
    }

    private void startTls() throws IOException {
        if (tls.isEmpty()) {
            buffer.reply(UNKNOWN);
            return;
        }
        buffer.reply(ascii("220 2.0.0 Ready to start TLS\r\n"));
        buffer.flush();
        SSLSocket layer = (SSLSocket) tls.get().getSocketFactory().createSocket(socket, null, true);
        layer.setUseClientMode(false);
        layer.startHandshake();
        buffer = new SinkBuffer(layer.getInputStream(), layer.getOutputStream());
        secured = true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
