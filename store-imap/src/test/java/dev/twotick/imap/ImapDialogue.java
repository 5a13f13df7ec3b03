package dev.twotick.imap;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSocket;

/** One connection of the scripted server, from the greeting to its end. */
final class ImapDialogue {
    private final ScriptedImapServer server;
    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private Optional<ScriptedFolder> selected = Optional.empty();
    private boolean open = true;

    ImapDialogue(ScriptedImapServer server, Socket socket) throws IOException {
        this.server = server;
        use(socket);
    }

    private void use(Socket next) throws IOException {
        socket = next;
        in = new BufferedInputStream(next.getInputStream());
        out = next.getOutputStream();
    }

    void run() throws IOException {
        say(server.greeting());
        while (open) {
            ImapCommand command = ImapCommand.parse(line());
            server.note(command);
            Optional<ImapReaction> reaction = server.reaction(command.name());
            if (reaction.isPresent()) {
                reaction.get().to(this, command);
            } else {
                perform(command);
            }
        }
    }

    /** Does what a server does with the command. */
    void perform(ImapCommand command) throws IOException {
        switch (command.name()) {
            case "CAPABILITY" -> capability(command);
            case "NOOP", "SUBSCRIBE" -> done(command);
            case "LOGOUT" -> logout(command);
            case "STARTTLS" -> startTls(command);
            case "LOGIN" -> login(command, command.argument(0), command.argument(1));
            case "AUTHENTICATE" -> authenticate(command);
            case "LIST", "XLIST" -> list(command);
            case "SELECT", "EXAMINE" -> select(command);
            case "CREATE" -> create(command);
            case "UID SEARCH" -> search(command);
            case "UID FETCH" -> fetch(command);
            case "APPEND" -> append(command);
            default -> say(command.tag() + " BAD unknown command");
        }
    }

    private void done(ImapCommand command) throws IOException {
        say(command.tag() + " OK done");
    }

    private void capability(ImapCommand command) throws IOException {
        say("* CAPABILITY " + server.capabilities(socket instanceof SSLSocket));
        done(command);
    }

    private void logout(ImapCommand command) throws IOException {
        say("* BYE until next time");
        done(command);
        cut();
    }

    private void startTls(ImapCommand command) throws IOException {
        done(command);
        SSLSocket tls =
                (SSLSocket) server.tls().getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
        tls.setUseClientMode(false);
        use(tls);
    }

    private void authenticate(ImapCommand command) throws IOException {
        say("+ ");
        String[] parts = new String(Base64.getDecoder().decode(line()), StandardCharsets.UTF_8).split("\0", -1);
        login(command, parts[1], parts[2]);
    }

    private void login(ImapCommand command, String user, String password) throws IOException {
        boolean right = user.equals(ScriptedImapServer.USER) && password.equals(ScriptedImapServer.PASSWORD);
        say(command.tag() + (right ? " OK welcome" : " NO [AUTHENTICATIONFAILED] no such user or password"));
    }

    private void list(ImapCommand command) throws IOException {
        boolean marked = command.argument(0).equals("(SPECIAL-USE)");
        String pattern = command.lastArgument();
        String separator = " \"" + server.separator() + "\" ";
        if (pattern.isEmpty()) {
            say("* LIST (\\Noselect)" + separator + "\"\"");
        }
        for (ScriptedFolder folder : server.folders()) {
            if ((pattern.equals("*") || pattern.equals(folder.name()))
                    && (!marked || !folder.attributes().isEmpty())) {
                String attributes = String.join(" ", folder.attributes());
                say("* " + command.name() + " (" + attributes + ")" + separator + "\"" + folder.name() + "\"");
            }
        }
        done(command);
    }

    private void select(ImapCommand command) throws IOException {
        selected = server.folder(command.argument(0));
        if (selected.isEmpty()) {
            say(command.tag() + " NO there is no such folder");
            return;
        }
        say("* FLAGS (\\Seen \\Answered \\Deleted)");
        say("* " + selected.get().messages().size() + " EXISTS");
        say("* OK [UIDVALIDITY " + selected.get().uidValidity() + "] as ever");
        say(command.tag() + (command.name().equals("EXAMINE") ? " OK [READ-ONLY]" : " OK [READ-WRITE]") + " done");
    }

    private void create(ImapCommand command) throws IOException {
        server.addFolder(command.argument(0));
        done(command);
    }

    private void search(ImapCommand command) throws IOException {
        String messageId = command.lastArgument();
        if (command.literal() >= 0) {
            invite(command);
            messageId = new String(read(command.literal()), StandardCharsets.UTF_8);
            line();
        }
        String wanted = messageId;
        say(selected.orElseThrow().messages().stream()
                .filter(message -> message.messageId().contains(wanted))
                .map(message -> Long.toString(message.uid()))
                .collect(Collectors.joining(" ", "* SEARCH ", "")));
        done(command);
    }

    private void fetch(ImapCommand command) throws IOException {
        for (String uid : command.argument(0).split(",", -1)) {
            for (KeptMessage message : selected.orElseThrow().messages()) {
                if (message.uid() == Long.parseLong(uid)) {
                    byte[] field = ("Message-ID: " + message.messageId() + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
                    say("* " + uid + " FETCH (UID " + uid + " BODY[HEADER.FIELDS (MESSAGE-ID)] {" + field.length + "}");
                    out.write(field);
                    say(")");
                }
            }
        }
        done(command);
    }

    private void append(ImapCommand command) throws IOException {
        if (server.folder(command.argument(0)).isEmpty()) {
            say(command.tag() + " NO [TRYCREATE] there is no such folder");
            return;
        }
        long uid = keep(command).uid();
        long validity = server.folder(command.argument(0)).orElseThrow().uidValidity();
        say(command.tag() + " OK [APPENDUID " + validity + " " + uid + "] done");
    }

    /** Takes the literal of APPEND and puts it into its folder. */
    KeptMessage keep(ImapCommand command) throws IOException {
        invite(command);
        byte[] octets = read(command.literal());
        line();
        return server.folder(command.argument(0)).orElseThrow().keep(command.argument(1), command.argument(2), octets);
    }

    /** Lets the client send its literal. */
    void invite(ImapCommand command) throws IOException {
        if (command.waits()) {
            say("+ go on");
        }
    }

    byte[] read(int octets) throws IOException {
        byte[] read = in.readNBytes(octets);
        if (read.length < octets) {
            throw new EOFException("the client left");
        }
        return read;
    }

    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException("the client left");
            }
            line.append((char) octet);
        }
        return line.toString().stripTrailing();
    }

    void say(String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Ends the connection after this command. */
    void cut() {
        open = false;
    }

    /** Reads until the client goes. */
    void drain() throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
        cut();
    }

    /** Sends octets, slowly, until the client goes. */
    void drip(int everyMillis) throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        try {
            while (!never.await(everyMillis, TimeUnit.MILLISECONDS)) {
                out.write('*');
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cut();
        }
    }
}
