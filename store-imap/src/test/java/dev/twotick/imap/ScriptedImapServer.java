package dev.twotick.imap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * An IMAP server on a loopback port of its own that knows just enough to keep messages, and that can be told to answer the
 * next commands wrongly, late, or not at all. Thread-safe.
 */
final class ScriptedImapServer implements AutoCloseable {
    static final String USER = "billing@example.com";
    static final String PASSWORD = "open sesame";

    private final ServerSocket listener;
    private final Map<String, ScriptedFolder> folders = new ConcurrentSkipListMap<>();
    private final Map<String, Queue<ImapReaction>> script = new ConcurrentHashMap<>();
    private final List<ImapCommand> commands = new CopyOnWriteArrayList<>();
    private final Collection<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger validity = new AtomicInteger(1000);

    private volatile String greeting = "* OK ready";
    private volatile String capabilities = "IMAP4rev1 UIDPLUS AUTH=PLAIN";
    private volatile String separator = "/";
    private volatile Optional<SSLContext> tls = Optional.empty();
    private volatile boolean tlsFromStart;

    ScriptedImapServer() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        addFolder("INBOX");
        start(this::accept);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "scripted-imap");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                connections.incrementAndGet();
                start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (Socket talking = tlsFromStart ? tls(socket) : socket) {
            new ImapDialogue(this, talking).run();
        } catch (IOException e) {
            // the client left, or the test is over
        }
    }

    private Socket tls(Socket socket) throws IOException {
        SSLSocket secured = (SSLSocket) tls().getSocketFactory().createSocket(socket, null, socket.getPort(), true);
        secured.setUseClientMode(false);
        return secured;
    }

    /** Sets the first line. */
    ScriptedImapServer greets(String line) {
        greeting = line;
        return this;
    }

    /** Sets the answer to CAPABILITY; STARTTLS is added where it is possible. */
    ScriptedImapServer offers(String words) {
        capabilities = words;
        return this;
    }

    /** Sets the hierarchy separator. */
    ScriptedImapServer separates(String with) {
        separator = with;
        return this;
    }

    /** Adds a folder; its name as it goes over the wire. */
    ScriptedFolder addFolder(String name, String... attributes) {
        ScriptedFolder folder = new ScriptedFolder(name, List.of(attributes), validity.incrementAndGet());
        folders.put(name, folder);
        return folder;
    }

    /** Takes a folder away, with all that is in it. */
    void removeFolder(String name) {
        folders.remove(name);
    }

    /** Offers STARTTLS. */
    ScriptedImapServer offersTls(SSLContext context) {
        tls = Optional.of(context);
        return this;
    }

    /** Speaks TLS from the first octet. */
    ScriptedImapServer beginsWithTls(SSLContext context) {
        tlsFromStart = true;
        return offersTls(context);
    }

    /** Says what happens with the next commands of this name, one reaction each; after them it is itself again. */
    ScriptedImapServer on(String command, ImapReaction... reactions) {
        script.computeIfAbsent(command, name -> new ConcurrentLinkedQueue<>()).addAll(List.of(reactions));
        return this;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The names of the commands so far. */
    List<String> commands() {
        return commands.stream().map(ImapCommand::name).toList();
    }

    /** The commands of one name so far. */
    List<ImapCommand> commands(String name) {
        return commands.stream().filter(command -> command.name().equals(name)).toList();
    }

    int connections() {
        return connections.get();
    }

    /** Ends all connections. */
    void cutAll() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cutAll();
    }

    String greeting() {
        return greeting;
    }

    String capabilities(boolean secured) {
        return tls.isPresent() && !secured && !tlsFromStart ? capabilities + " STARTTLS" : capabilities;
    }

    String separator() {
        return separator;
    }

    SSLContext tls() {
        return tls.orElseThrow();
    }

    Collection<ScriptedFolder> folders() {
        return folders.values();
    }

    Optional<ScriptedFolder> folder(String name) {
        return Optional.ofNullable(folders.get(name));
    }

    void note(ImapCommand command) {
        commands.add(command);
    }

    Optional<ImapReaction> reaction(String command) {
        return Optional.ofNullable(
                script.getOrDefault(command, new ArrayDeque<>()).poll());
    }
}
