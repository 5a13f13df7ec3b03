package dev.twotick.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the scripted server does with the commands of one connection when nothing else was said. */
final class ImapBehaviour {
    private final ScriptedImapServer server;
    private final ImapDialogue dialogue;
    private Optional<ScriptedFolder> selected = Optional.empty();
    private boolean mayChange;
    private int told;

    ImapBehaviour(ScriptedImapServer server, ImapDialogue dialogue) {
        this.server = server;
        this.dialogue = dialogue;
    }

    void perform(ImapCommand command) throws IOException {
        switch (command.name()) {
            case "CAPABILITY" -> capability(command);
            case "NOOP" -> noop(command);
            case "LOGOUT" -> logout(command);
            case "STARTTLS" -> startTls(command);
            case "LOGIN" -> login(command, command.argument(0), command.argument(1));
            case "AUTHENTICATE" -> authenticate(command);
            case "LIST", "XLIST" -> list(command);
            case "SELECT", "EXAMINE" -> select(command);
            case "CREATE" -> create(command);
            case "SUBSCRIBE" -> done(command);
            case "UID SEARCH" -> search(command);
            case "FETCH", "UID FETCH" -> fetch(command);
            case "APPEND" -> append(command);
            case "UID STORE", "UID COPY", "UID MOVE", "UID EXPUNGE" -> changing(command);
            case "IDLE" -> idle(command);
            default -> answer(command, "BAD unknown command");
        }
    }

    private void answer(ImapCommand command, String status) throws IOException {
        dialogue.say(command.tag() + " " + status);
    }

    private void done(ImapCommand command) throws IOException {
        answer(command, "OK done");
    }

    private void capability(ImapCommand command) throws IOException {
        dialogue.say("* CAPABILITY " + server.capabilities(dialogue.encrypted()));
        done(command);
    }

    private void noop(ImapCommand command) throws IOException {
        tellNews();
        done(command);
    }

    private void logout(ImapCommand command) throws IOException {
        dialogue.say("* BYE until next time");
        done(command);
        dialogue.cut();
    }

    private void startTls(ImapCommand command) throws IOException {
        done(command);
        dialogue.encrypt(server.tls());
    }

    private void authenticate(ImapCommand command) throws IOException {
        String given = command.argument(1);
        if (given.isEmpty()) {
            dialogue.say("+ ");
            given = dialogue.line();
        }
        String[] parts = new String(Base64.getDecoder().decode(given), StandardCharsets.UTF_8).split("\0", -1);
        login(command, parts[1], parts[2]);
    }

    private void login(ImapCommand command, String user, String password) throws IOException {
        boolean right = user.equals(ScriptedImapServer.USER) && password.equals(ScriptedImapServer.PASSWORD);
        answer(command, right ? "OK welcome" : "NO [AUTHENTICATIONFAILED] no such user or password");
    }

    private void list(ImapCommand command) throws IOException {
        boolean marked = command.argument(0).equals("(SPECIAL-USE)");
        String pattern = command.lastArgument();
        String separator = " \"" + server.separator() + "\" ";
        if (pattern.isEmpty()) {
            dialogue.say("* LIST (\\Noselect)" + separator + "\"\"");
        }
        for (ScriptedFolder folder : server.folders()) {
            if ((pattern.equals("*") || pattern.equals(folder.name()))
                    && (!marked || !folder.attributes().isEmpty())) {
                String attributes = String.join(" ", folder.attributes());
                dialogue.say("* " + command.name() + " (" + attributes + ")" + separator + "\"" + folder.name() + "\"");
            }
        }
        done(command);
    }

    private void select(ImapCommand command) throws IOException {
        selected = server.folder(command.argument(0));
        if (selected.isEmpty()) {
            answer(command, "NO there is no such folder");
            return;
        }
        ScriptedFolder folder = selected.get();
        told = folder.messages().size();
        dialogue.say("* FLAGS (\\Seen \\Answered \\Deleted)");
        dialogue.say("* " + told + " EXISTS");
        dialogue.say("* OK [UIDVALIDITY " + folder.uidValidity() + "] as ever");
        if (folder.tellsUidNext()) {
            dialogue.say("* OK [UIDNEXT " + folder.uidNext() + "] comes next");
        }
        mayChange = command.name().equals("SELECT") && !folder.readOnly();
        answer(command, "OK [" + (mayChange ? "READ-WRITE" : "READ-ONLY") + "] done");
    }

    private void create(ImapCommand command) throws IOException {
        server.addFolder(command.argument(0));
        done(command);
    }

    private void search(ImapCommand command) throws IOException {
        String wanted = command.literal() >= 0
                ? new String(dialogue.take(command), StandardCharsets.UTF_8)
                : command.lastArgument();
        dialogue.say(messages().stream()
                .filter(message -> message.messageId().contains(wanted))
                .map(message -> Long.toString(message.uid()))
                .collect(Collectors.joining(" ", "* SEARCH ", "")));
        done(command);
    }

    private List<KeptMessage> messages() {
        return selected.map(ScriptedFolder::messages).orElse(List.of());
    }

    private void fetch(ImapCommand command) throws IOException {
        List<KeptMessage> messages = messages();
        boolean byUid = command.name().equals("UID FETCH");
        long highest =
                byUid && !messages.isEmpty() ? messages.get(messages.size() - 1).uid() : messages.size();
        NumberSet wanted = NumberSet.parse(command.argument(0), highest);
        FetchItems items = FetchItems.of(command);
        for (int i = 0; i < messages.size(); i++) {
            KeptMessage message = messages.get(i);
            if (wanted.contains(byUid ? message.uid() : i + 1)) {
                dialogue.sayRaw("* " + (i + 1) + " FETCH " + items.answer(message) + "\r\n");
            }
        }
        done(command);
    }

    private void changing(ImapCommand command) throws IOException {
        ScriptedFolder folder = selected.filter(opened -> mayChange).orElse(null);
        if (folder == null) {
            answer(command, "NO it is open for reading only");
            return;
        }
        answer(command, new ImapChanges(server, folder).make(command));
        told = Math.min(told, folder.messages().size());
    }

    private void append(ImapCommand command) throws IOException {
        Optional<ScriptedFolder> folder = server.folder(command.argument(0));
        if (folder.isEmpty()) {
            answer(command, "NO [TRYCREATE] there is no such folder");
            return;
        }
        long uid = dialogue.keep(command).uid();
        answer(command, "OK [APPENDUID " + folder.get().uidValidity() + " " + uid + "] done");
    }

    /** IDLE (RFC 2177): tells of new messages until DONE, which is noted as a command of its own. */
    private void idle(ImapCommand command) throws IOException {
        dialogue.say("+ idling");
        Runnable watcher = this::tellNewsIfPossible;
        selected.ifPresent(folder -> folder.watch(watcher));
        try {
            tellNews();
            server.note(new ImapCommand(dialogue.line(), command.tag(), "DONE", List.of(), -1, false));
        } finally {
            selected.ifPresent(folder -> folder.unwatch(watcher));
        }
        done(command);
    }

    private void tellNewsIfPossible() {
        try {
            tellNews();
        } catch (IOException e) {
            // the client went, which the connection's own thread hears as well
        }
    }

    /** Tells of new messages only; what was expunged is never told. */
    private synchronized void tellNews() throws IOException {
        int now = messages().size();
        if (now > told) {
            dialogue.say("* " + now + " EXISTS");
        }
        told = now;
    }
}
