package dev.twotick.testkit;

import java.util.List;
import java.util.Optional;

/** What the commands do that change messages of the folder that is open (RFC 9051 section 6.4, RFC 6851). */
final class ImapChanges {
    private final ScriptedImapServer server;
    private final ScriptedFolder folder;

    ImapChanges(ScriptedImapServer server, ScriptedFolder folder) {
        this.server = server;
        this.folder = folder;
    }

    /** Changes what the command names; gives the status to answer with. No client is told of messages that went. */
    String make(ImapCommand command) {
        List<KeptMessage> all = folder.messages();
        long highest = all.isEmpty() ? 0 : all.get(all.size() - 1).uid();
        NumberSet wanted = NumberSet.parse(command.argument(0), highest);
        List<KeptMessage> named =
                all.stream().filter(message -> wanted.contains(message.uid())).toList();
        return switch (command.name()) {
            case "UID STORE" -> store(named, command.lastArgument());
            case "UID EXPUNGE" -> expunge(named);
            case "UID COPY" -> copy(named, command.lastArgument(), false);
            default -> copy(named, command.lastArgument(), true);
        };
    }

    private String store(List<KeptMessage> messages, String flags) {
        String flag = flags.replaceAll("[()]", "");
        messages.forEach(message -> folder.flag(message.uid(), flag));
        return "OK done";
    }

    private String expunge(List<KeptMessage> messages) {
        messages.stream()
                .filter(message -> message.flags().contains("\\Deleted"))
                .forEach(message -> folder.expunge(message.uid()));
        return "OK done";
    }

    private String copy(List<KeptMessage> messages, String to, boolean move) {
        Optional<ScriptedFolder> target = server.folder(to);
        if (target.isEmpty()) {
            return "NO [TRYCREATE] there is no such folder";
        }
        for (KeptMessage message : messages) {
            target.get().keep(message.flags(), message.date(), message.bytes());
            if (move) {
                folder.expunge(message.uid());
            }
        }
        return "OK done";
    }
}
