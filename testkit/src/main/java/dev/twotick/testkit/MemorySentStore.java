package dev.twotick.testkit;

import dev.twotick.sentstore.Filing;
import dev.twotick.sentstore.SentCopy;
import dev.twotick.sentstore.SentStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A {@link SentStore} on the heap that can be told to fail. Thread-safe. */
public final class MemorySentStore implements SentStore {
    private static final String FOLDER = "Sent";
    private static final long UID_VALIDITY = 1;

    private final List<String> messageIds = new ArrayList<>();
    private final List<SentCopy> copies = new ArrayList<>();
    private final Deque<Filing> next = new ArrayDeque<>();
    private boolean closed;

    /** Is empty. */
    public MemorySentStore() {}

    /**
     * Answers the next filing so, with nothing filed; said several times, those after it in turn.
     *
     * @param answer for example {@link Filing.Postponed}
     */
    public synchronized void next(Filing answer) {
        next.add(answer);
    }

    /**
     * Puts a copy there that is not ours, as providers do that file for themselves.
     *
     * @param messageId with angle brackets
     */
    public synchronized void addOwnCopyOfProvider(String messageId) {
        messageIds.add(messageId);
    }

    @Override
    public synchronized Filing file(SentCopy copy) {
        Filing told = next.poll();
        if (told != null) {
            return told;
        }
        Optional<Filing.Found> found = find(copy.messageId());
        if (found.isPresent()) {
            return found.get();
        }
        messageIds.add(copy.messageId());
        copies.add(copy);
        return new Filing.Filed(FOLDER, OptionalLong.of(UID_VALIDITY), OptionalLong.of(messageIds.size()));
    }

    @Override
    public synchronized Optional<Filing.Found> find(String messageId) {
        int at = messageIds.indexOf(messageId);
        return at < 0
                ? Optional.empty()
                : Optional.of(new Filing.Found(FOLDER, OptionalLong.of(UID_VALIDITY), OptionalLong.of(at + 1L)));
    }

    /**
     * The copies that were filed.
     *
     * @return in their order
     */
    public synchronized List<SentCopy> copies() {
        return List.copyOf(copies);
    }

    /**
     * Whether it was closed.
     *
     * @return true after {@link #close}
     */
    public synchronized boolean closed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
