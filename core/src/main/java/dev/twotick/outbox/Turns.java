package dev.twotick.outbox;

import dev.twotick.letter.LetterId;
import dev.twotick.outbox.Lane.Rank;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Decides whose letters are leased next, so that no lane waits for another one to be empty. Of 13 letters, 8 go to the high
 * rank, 4 to the usual and 1 to the low one, as long as each has that many; within a rank the tenants take turns. It begins
 * where the last claim stopped. Used by one thread at a time; each desk has its own.
 */
public final class Turns {
    private static final List<Rank> PATTERN = List.of(
            Rank.HIGH,
            Rank.USUAL,
            Rank.HIGH,
            Rank.HIGH,
            Rank.USUAL,
            Rank.HIGH,
            Rank.LOW,
            Rank.HIGH,
            Rank.USUAL,
            Rank.HIGH,
            Rank.HIGH,
            Rank.USUAL,
            Rank.HIGH);

    private final Map<Rank, String> lastTenants = new EnumMap<>(Rank.class);
    private int nextTurn;

    /**
     * What is due in a store, seen by one claim.
     *
     * @param <X> what the store may throw
     */
    public interface Due<X extends Exception> {
        /**
         * The lanes with at least one letter that is due.
         *
         * @return each once, in any order
         * @throws X when the store fails
         */
        Collection<Lane> lanes() throws X;

        /**
         * The next letters of a lane, those due longest first. Each call goes on where the one before stopped.
         *
         * @param lane the lane
         * @param limit the most letters to give
         * @return as many as asked for, fewer when the lane has no more
         * @throws X when the store fails
         */
        List<LetterId> next(Lane lane, int limit) throws X;
    }

    /** For each outbox and desk one. */
    public Turns() {
        // nothing had its turn yet
    }

    /**
     * Chooses letters.
     *
     * @param <X> what the store may throw
     * @param due what is due
     * @param limit the most letters to choose
     * @return as many as asked for, fewer when no more are due
     * @throws X when the store fails
     */
    public <X extends Exception> List<LetterId> choose(Due<X> due, int limit) throws X {
        Map<Rank, Deque<Lane>> waiting = inOrder(due.lanes());
        List<LetterId> chosen = new ArrayList<>();
        while (chosen.size() < limit && !waiting.isEmpty()) {
            for (Map.Entry<Rank, Integer> share :
                    shares(waiting, limit - chosen.size()).entrySet()) {
                Deque<Lane> lanes = waiting.getOrDefault(share.getKey(), new ArrayDeque<>());
                serve(due, lanes, share.getValue(), chosen);
                if (lanes.isEmpty()) {
                    waiting.remove(share.getKey());
                }
            }
        }
        return chosen;
    }

    /** The lanes of each rank, the one first whose tenant comes after the one served last. */
    private Map<Rank, Deque<Lane>> inOrder(Collection<Lane> lanes) {
        Map<Rank, List<Lane>> sorted = new EnumMap<>(Rank.class);
        lanes.stream()
                .sorted()
                .forEach(lane -> sorted.computeIfAbsent(lane.rank(), rank -> new ArrayList<>())
                        .add(lane));
        Map<Rank, Deque<Lane>> waiting = new EnumMap<>(Rank.class);
        sorted.forEach((rank, all) -> {
            String last = lastTenants.getOrDefault(rank, "");
            long served = lastTenants.containsKey(rank)
                    ? all.stream()
                            .filter(lane -> lane.tenant().compareTo(last) <= 0)
                            .count()
                    : 0;
            Collections.rotate(all, (int) -served);
            waiting.put(rank, new ArrayDeque<>(all));
        });
        return waiting;
    }

    /** Who gets how many of the next turns; a rank with nothing due leaves its turns to the others. */
    private Map<Rank, Integer> shares(Map<Rank, Deque<Lane>> waiting, int count) {
        Map<Rank, Integer> shares = new EnumMap<>(Rank.class);
        for (int given = 0; given < count; ) {
            Rank rank = PATTERN.get(nextTurn);
            nextTurn = (nextTurn + 1) % PATTERN.size();
            if (waiting.containsKey(rank)) {
                shares.merge(rank, 1, Integer::sum);
                given++;
            }
        }
        return shares;
    }

    private <X extends Exception> void serve(Due<X> due, Deque<Lane> lanes, int share, List<LetterId> chosen) throws X {
        int each = Math.max(1, share / Math.max(1, lanes.size()));
        int left = share;
        while (left > 0 && !lanes.isEmpty()) {
            Lane lane = lanes.remove();
            int asked = Math.min(each, left);
            List<LetterId> letters = due.next(lane, asked);
            lastTenants.put(lane.rank(), lane.tenant());
            chosen.addAll(letters);
            left -= letters.size();
            if (letters.size() == asked) {
                lanes.add(lane);
            }
        }
    }
}
