package dev.twotick.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which folder is the Sent folder: the one that the settings name, else the one that the server marks with {@code \Sent} (RFC
 * 6154), else one with a well-known name.
 */
final class SentFolder {
    private static final String SENT = "\\Sent";

    /** Where a name alone is trusted. Below any other folder it may be an archive, or somebody else's. */
    private static final Set<String> PARENTS = Set.of("", "inbox", "[gmail]", "[google mail]", "mail");

    private final ImapSession session;
    private final List<String> configured;
    private Optional<String> known = Optional.empty();

    /**
     * Looks on one server.
     *
     * @param session its session
     * @param configured the path in the settings; empty when none is named
     */
    SentFolder(ImapSession session, List<String> configured) {
        this.session = session;
        this.configured = configured;
    }

    /** Finds the folder's name, where there is such a folder, and remembers it. */
    Optional<String> find() throws IOException, RefusedException {
        if (known.isEmpty()) {
            known = configured.isEmpty() ? choose(candidates()).map(Mailbox::name) : findConfigured();
        }
        return known;
    }

    /** Forgets the name, because the folder may have gone. */
    void forget() {
        known = Optional.empty();
    }

    private Optional<String> findConfigured() throws IOException, RefusedException {
        String name = name();
        boolean there = session.list("LIST", name).stream()
                .anyMatch(folder -> folder.selectable() && sameName(folder.name(), name));
        return there ? Optional.of(name) : Optional.empty();
    }

    /** Finds the folder's name, and makes the folder when the settings name one that is missing. */
    Optional<String> findOrCreate() throws IOException, RefusedException {
        Optional<String> found = find();
        if (found.isPresent() || configured.isEmpty()) {
            return found;
        }
        String name = name();
        session.create(name);
        try {
            session.subscribe(name);
        } catch (RefusedException e) {
            // the folder is there; that mail programs hide it is no reason to do without the copy
        }
        known = Optional.of(name);
        return known;
    }

    private String name() throws IOException, RefusedException {
        if (configured.size() == 1) {
            return configured.get(0);
        }
        String separator = session.list("LIST", "").stream()
                .findFirst()
                .map(root -> String.valueOf(root.separator()))
                .orElse("/");
        return String.join(separator, configured);
    }

    private List<Mailbox> candidates() throws IOException, RefusedException {
        List<Mailbox> folders = new ArrayList<>(marked());
        if (folders.stream().noneMatch(folder -> folder.has(SENT))) {
            folders.addAll(session.list("LIST", "*"));
        }
        return folders;
    }

    private List<Mailbox> marked() throws IOException {
        try {
            if (session.offers("SPECIAL-USE") || session.offers("IMAP4REV2")) {
                return session.list("LIST (SPECIAL-USE)", "*");
            }
            return session.offers("XLIST") ? session.list("XLIST", "*") : List.of();
        } catch (RefusedException e) {
            return List.of();
        }
    }

    /** Chooses among folders; of several that are as good, the one nearest the top, then the one listed first. */
    static Optional<Mailbox> choose(List<Mailbox> folders) {
        Comparator<Mailbox> nearest =
                Comparator.comparingInt(folder -> folder.path().size());
        Comparator<Mailbox> bestKnown = Comparator.comparingInt(SentFolder::rank);
        List<Mailbox> usable = folders.stream().filter(Mailbox::selectable).toList();
        return usable.stream()
                .filter(folder -> folder.has(SENT))
                .min(nearest.thenComparing(bestKnown))
                .or(() -> usable.stream()
                        .filter(folder -> rank(folder) < Integer.MAX_VALUE)
                        .min(nearest.thenComparing(bestKnown)));
    }

    private static int rank(Mailbox folder) {
        List<String> path = folder.path();
        String parent = String.join("/", path.subList(0, path.size() - 1));
        return PARENTS.contains(parent.toLowerCase(Locale.ROOT))
                ? SentFolderNames.rank(path.get(path.size() - 1))
                : Integer.MAX_VALUE;
    }

    /** INBOX has no case (RFC 9051 section 5.1); every other name has the one that the server gives it. */
    private static boolean sameName(String name, String other) {
        return name.equals(other) || (name.equalsIgnoreCase("INBOX") && other.equalsIgnoreCase("INBOX"));
    }
}
