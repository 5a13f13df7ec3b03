package dev.twotick.cli;

import dev.twotick.dispatch.Operator;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.RecipientView;
import java.util.List;

/** What an operator does to a letter, for a reason. */
interface Intervention {
    /** Why, for whoever reads the ledger later. */
    String reason();

    /**
     * Does it.
     *
     * @param operator the operator's hand
     * @param letter the letter as it was just before
     * @return how many recipients it was done for
     */
    int on(Operator operator, Delivery letter);

    /**
     * Tells for whom it was meant and not done.
     *
     * @param after the letter as it is now
     * @param done how many recipients it was done for
     * @return these recipients; none when all is as it was wanted
     */
    List<RecipientView> missed(Delivery after, int done);

    /**
     * What was to be done to a recipient.
     *
     * @return for example {@code called back}
     */
    String participle();
}
