package dev.twotick.testkit;

import java.io.IOException;
import java.net.Socket;
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

/**
 * An IMAP server on an ephemeral port of 127.0.0.1 that knows just enough to keep messages and to hand them out (RFC 9051: login,
 * LIST, SELECT and EXAMINE, CREATE, APPEND with UIDPLUS, UID SEARCH for a Message-ID, FETCH, IDLE, STARTTLS), and that can be
 * told to answer the next commands wrongly, late, or not at all. There is one user, for whom it notes every command.
 *
 * {@snippet :
 * try (ScriptedImapServer server = ScriptedImapServer.start()) {
 *     ScriptedFolder folder = server.addFolder("Bounces");
 *     folder.keep(report);
 *     server.on("UID FETCH", ImapReaction.normal(), ImapReaction.last("* BYE going down"));
 *     // read from server.port() …
 *     assertThat(server.commands()).doesNotContain("SELECT");
 * }
 * }
 *
 * <p>Flags are kept as they are given and never change, and no client is told of expunged messages. All methods may be called
 * from any thread; each connection has a thread of its own.
 */
public final class ScriptedImapServer implements AutoCloseable {
    /** The login name of the only user. */
    public static final String USER = "billing@example.com";

    /** The user's password. */
    public static final String PASSWORD = "open sesame";

    private static final int FIRST_VALIDITY = 1001;

    private final LoopbackListener listener = new LoopbackListener(this::serve);
    private final Map<String, ScriptedFolder> folders = new ConcurrentSkipListMap<>();
    private final Map<String, Queue<ImapReaction>> script = new ConcurrentHashMap<>();
    private final Map<String, ImapReaction> lasting = new ConcurrentHashMap<>();
    private final List<ImapCommand> commands = new CopyOnWriteArrayList<>();
    private final AtomicInteger validity = new AtomicInteger(FIRST_VALIDITY);

    private volatile String greeting = "* OK ready";
    private volatile String capabilities = "IMAP4rev1 UIDPLUS IDLE AUTH=PLAIN";
    private volatile String separator = "/";
    private volatile Optional<SSLContext> tls = Optional.empty();
    private volatile boolean tlsFromStart;

    private ScriptedImapServer() {}

    /**
     * Starts a server with an empty INBOX, without TLS.
     *
     * @return the server; to be closed
     */
    public static ScriptedImapServer start() {
        ScriptedImapServer server = new ScriptedImapServer();
        server.addFolder("INBOX");
        server.listener.start();
        return server;
    }

    private void serve(Socket socket) throws IOException {
        ImapDialogue dialogue = new ImapDialogue(this, socket);
        if (tlsFromStart) {
            dialogue.encrypt(tls());
        }
        dialogue.run();
    }

    /**
     * Sets the first line.
     *
     * @param line for example {@code * PREAUTH welcome}
     * @return this server
     */
    public ScriptedImapServer greets(String line) {
        greeting = line;
        return this;
    }

    /**
     * Sets the answer to CAPABILITY; STARTTLS is added where it is possible.
     *
     * @param words between blanks
     * @return this server
     */
    public ScriptedImapServer offers(String words) {
        capabilities = words;
        return this;
    }

    /**
     * Sets the hierarchy separator.
     *
     * @param with one character
     * @return this server
     */
    public ScriptedImapServer separates(String with) {
        separator = with;
        return this;
    }

    /**
     * Offers STARTTLS.
     *
     * @param context with the server's key
     * @return this server
     */
    public ScriptedImapServer offersTls(SSLContext context) {
        tls = Optional.of(context);
        return this;
    }

    /**
     * Speaks TLS from the first octet.
     *
     * @param context with the server's key
     * @return this server
     */
    public ScriptedImapServer beginsWithTls(SSLContext context) {
        tlsFromStart = true;
        return offersTls(context);
    }

    /**
     * Says what happens with the next commands of a name, one reaction each; after them comes what {@link #always} says.
     *
     * @param command for example {@code UID FETCH}
     * @param reactions in their order
     * @return this server
     */
    public ScriptedImapServer on(String command, ImapReaction... reactions) {
        script.computeIfAbsent(command, name -> new ConcurrentLinkedQueue<>()).addAll(List.of(reactions));
        return this;
    }

    /**
     * Says what happens with all other commands of a name.
     *
     * @param command for example {@code UID FETCH}
     * @param reaction in place of what was said before
     * @return this server
     */
    public ScriptedImapServer always(String command, ImapReaction reaction) {
        lasting.put(command, reaction);
        return this;
    }

    /**
     * Adds an empty folder, or puts it in the place of another.
     *
     * @param name as it goes over the wire, in modified UTF-7
     * @param attributes what LIST says about it, for example {@code \Sent}
     * @return the folder
     */
    public ScriptedFolder addFolder(String name, String... attributes) {
        ScriptedFolder folder = new ScriptedFolder(name, List.of(attributes), validity.getAndIncrement());
        folders.put(name, folder);
        return folder;
    }

    /**
     * Takes a folder away, with all that is in it.
     *
     * @param name its name
     */
    public void removeFolder(String name) {
        folders.remove(name);
    }

    /**
     * A folder.
     *
     * @param name its name as it goes over the wire
     * @return the folder, if there is one
     */
    public Optional<ScriptedFolder> folder(String name) {
        return Optional.ofNullable(folders.get(name));
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
     * @return a port that was free when it started
     */
    public int port() {
        return listener.port();
    }

    /**
     * The names of all commands so far, in the order of their coming.
     *
     * @return in upper case; DONE, which ends an IDLE, counts as one
     */
    public List<String> commands() {
        return commands.stream().map(ImapCommand::name).toList();
    }

    /**
     * The commands of one name so far.
     *
     * @param name for example {@code UID FETCH}
     * @return in the order of their coming
     */
    public List<ImapCommand> commands(String name) {
        return commands.stream().filter(command -> command.name().equals(name)).toList();
    }

    /**
     * How many connections it has accepted so far.
     *
     * @return 0 or more
     */
    public int connections() {
        return listener.connections();
    }

    /** Closes every open connection, as servers do when they restart, and goes on listening. */
    public void cutConnections() {
        listener.cutConnections();
    }

    /** Stops listening and cuts every connection. Idempotent. */
    @Override
    public void close() {
        listener.close();
    }

    String greeting() {
        return greeting;
    }

    String capabilities(boolean encrypted) {
        return tls.isPresent() && !encrypted ? capabilities + " STARTTLS" : capabilities;
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

    void note(ImapCommand command) {
        commands.add(command);
    }

    ImapReaction reaction(String command) {
        Queue<ImapReaction> next = script.getOrDefault(command, new ConcurrentLinkedQueue<>());
        return Optional.ofNullable(next.poll()).orElseGet(() -> lasting.getOrDefault(command, ImapReaction.normal()));
    }
}
