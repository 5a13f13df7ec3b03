package dev.twotick.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * A submission server on 127.0.0.1 that behaves well until {@linkplain #at told otherwise} and remembers what it saw. It
 * speaks SMTP on real sockets (RFC 5321) with PIPELINING, 8BITMIME, SIZE, ENHANCEDSTATUSCODES, DSN and SMTPUTF8, with CHUNKING
 * where it is set up, and refuses parameters that it does not offer.
 *
 * {@snippet :
 * try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
 *     server.at(Stage.FINAL).once().reset();
 *     // submit to server.port() …
 *     assertThat(server.received()).hasSize(1);
 *     assertThat(server.letters()).isEmpty();
 * }
 * }
 *
 * <p>All methods may be called from any thread, while sessions run too; each connection has a thread of its own.
 */
public final class ScriptedSmtpServer implements AutoCloseable {
    private static final int BACKLOG = 100;

    private final SmtpSetup setup;
    private final ServerSocket socket;
    private final Script script = new Script();
    private final SmtpLedger ledger = new SmtpLedger();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Reporter reporter = new Reporter();
    private final Set<Socket> sessions = ConcurrentHashMap.newKeySet();

    ScriptedSmtpServer(SmtpSetup setup, int port) {
        this.setup = setup;
        try {
            socket = new ServerSocket(port, BACKLOG, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts a server with the default capabilities, without TLS and without login.
     *
     * @return the server; to be closed
     */
    public static ScriptedSmtpServer start() {
        return setUp().start();
    }

    /**
     * Begins to set up a server.
     *
     * @return a builder with the defaults of {@link #start()}
     */
    public static SmtpServerBuilder setUp() {
        return new SmtpServerBuilder();
    }

    void listen() {
        Thread listener = new Thread(this::acceptAll, "scripted-smtp-" + port());
        listener.setDaemon(true);
        listener.start();
    }

    private void acceptAll() {
        while (!socket.isClosed()) {
            try {
                Socket session = socket.accept();
                int number = ledger.connected();
                sessions.add(session);
                if (stopping.getCount() == 0) {
                    session.close();
                }
                Thread thread = new Thread(() -> serve(session), "scripted-smtp-" + port() + "-" + number);
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                // the server was closed, or the client had gone before it was greeted
            }
        }
    }

    private void serve(Socket session) {
        try (SmtpWire wire = new SmtpWire(session, stopping)) {
            new SmtpSession(setup, script, ledger, wire, this::taken).serve();
        } catch (IOException e) {
            // the end of every session: the client went, the script said so, or the server stops
        } finally {
            sessions.remove(session);
            ledger.disconnected();
        }
    }

    /**
     * The host that it listens on.
     *
     * @return {@code 127.0.0.1}
     */
    public String host() {
        return "127.0.0.1";
    }

    /**
     * The port that it listens on.
     *
     * @return a port that was free when it started, unless one was asked for
     */
    public int port() {
        return socket.getLocalPort();
    }

    /**
     * Begins to tell it what to do at a stage.
     *
     * @param stage where
     * @return a cue; nothing changes before its last word
     */
    public Cue at(Stage stage) {
        return Cue.at(script, stage);
    }

    /**
     * Has it report back about every letter that it takes from now on.
     *
     * @param policy what to say about whom, in place of what was said before
     */
    public void reports(Reports policy) {
        reporter.follow(policy);
    }

    /**
     * Waits until it has sent a number of reports since {@link #reports} was called last.
     *
     * @param count how many
     * @param atMost how long to wait
     * @return their raw bytes, in the order of their sending
     * @throws InterruptedException when interrupted
     * @throws AssertionError when fewer were sent in that time
     */
    public List<byte[]> awaitReports(int count, Duration atMost) throws InterruptedException {
        return reporter.awaitSent(count, atMost);
    }

    private void taken(ReceivedLetter letter) {
        setup.delivery().accept(letter);
        ledger.take(letter);
        reporter.taken(letter);
    }

    /** Forgets the whole script: it behaves well again. */
    public void behave() {
        script.clear();
    }

    /**
     * The letters that it took responsibility for: those it acknowledged with a complete 2yz reply after the last dot, and
     * those that {@link Cue#afterTaking} made it take without saying so.
     *
     * @return in the order of their coming
     */
    public List<ReceivedLetter> letters() {
        return ledger.taken();
    }

    /**
     * Every letter whose last dot it read, whatever it answered.
     *
     * @return in the order of their coming
     */
    public List<ReceivedLetter> received() {
        return ledger.received();
    }

    /**
     * Every command line of every session, in the order of their coming; lines of a letter and answers to challenges are none.
     *
     * @return without line ends
     */
    public List<String> commands() {
        return ledger.commands();
    }

    /**
     * How many connections it has accepted so far.
     *
     * @return 0 or more
     */
    public int connections() {
        return ledger.connections();
    }

    /**
     * How many connections are open.
     *
     * @return 0 or more
     */
    public int openConnections() {
        return ledger.open();
    }

    /**
     * Waits until it has taken a number of letters.
     *
     * @param count how many in all
     * @param atMost how long to wait
     * @return {@link #letters()}
     * @throws InterruptedException when interrupted
     * @throws AssertionError when fewer came in that time
     */
    public List<ReceivedLetter> awaitLetters(int count, Duration atMost) throws InterruptedException {
        return ledger.awaitTaken(count, atMost);
    }

    /** Closes every open connection, as servers do with idle ones and when they restart, and goes on listening. */
    public void cutConnections() {
        try {
            for (Socket session : sessions) {
                session.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Resets all open connections (RST), as a firewall does that has forgotten them. What they had taken stays in the ledger. */
    public void resetConnections() {
        try {
            for (Socket session : sessions) {
                session.setSoLinger(true, 0);
                session.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Says a line on every open connection without being asked, as servers do before they close idle ones; in clear text only.
     *
     * @param line the line; CRLF is added
     */
    public void sayUnasked(String line) {
        try {
            for (Socket session : sessions) {
                session.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops listening and cuts every connection. Idempotent. */
    @Override
    public void close() {
        stopping.countDown();
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cutConnections();
        reporter.close();
    }
}
