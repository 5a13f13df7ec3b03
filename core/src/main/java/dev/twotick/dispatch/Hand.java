package dev.twotick.dispatch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** The pieces that are leased and not begun, in their order. Thread-safe. */
final class Hand {
    /** A batch is closed before its letters have more octets than this, unless it would be empty. */
    static final long MOST_OCTETS = 1 << 20;

    /**
     * So much memory the letters in hand may keep, and once more as much those that were begun with one relay: far more than keeps
     * the usual connections busy with usual letters, and little for any heap.
     */
    private static final long MOST_HELD = 16 << 20;

    private final List<Relay> relays;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Piece> pieces = new ArrayDeque<>();

    Hand(List<Relay> relays) {
        this.relays = relays;
    }

    void add(List<Piece> more) {
        lock.lock();
        try {
            pieces.addAll(more);
        } finally {
            lock.unlock();
        }
    }

    /** Puts back what was begun before the others. */
    void putBack(Piece piece) {
        lock.lock();
        try {
            pieces.addFirst(piece);
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return pieces.size();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the pieces keep as much memory as they may, so that no more are to be leased before some of them are begun. */
    boolean isFull() {
        lock.lock();
        try {
            return pieces.stream().mapToLong(Piece::held).sum() > MOST_HELD;
        } finally {
            lock.unlock();
        }
    }

    /** How many are to go to a relay. */
    int countFor(Relay relay) {
        lock.lock();
        try {
            List<Relay> open = open();
            return (int) pieces.stream()
                    .filter(piece -> route(piece, open).orElse(null) == relay)
                    .count();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes a batch for one connection of a relay: a fair share of what is to go there, as far as the relay's policies let it.
     *
     * @param connections among how many connections the pieces are to be shared
     */
    List<Piece> take(Relay relay, int connections) {
        lock.lock();
        try {
            int there = countFor(relay);
            int most = Math.min(relay.batchSize(), (there + connections - 1) / connections);
            return take(relay, most, open());
        } finally {
            lock.unlock();
        }
    }

    private List<Piece> take(Relay relay, int most, List<Relay> open) {
        List<Piece> batch = new ArrayList<>();
        long octets = 0;
        long held = 0;
        Iterator<Piece> rest = pieces.iterator();
        while (batch.size() < most && rest.hasNext()) {
            Piece piece = rest.next();
            if (route(piece, open).orElse(null) != relay) {
                continue;
            }
            octets += piece.octets();
            held += piece.held();
            boolean tooMuch =
                    octets > MOST_OCTETS || held > MOST_HELD / relay.options().connections();
            if ((tooMuch && !batch.isEmpty()) || !relay.mayTry()) {
                return batch;
            }
            rest.remove();
            batch.add(piece);
        }
        return batch;
    }

    /** Takes those that no relay is left for. */
    List<Piece> takeStranded() {
        lock.lock();
        try {
            List<Relay> open = open();
            List<Piece> stranded = pieces.stream()
                    .filter(piece -> route(piece, open).isEmpty())
                    .toList();
            pieces.removeIf(piece -> route(piece, open).isEmpty());
            return stranded;
        } finally {
            lock.unlock();
        }
    }

    List<Piece> takeAll() {
        lock.lock();
        try {
            List<Piece> all = List.copyOf(pieces);
            pieces.clear();
            return all;
        } finally {
            lock.unlock();
        }
    }

    private List<Relay> open() {
        return relays.stream().filter(relay -> !relay.isAway()).toList();
    }

    /** The first relay of those left that is not away: a busy one lets letters wait, and only a failing one hands them on. */
    private Optional<Relay> route(Piece piece, List<Relay> open) {
        return relays.stream().skip(piece.nextRelay()).filter(open::contains).findFirst();
    }
}
