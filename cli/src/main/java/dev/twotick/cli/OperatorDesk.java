package dev.twotick.cli;

import dev.twotick.dispatch.Operator;
import dev.twotick.letter.LetterId;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.RecipientView;
import dev.twotick.outbox.SubmissionState;
import java.util.List;
import java.util.Optional;

/**
 * Where an operator intervenes: opens the outbox and nothing else, and prints what has become of each letter. Whatever process
 * works the outbox acts on it. Used by one thread.
 *
 * @param root the options of every command
 */
record OperatorDesk(RootCommand root) {

    /** Intervenes in letters one after the other, and gives the exit status. */
    int each(List<String> ids, Intervention intervention) {
        if (intervention.reason().isBlank()) {
            throw new UsageException("--reason", "is empty; say why, for whoever reads the ledger later");
        }
        List<LetterId> letters = ids.stream().map(LetterId::new).toList();
        boolean allDone = true;
        try (Outbox outbox = root.configuration().outbox()) {
            for (LetterId letter : letters) {
                allDone &= one(outbox, letter, intervention);
            }
        }
        return allDone ? ExitCode.DONE : ExitCode.FAULT;
    }

    private boolean one(Outbox outbox, LetterId id, Intervention intervention) {
        Optional<Delivery> before = outbox.find(id);
        if (before.isEmpty()) {
            root.console().tell("there is no letter " + id + " in the outbox");
            return false;
        }
        int done;
        try {
            done = intervention.on(new Operator(outbox, events -> {}), before.get());
        } catch (IllegalStateException e) {
            root.console().tell(String.valueOf(e.getMessage()));
            return false;
        }
        Delivery after = outbox.find(id).orElse(before.get());
        new DeliveryPrinter(root.console(), root.json).whole(after);
        List<RecipientView> missed = intervention.missed(after, done);
        missed.forEach(recipient -> tell(id, recipient, intervention.participle()));
        return missed.isEmpty();
    }

    private void tell(LetterId id, RecipientView recipient, String participle) {
        boolean doubtful = recipient.doubts() > 0
                && !recipient.submission().failed()
                && recipient.submission() != SubmissionState.SUBMITTED;
        root.console()
                .tell("letter " + id + " was not " + participle + " for " + recipient.address() + ": "
                        + recipient.sentence() + (doubtful ? " 'twotick resolve' settles a doubt." : ""));
    }
}
