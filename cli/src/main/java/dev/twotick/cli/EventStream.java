package dev.twotick.cli;

import dev.twotick.letter.LetterId;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.Outbox;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads the ledger on from a place, each event once and in order. Used by one thread. */
final class EventStream {
    private static final int PAGE = 500;

    private final Outbox outbox;
    private final Optional<LetterId> letter;
    private final long upTo;
    private long seq;
    private long left;

    /**
     * Reads nothing yet.
     *
     * @param outbox where the ledger is
     * @param letter the only letter to tell of; empty: all
     * @param after only events with a greater number
     * @param upTo only events with this number or a smaller one
     * @param limit the most events to tell of
     */
    EventStream(Outbox outbox, Optional<LetterId> letter, long after, long upTo, long limit) {
        this.outbox = outbox;
        this.letter = letter;
        this.seq = after;
        this.upTo = upTo;
        this.left = limit;
    }

    /**
     * Reads a page.
     *
     * @param reader takes the events
     * @return whether there may be more already
     */
    boolean page(Consumer<Event> reader) {
        List<Event> page = outbox.events(seq, PAGE);
        for (Event event : page) {
            if (ended() || event.seq() > upTo) {
                return false;
            }
            seq = event.seq();
            if (letter.isEmpty() || letter.get().equals(event.letter())) {
                reader.accept(event);
                left--;
            }
        }
        return page.size() == PAGE && !ended();
    }

    /** Whether nothing that is still to be written could change what is told. */
    boolean ended() {
        return left == 0 || seq >= upTo;
    }
}
