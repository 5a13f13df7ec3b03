package dev.twotick.outbox;

import dev.twotick.letter.LetterId;
import dev.twotick.outbox.Lane.Rank;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Decides whose letters are leased next, so that no lane waits for another one to be empty. Of 13 letters, 8 go to the high
 * rank, 4 to the usual and 1 to the low one, as long as each has that many; of 4 letters of a rank, 1 goes to those that were
 * tried before while new ones wait; among either the tenants take turns. It begins where the last claim stopped. Used by one
 * thread at a time; each desk has its own.
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

    private static final int RETRY_EVERY = 4;

    private final Map<Group, String> lastTenants = new HashMap<>();
    private final Map<Rank, Integer> contested = new EnumMap<>(Rank.class);
    private int nextTurn;

    /** The lanes among which tenants take turns. */
    private record Group(Rank rank, boolean retries) implements Comparable<Group> {
        private static final Comparator<Group> ORDER =
                Comparator.comparing(Group::rank).thenComparing(Group::retries);

        static Group of(Lane lane) {
            return new Group(lane.rank(), lane.retries());
        }

        @Override
        public int compareTo(Group other) {
            return ORDER.compare(this, other);
        }
    }

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
        Map<Group, Deque<Lane>> waiting = inOrder(due.lanes());
        List<LetterId> chosen = new ArrayList<>();
        while (chosen.size() < limit && !waiting.isEmpty()) {
            for (Map.Entry<Group, Integer> share :
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

    /** The lanes of each group, the one first whose tenant comes after the one served last. */
    private Map<Group, Deque<Lane>> inOrder(Collection<Lane> lanes) {
        Map<Group, List<Lane>> sorted = new TreeMap<>();
        lanes.stream()
                .sorted()
                .forEach(lane -> sorted.computeIfAbsent(Group.of(lane), group -> new ArrayList<>())
                        .add(lane));
        Map<Group, Deque<Lane>> waiting = new TreeMap<>();
        sorted.forEach((group, all) -> {
            String last = lastTenants.getOrDefault(group, "");
            long served = lastTenants.containsKey(group)
                    ? all.stream()
                            .filter(lane -> lane.tenant().compareTo(last) <= 0)
                            .count()
                    : 0;
            Collections.rotate(all, (int) -served);
            waiting.put(group, new ArrayDeque<>(all));
        });
        return waiting;
    }

    /** Who gets how many of the next turns; a rank with nothing due leaves its turns to the others. */
    private Map<Group, Integer> shares(Map<Group, Deque<Lane>> waiting, int count) {
        Map<Group, Integer> shares = new TreeMap<>();
        for (int given = 0; given < count; ) {
            Group group = next(PATTERN.get(nextTurn), waiting.keySet());
            nextTurn = (nextTurn + 1) % PATTERN.size();
            if (waiting.containsKey(group)) {
                shares.merge(group, 1, Integer::sum);
                given++;
            }
        }
        return shares;
    }

    /** Who gets a turn of a rank. Only turns that both could use are counted, so that neither is passed over for long. */
    private Group next(Rank rank, Set<Group> waiting) {
        Group fresh = new Group(rank, false);
        Group retries = new Group(rank, true);
        if (!waiting.contains(fresh) || !waiting.contains(retries)) {
            return waiting.contains(fresh) ? fresh : retries;
        }
        return contested.merge(rank, 1, (turns, one) -> (turns + one) % RETRY_EVERY) == 0 ? retries : fresh;
    }

    private <X extends Exception> void serve(Due<X> due, Deque<Lane> lanes, int share, List<LetterId> chosen) throws X {
        int each = Math.max(1, share / Math.max(1, lanes.size()));
        int left = share;
        while (left > 0 && !lanes.isEmpty()) {
            Lane lane = lanes.remove();
            int asked = Math.min(each, left);
            List<LetterId> letters = due.next(lane, asked);
            lastTenants.put(Group.of(lane), lane.tenant());
            chosen.addAll(letters);
            left -= letters.size();
            if (letters.size() == asked) {
                lanes.add(lane);
            }
        }
    }
}
