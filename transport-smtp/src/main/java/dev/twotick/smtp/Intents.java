package dev.twotick.smtp;

import dev.twotick.transport.SubmissionBatch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Asks for the point of no return, for a few letters at a time: each asking is a commit, and each letter that was asked for is
 * in doubt when this process dies. Used by one thread.
 */
final class Intents {
    private final SubmissionBatch batch;
    private final int atOnce;
    private final Set<Integer> asked = new HashSet<>();
    private final Set<Integer> granted = new HashSet<>();

    /**
     * Begins a batch.
     *
     * @param atOnce for how many to ask together
     */
    Intents(SubmissionBatch batch, int atOnce) {
        this.batch = batch;
        this.atOnce = atOnce;
    }

    /** Whether it was asked for already. */
    boolean known(Position position) {
        return asked.contains(position.index());
    }

    /**
     * Whether the terminator of a letter may leave.
     *
     * @param next those that follow it
     */
    boolean granted(Position position, Iterable<Position> next) {
        if (!known(position)) {
            ask(position, next);
        }
        return granted.contains(position.index());
    }

    private void ask(Position position, Iterable<Position> next) {
        List<Integer> positions = new ArrayList<>();
        positions.add(position.index());
        for (Position one : next) {
            if (positions.size() == atOnce) {
                break;
            }
            if (!known(one)) {
                positions.add(one.index());
            }
        }
        asked.addAll(positions);
        Set<Integer> yes = batch.cross(List.copyOf(positions));
        positions.stream().filter(yes::contains).forEach(granted::add);
    }
}
