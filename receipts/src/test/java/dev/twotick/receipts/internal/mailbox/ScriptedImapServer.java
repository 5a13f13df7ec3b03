package dev.twotick.receipts.internal.mailbox;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** An IMAP server with one folder, which answers as told. */
final class ScriptedImapServer implements AutoCloseable {
    private static final Pattern RANGE = Pattern.compile("(?i)UID FETCH (\\d+)(?::(\\d+))? .*");
    private static final Pattern PARTIAL = Pattern.compile(".*<0\\.(\\d+)>.*");

    final NavigableMap<Long, byte[]> mails = new ConcurrentSkipListMap<>();
    final List<String> commands = new CopyOnWriteArrayList<>();
    volatile long uidValidity = 7;
    volatile String greeting = "* OK ready";
    volatile String capabilities = "IMAP4rev1 AUTH=PLAIN IDLE";
    volatile Hook hook = (tag, command, wire) -> false;
    volatile Optional<SSLContext> implicitTls = Optional.empty();
    volatile Optional<SSLContext> startTls = Optional.empty();

    private final ServerSocket listener;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /** Answers a command itself; false leaves it to the server. */
    interface Hook {
        boolean answer(String tag, String command, Wire wire) throws IOException;
    }

    ScriptedImapServer() {
        try {
            listener = new ServerSocket(0, 20, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    void put(long uid, byte[] mail) {
        mails.put(uid, mail);
    }

    long count(String commandPart) {
        return commands.stream()
                .filter(command -> command.contains(commandPart))
                .count();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "scripted-imap");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!closed) {
            try {
                Socket socket = listener.accept();
                sockets.add(socket);
                start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            Wire wire = new Wire(implicitTls.isPresent() ? overTls(socket, implicitTls.get()) : socket);
            wire.line(greeting);
            for (String line = wire.read(); line != null; line = wire.read()) {
                commands.add(line);
                int space = Math.max(0, line.indexOf(' '));
                String tag = line.substring(0, space);
                String command = line.substring(space).strip();
                if (!hook.answer(tag, command, wire)) {
                    answer(tag, command, wire);
                }
            }
        } catch (IOException e) {
            commands.add("(closed)");
        }
    }

    private static Socket overTls(Socket socket, SSLContext context) throws IOException {
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
        tls.setUseClientMode(false);
        tls.startHandshake();
        return tls;
    }

    private void answer(String tag, String command, Wire wire) throws IOException {
        String word = command.split(" ", 2)[0].toUpperCase(Locale.ROOT);
        switch (word) {
            case "CAPABILITY" -> wire.line("* CAPABILITY " + capabilities);
            case "EXAMINE" -> examine(wire);
            case "UID" -> fetch(command, wire);
            case "AUTHENTICATE" -> authenticate(wire);
            case "IDLE" -> idle(wire);
            case "STARTTLS" -> {
                wire.line(tag + " OK begin");
                wire.over(overTls(wire.socket, startTls.orElseThrow()));
                return;
            }
            default -> {}
        }
        wire.line(tag + " OK done");
    }

    private void authenticate(Wire wire) throws IOException {
        wire.line("+ ");
        commands.add(String.valueOf(wire.read()));
    }

    private void examine(Wire wire) throws IOException {
        long next = mails.isEmpty() ? 1 : mails.lastKey() + 1;
        wire.line("* " + mails.size() + " EXISTS");
        wire.line("* OK [UIDVALIDITY " + uidValidity + "] numbered");
        wire.line("* OK [UIDNEXT " + next + "] next");
    }

    /** Tells of mail that comes while it waits for DONE. */
    private void idle(Wire wire) throws IOException {
        wire.line("+ idling");
        int told = mails.size();
        while (!wire.inputWaits()) {
            if (mails.size() != told) {
                told = mails.size();
                wire.line("* " + told + " EXISTS");
            }
        }
        commands.add(String.valueOf(wire.read()));
    }

    private void fetch(String command, Wire wire) throws IOException {
        Matcher range = RANGE.matcher(command);
        if (!range.matches()) {
            return;
        }
        long first = Long.parseLong(range.group(1));
        long last = range.group(2) == null ? first : Long.parseLong(range.group(2));
        Matcher partial = PARTIAL.matcher(command);
        int most = partial.matches() ? Integer.parseInt(partial.group(1)) : Integer.MAX_VALUE;
        for (var mail : mails.subMap(first, true, last, true).entrySet()) {
            long number = mails.headMap(mail.getKey(), true).size();
            if (command.contains("BODY.PEEK[]")) {
                byte[] part = Arrays.copyOf(mail.getValue(), Math.min(most, mail.getValue().length));
                wire.text("* " + number + " FETCH (UID " + mail.getKey() + " BODY[]<0> {" + part.length + "}\r\n");
                wire.bytes(part);
                wire.line(")");
            } else {
                wire.line("* " + number + " FETCH (UID " + mail.getKey() + " RFC822.SIZE " + mail.getValue().length
                        + ")");
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One connection as the server sees it. */
    static final class Wire {
        private Socket socket;
        private InputStream in;
        private OutputStream out;

        Wire(Socket socket) throws IOException {
            this.socket = socket;
            over(socket);
        }

        private void over(Socket upper) throws IOException {
            socket = upper;
            in = new BufferedInputStream(upper.getInputStream());
            out = upper.getOutputStream();
        }

        /** Waits a moment for input, in a way that TLS allows too. */
        boolean inputWaits() throws IOException {
            socket.setSoTimeout(20);
            in.mark(1);
            try {
                return in.read() >= 0;
            } catch (SocketTimeoutException e) {
                return false;
            } finally {
                in.reset();
                socket.setSoTimeout(0);
            }
        }

        String read() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (c == '\n') {
                    return line.toString().strip();
                }
                line.append((char) c);
            }
            return null;
        }

        void line(String line) throws IOException {
            text(line + "\r\n");
        }

        void text(String text) throws IOException {
            bytes(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        void bytes(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        void hangUp() throws IOException {
            socket.close();
        }
    }
}
