package dev.twotick.outbox;

import dev.twotick.confirmation.Confirmation;
import dev.twotick.letter.LetterId;
import java.util.Optional;

/**
 * Which letters to list: those with at least one recipient to which everything asked for applies.
 *
 * @param submission in this submission state
 * @param confirmation with this confirmation
 * @param overdueOnly overdue ones only
 * @param after letters accepted after this one, for the next page
 * @param limit the most letters to give, 1 to 1000
 */
public record DeliveryQuery(
        Optional<SubmissionState> submission,
        Optional<Confirmation> confirmation,
        boolean overdueOnly,
        Optional<LetterId> after,
        int limit) {
    /** The first letters, whatever their state. */
    public static final DeliveryQuery ALL =
            new DeliveryQuery(Optional.empty(), Optional.empty(), false, Optional.empty(), 1000);

    /**
     * Checks the limit.
     *
     * @throws IllegalArgumentException when it is not 1 to 1000
     */
    public DeliveryQuery {
        if (limit < 1 || limit > 1000) {
            throw new IllegalArgumentException("limit must be 1 to 1000, not " + limit);
        }
    }

    /**
     * Whether a recipient fits.
     *
     * @param item the recipient's item
     * @return true when everything asked for applies
     */
    public boolean fits(Item item) {
        return item.number() != Item.SENT_COPY
                && submission.map(state -> state == item.state()).orElse(true)
                && confirmation.map(state -> state == item.proof().known()).orElse(true)
                && (!overdueOnly || item.proof().overdue());
    }
}
