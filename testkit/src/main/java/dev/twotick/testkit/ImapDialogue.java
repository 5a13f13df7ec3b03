package dev.twotick.testkit;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * One connection of a {@link ScriptedImapServer}, from the greeting to its end, as an {@link ImapReaction} sees it. Used by the
 * connection's own thread; only news of a folder come from others.
 */
public final class ImapDialogue {
    private final ScriptedImapServer server;
    private final ImapBehaviour behaviour;
    private Socket socket;
    private InputStream in;
    private volatile OutputStream out;
    private boolean open = true;

    ImapDialogue(ScriptedImapServer server, Socket socket) throws IOException {
        this.server = server;
        this.behaviour = new ImapBehaviour(server, this);
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /** Serves until the client or the script ends it. */
    void run() throws IOException {
        say(server.greeting());
        while (open) {
            ImapCommand command = ImapCommand.parse(line());
            server.note(command);
            server.reaction(command.name()).to(this, command);
        }
    }

    boolean encrypted() {
        return socket instanceof SSLSocket;
    }

    /** Puts TLS over the connection; the handshake follows with the next octet. */
    void encrypt(SSLContext context) throws IOException {
        SSLSocket tls =
                (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
        tls.setUseClientMode(false);
        socket = tls;
        in = new BufferedInputStream(tls.getInputStream());
        out = tls.getOutputStream();
    }

    /**
     * Does what a server does with the command.
     *
     * @param command the command
     * @throws IOException when the client is gone
     */
    public void perform(ImapCommand command) throws IOException {
        behaviour.perform(command);
    }

    /**
     * Says a line.
     *
     * @param line without its end; sent as UTF-8
     * @throws IOException when the client is gone
     */
    public void say(String line) throws IOException {
        write(line + "\r\n", StandardCharsets.UTF_8);
    }

    /**
     * Sends octets as they are, for example those of a literal.
     *
     * @param octets a character for each octet
     * @throws IOException when the client is gone
     */
    public void sayRaw(String octets) throws IOException {
        write(octets, StandardCharsets.ISO_8859_1);
    }

    private void write(String text, Charset charset) throws IOException {
        OutputStream now = out;
        synchronized (this) {
            now.write(text.getBytes(charset));
            now.flush();
        }
    }

    /** Says a line until the client goes. */
    void repeat(String line) throws IOException {
        String lines = (line + "\r\n").repeat(1000);
        while (open) {
            sayRaw(lines);
        }
    }

    /**
     * Reads a line.
     *
     * @return without its end, a character for each octet
     * @throws IOException when the client is gone
     */
    public String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException("the client left");
            }
            line.append((char) octet);
        }
        return line.toString().stripTrailing();
    }

    /**
     * Reads octets.
     *
     * @param octets how many
     * @return exactly as many
     * @throws IOException when the client is gone before
     */
    public byte[] read(int octets) throws IOException {
        byte[] read = in.readNBytes(octets);
        if (read.length < octets) {
            throw new EOFException("the client left");
        }
        return read;
    }

    /**
     * Lets the client send the literal of a command, if it waits for that.
     *
     * @param command the command
     * @throws IOException when the client is gone
     */
    public void invite(ImapCommand command) throws IOException {
        if (command.waits()) {
            say("+ go on");
        }
    }

    /**
     * Takes the literal of a command, and the rest of its last line.
     *
     * @param command the command
     * @return the literal
     * @throws IOException when the client is gone
     */
    public byte[] take(ImapCommand command) throws IOException {
        invite(command);
        byte[] octets = read(command.literal());
        line();
        return octets;
    }

    /**
     * Takes the literal of an APPEND and puts it into its folder.
     *
     * @param append the command
     * @return what was kept
     * @throws IOException when the client is gone
     */
    public KeptMessage keep(ImapCommand append) throws IOException {
        byte[] octets = take(append);
        return server.folder(append.argument(0)).orElseThrow().keep(append.argument(1), append.argument(2), octets);
    }

    /** Ends the connection after this command. */
    public void cut() {
        open = false;
    }

    /**
     * Reads until the client goes, and says nothing.
     *
     * @throws IOException when it went without a close
     */
    public void drain() throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
        cut();
    }

    /**
     * Sends octets, slowly, until the client goes.
     *
     * @param everyMillis the pause between two octets, in milliseconds
     * @throws IOException when the client is gone
     */
    public void drip(int everyMillis) throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        try {
            while (!never.await(everyMillis, TimeUnit.MILLISECONDS)) {
                sayRaw("*");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cut();
        }
    }
}
