package dev.twotick.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A folder of a {@link ScriptedImapServer}. Its messages can be changed from outside at any time, as another client of the same
 * mailbox would do it; clients in IDLE hear of new ones. Thread-safe.
 */
public final class ScriptedFolder {
    private static final String NO_FLAGS = "()";

    private final String name;
    private final List<String> attributes;
    private final List<KeptMessage> messages = new CopyOnWriteArrayList<>();
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    private volatile long uidValidity;
    private volatile boolean readOnly;
    private volatile boolean tellsUidNext = true;
    private long uidNext = 1;

    ScriptedFolder(String name, List<String> attributes, long uidValidity) {
        this.name = name;
        this.attributes = List.copyOf(attributes);
        this.uidValidity = uidValidity;
    }

    /**
     * Its name.
     *
     * @return as it goes over the wire, in modified UTF-7
     */
    public String name() {
        return name;
    }

    /**
     * What LIST says about it.
     *
     * @return for example {@code \Sent}
     */
    public List<String> attributes() {
        return attributes;
    }

    /**
     * Which numbering holds (RFC 9051 section 2.3.1.1).
     *
     * @return the UIDVALIDITY, different for each folder of a server
     */
    public long uidValidity() {
        return uidValidity;
    }

    /**
     * The UID that the next message gets.
     *
     * @return the UIDNEXT
     */
    public synchronized long uidNext() {
        return uidNext;
    }

    /**
     * What lies in it.
     *
     * @return a snapshot, in the order of the UIDs
     */
    public List<KeptMessage> messages() {
        return List.copyOf(messages);
    }

    /**
     * Puts a message without flags under the next UID.
     *
     * @param octets the message
     * @return what was kept
     */
    public KeptMessage keep(byte[] octets) {
        return keep(NO_FLAGS, "", octets);
    }

    /**
     * Puts a message without flags under a UID that leaves a gap.
     *
     * @param uid not below {@link #uidNext()}
     * @param octets the message
     * @return what was kept
     * @throws IllegalArgumentException for a UID that was given already
     */
    public synchronized KeptMessage keep(long uid, byte[] octets) {
        if (uid < uidNext) {
            throw new IllegalArgumentException("UIDs only grow; the next one is " + uidNext);
        }
        uidNext = uid;
        return keep(octets);
    }

    /**
     * Puts a message under the next UID, as APPEND does.
     *
     * @param flags with parentheses
     * @param date the internal date
     * @param octets the message
     * @return what was kept
     */
    public synchronized KeptMessage keep(String flags, String date, byte[] octets) {
        KeptMessage message = new KeptMessage(uidNext++, flags, date, new String(octets, StandardCharsets.ISO_8859_1));
        messages.add(message);
        watchers.forEach(Runnable::run);
        return message;
    }

    /**
     * Takes a message away; no client is told.
     *
     * @param uid its UID; nothing happens when there is none
     */
    public synchronized void expunge(long uid) {
        messages.removeIf(message -> message.uid() == uid);
    }

    /**
     * Adds a flag to a message, as another client would do it.
     *
     * @param uid its UID; nothing happens when there is none
     * @param flag for example {@code \Seen}
     */
    public synchronized void flag(long uid, String flag) {
        for (int i = 0; i < messages.size(); i++) {
            KeptMessage message = messages.get(i);
            if (message.uid() == uid && !message.flags().contains(flag)) {
                String flags = message.flags().replaceAll("[()]", "");
                String more = "(" + (flags.isEmpty() ? flag : flags + " " + flag) + ")";
                messages.set(i, new KeptMessage(uid, more, message.date(), message.octets()));
            }
        }
    }

    /** Makes it readable only: SELECT says so, and nothing in it can be changed by a client any more. */
    public void makeReadOnly() {
        readOnly = true;
    }

    /** Tells no UIDNEXT any more when it is opened, as some servers never do. */
    public void hideUidNext() {
        tellsUidNext = false;
    }

    boolean tellsUidNext() {
        return tellsUidNext;
    }

    boolean readOnly() {
        return readOnly;
    }

    /** Numbers its messages from 1 under the next UIDVALIDITY, as after a restore from a backup. */
    public synchronized void renumber() {
        List<KeptMessage> before = List.copyOf(messages);
        messages.clear();
        uidValidity++;
        uidNext = 1;
        before.forEach(message -> keep(message.flags(), message.date(), message.bytes()));
    }

    /** Has something done after each new message, by the thread that brings it, until it is unwatched. */
    void watch(Runnable watcher) {
        watchers.add(watcher);
    }

    void unwatch(Runnable watcher) {
        watchers.remove(watcher);
    }
}
