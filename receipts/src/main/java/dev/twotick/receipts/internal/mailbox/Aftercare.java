package dev.twotick.receipts.internal.mailbox;

import dev.twotick.plugin.Section;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of mails in the mailbox whose claims were filed. Nothing depends on it: the place alone says what was read, so a
 * server that refuses is told about and taken as it is.
 *
 * @param seen whether they are marked as seen
 * @param folder where they are moved to; empty: they stay
 */
public record Aftercare(boolean seen, List<String> folder) {
    static final String KEY = "processed";

    /** Mails stay as they are. */
    public static final Aftercare LEAVE = new Aftercare(false, List.of());

    private static final Logger LOG = LoggerFactory.getLogger(Aftercare.class);
    private static final String MOVE = "move:";

    /** Copies the path. */
    public Aftercare {
        folder = List.copyOf(folder);
    }

    static Aftercare read(Section section) {
        String text = section.text(KEY).orElse("leave");
        if (text.equals("leave")) {
            return LEAVE;
        }
        if (text.equals("flag")) {
            return new Aftercare(true, List.of());
        }
        if (text.startsWith(MOVE) && !text.substring(MOVE.length()).isBlank()) {
            return new Aftercare(
                    false, List.of(text.substring(MOVE.length()).strip().split("/", -1)));
        }
        section.fault(KEY, "is none of leave, flag and move:FOLDER, for example move:Bounces/Done");
        return LEAVE;
    }

    /** Whether the folder has to be opened with the right to change it. */
    boolean changes() {
        return seen || !folder.isEmpty();
    }

    void apply(ImapConnection server, ImapConnection.Folder opened, Collection<Long> uids) throws IOException {
        if (uids.isEmpty() || !changes()) {
            return;
        }
        if (!opened.mayChange()) {
            LOG.warn("the receipt mailbox can only be read: {} receipts stay as they are", uids.size());
            return;
        }
        try {
            if (seen) {
                server.markSeen(uids);
            } else {
                server.move(uids, folder);
            }
        } catch (RefusedException e) {
            LOG.warn("{} receipts that were read stay as they are; {}", uids.size(), e.getMessage());
        }
    }
}
