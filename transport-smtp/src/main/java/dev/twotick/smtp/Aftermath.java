package dev.twotick.smtp;

import dev.twotick.transport.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of letters when their connection is gone: one whose end may have left is in doubt, one before its end is not,
 * and one that the relay had taken no notice of may go to another connection.
 */
final class Aftermath {
    private final Pipeline pipeline;
    private final Batch batch;
    private final Optional<Draft> draft;
    private final Optional<Awaited> farewell;

    /**
     * Looks back at an exchange.
     *
     * @param draft the letter that was not written to its end
     * @param farewell what the relay answered with 421
     */
    Aftermath(Pipeline pipeline, Batch batch, Optional<Draft> draft, Optional<Awaited> farewell) {
        this.pipeline = pipeline;
        this.batch = batch;
        this.draft = draft;
        this.farewell = farewell;
    }

    /**
     * Gives every letter that was begun its outcome, or puts it back.
     *
     * @param reason why the connection is gone, the end of a sentence
     * @param mayMoveOn whether the relay went away in a way that may leave letters untouched
     * @param between whether it went on from a letter to the next on this connection before
     * @param relayAtFault whether it is the relay's fault
     */
    void settle(String reason, boolean mayMoveOn, boolean between, boolean relayAtFault) {
        List<Transaction> open = pipeline.unanswered();
        draft.ifPresent(now -> open.add(now.transaction()));
        List<Position> moving = new ArrayList<>();
        boolean behindAnother = between;
        for (Transaction transaction : open) {
            if (mayMoveOn && behindAnother && unnoticed(transaction)) {
                moving.add(0, transaction.position());
            } else {
                settle(transaction, reason, relayAtFault);
            }
            behindAnother |= transaction.noticed();
        }
        moving.forEach(position -> {
            position.moveOn();
            batch.putBack(position);
        });
    }

    private void settle(Transaction transaction, String reason, boolean relayAtFault) {
        if (relayAtFault) {
            transaction.position().blameRelay();
        }
        transaction.lost(reached(transaction), reason);
        batch.answer(transaction.position());
    }

    private static boolean unnoticed(Transaction transaction) {
        boolean definiteNo = !transaction.dotLeft() || transaction.mailRefused();
        boolean unheard = !transaction.noticed() || transaction.turnedAway();
        return definiteNo && unheard && !transaction.position().movedOn();
    }

    private Phase reached(Transaction transaction) {
        return farewell.filter(what -> what.transaction().equals(transaction))
                .map(Awaited::command)
                .or(() -> pipeline.awaitedBy(transaction))
                .or(() -> draft.map(Draft::underWay))
                .orElse(Awaited.Command.LAST)
                .phase();
    }
}
