package dev.twotick.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** One connection of a scripted server: lines, bytes, and every way to end it. Used by one thread; closed by any. */
final class SmtpWire implements AutoCloseable {
    private static final int MAX_LINE = 1 << 16;
    private static final int DRAIN_MILLIS = 5_000;

    private final Socket raw;
    private final CountDownLatch stopping;
    private Socket socket;
    private InputStream in;
    private OutputStream out;

    SmtpWire(Socket raw, CountDownLatch stopping) throws IOException {
        this.raw = raw;
        this.stopping = stopping;
        raw.setTcpNoDelay(true);
        socket = raw;
        in = new BufferedInputStream(raw.getInputStream());
        out = raw.getOutputStream();
    }

    /** Goes on in TLS, as the server, perhaps with clients that must show a certificate. */
    void encrypt(SSLContext tls, boolean clientCertificate) throws IOException {
        SSLSocket layered = (SSLSocket) tls.getSocketFactory().createSocket(raw, null, raw.getPort(), true);
        layered.setUseClientMode(false);
        layered.setNeedClientAuth(clientCertificate);
        layered.startHandshake();
        socket = layered;
        in = new BufferedInputStream(layered.getInputStream());
        out = layered.getOutputStream();
    }

    boolean encrypted() {
        return socket instanceof SSLSocket;
    }

    /** One octet. */
    int read() throws IOException {
        int octet = in.read();
        if (octet < 0) {
            throw new EOFException();
        }
        return octet;
    }

    /** A line without its end, LF alone allowed. */
    String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int octet = read();
        while (octet != '\n') {
            if (line.size() > MAX_LINE) {
                throw new IOException("a command line without an end");
            }
            line.write(octet);
            octet = read();
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** All lines in one write. */
    void writeLines(List<String> lines) throws IOException {
        write(joined(lines));
    }

    void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Byte by byte with a gap before each; in one write without. */
    void drip(List<String> lines, Duration gap) throws IOException {
        if (gap.isZero()) {
            writeLines(lines);
            return;
        }
        for (byte octet : joined(lines).getBytes(StandardCharsets.UTF_8)) {
            pause(gap);
            out.write(octet);
            out.flush();
        }
    }

    private static String joined(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\r\n", lines) + "\r\n";
    }

    /** Waits, unless the server stops meanwhile. */
    void pause(Duration duration) throws IOException {
        if (duration.isZero()) {
            return;
        }
        try {
            if (stopping.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new EOFException();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EOFException();
        }
    }

    /** Takes in whatever comes and says nothing until the client has gone. */
    void ignore() throws IOException {
        byte[] sink = new byte[8192];
        while (in.read(sink) >= 0) {
            // nobody is meant to see it
        }
    }

    /** Reads no more until the server stops, so that the client's writes come to a halt. */
    void stall() throws IOException {
        pause(Duration.ofDays(1));
    }

    /** A clean end: FIN, after what was written. Unread input would turn it into a reset, so it is read first. */
    void finish() throws IOException {
        socket.shutdownOutput();
        if (encrypted()) {
            raw.shutdownOutput();
        }
        raw.setSoTimeout(DRAIN_MILLIS);
        InputStream rest = raw.getInputStream();
        byte[] sink = new byte[8192];
        while (rest.read(sink) >= 0) {
            // until the client has gone
        }
    }

    /** A rough end: RST. */
    void reset() throws IOException {
        raw.setSoLinger(true, 0);
        raw.close();
    }

    @Override
    public void close() throws IOException {
        raw.close();
    }
}
