package dev.twotick.cli;

import dev.twotick.dispatch.Operator;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.RecipientView;
import java.util.List;

/**
 * Calls a letter back.
 *
 * @param reason why
 */
record Cancellation(String reason) implements Intervention {
    @Override
    public int on(Operator operator, Delivery letter) {
        return operator.cancel(letter.letter().id(), reason);
    }

    /** Everybody who has the letter, or may still get it. */
    @Override
    public List<RecipientView> missed(Delivery after, int done) {
        return after.recipients().stream()
                .filter(view -> !view.submission().failed())
                .toList();
    }

    @Override
    public String participle() {
        return "called back";
    }
}
