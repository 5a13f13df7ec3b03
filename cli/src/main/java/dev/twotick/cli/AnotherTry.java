package dev.twotick.cli;

import dev.twotick.dispatch.Operator;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.RecipientView;
import java.util.List;

/**
 * Has a letter tried again.
 *
 * @param reason why
 */
record AnotherTry(String reason) implements Intervention {
    @Override
    public int on(Operator operator, Delivery letter) {
        return operator.retry(letter.letter().id(), reason);
    }

    /** Some recipients of a letter usually have it already: nothing was to be done for them. */
    @Override
    public List<RecipientView> missed(Delivery after, int done) {
        return done > 0 ? List.of() : after.recipients();
    }

    @Override
    public String participle() {
        return "tried again";
    }
}
