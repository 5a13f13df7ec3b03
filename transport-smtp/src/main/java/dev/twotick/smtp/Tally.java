package dev.twotick.smtp;

import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.Submission.Recipient;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is known of each recipient so far. Used by one thread. */
final class Tally {
    private final Map<Integer, Recipient> open = new LinkedHashMap<>();
    private final Map<Integer, RecipientOutcome> settled = new HashMap<>();

    Tally(List<Recipient> recipients) {
        recipients.forEach(recipient -> open.put(recipient.number(), recipient));
    }

    /** Those of whom nothing final is known, in order. */
    List<Recipient> open() {
        return List.copyOf(open.values());
    }

    boolean anyOpen() {
        return !open.isEmpty();
    }

    boolean anySettled() {
        return !settled.isEmpty();
    }

    void settle(Recipient recipient, RecipientOutcome outcome) {
        open.remove(recipient.number());
        settled.put(recipient.number(), outcome);
    }

    /** The same outcome for those of them who are open. */
    void settleOpen(Collection<Recipient> some, RecipientOutcome outcome) {
        for (Recipient recipient : some) {
            if (open.containsKey(recipient.number())) {
                settle(recipient, outcome);
            }
        }
    }

    void settleOpen(RecipientOutcome outcome) {
        settleOpen(open(), outcome);
    }

    Map<Integer, RecipientOutcome> outcomes() {
        return Map.copyOf(settled);
    }
}
