package dev.twotick.outbox;

import dev.twotick.confirmation.Confirmation;
import dev.twotick.confirmation.Evidence;
import dev.twotick.confirmation.Verdict;
import dev.twotick.letter.Assurance.Reach;
import dev.twotick.letter.EmailAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Folds the events of one recipient into its view. Used by one thread. */
final class RecipientFold {
    private final int number;
    private final EmailAddress address;
    private final Confirmation wanted;
    private final List<Evidence> evidence = new ArrayList<>();
    private SubmissionState submission = SubmissionState.QUEUED;
    private boolean pastDeadline;
    private Optional<Boolean> offered = Optional.empty();
    private Optional<String> relay = Optional.empty();
    private Optional<String> reply = Optional.empty();
    private Optional<String> queueId = Optional.empty();
    private Optional<String> reason = Optional.empty();
    private int attempts;
    private int doubts;
    private boolean possibleDuplicate;

    RecipientFold(int number, EmailAddress address, Reach reach) {
        this.number = number;
        this.address = address;
        this.wanted = Confirmation.wantedFor(reach);
    }

    void add(Event event) {
        event.evidence().ifPresent(evidence::add);
        switch (event.type()) {
            case SUBMITTING -> attempts++;
            case RELEASED -> attempts--;
            case INTENDED -> relay = event.fact(Fact.RELAY).or(() -> relay);
            case IN_DOUBT -> doubts++;
            case NOT_SUBMITTED -> doubts = 0;
            case RETRIED -> possibleDuplicate = true;
            case REQUEUED -> pastDeadline = false;
            case OVERDUE -> pastDeadline = true;
            default -> {
                // changes no more than its state, below
            }
        }
        if (event.type().leadsTo().orElse(null) instanceof SubmissionState state) {
            submission = state;
            reason = event.fact(Fact.REASON);
            relay = event.fact(Fact.RELAY).or(() -> relay);
            // a later attempt's silence must not be read together with an earlier attempt's reply
            reply = carriesReply(event.type()) ? event.fact(Fact.REPLY) : reply;
            queueId = event.fact(Fact.QUEUE_ID).or(() -> queueId);
            offered =
                    event.fact(Fact.CONFIRMATION_OFFERED).map(Boolean::valueOf).or(() -> offered);
        }
    }

    private static boolean carriesReply(EventType type) {
        return switch (type) {
            case SUBMITTED, REJECTED, DEFERRED, IN_DOUBT -> true;
            default -> false;
        };
    }

    RecipientView view() {
        Confirmation confirmation = Verdict.of(evidence).confirmation();
        boolean confirmed = wanted != Confirmation.NONE && confirmation.reaches(wanted);
        boolean overdue = pastDeadline && !confirmed && !confirmation.failed() && !submission.failed();
        return new RecipientView(
                number,
                address,
                submission,
                confirmation,
                confirmed,
                overdue,
                offered,
                relay,
                reply,
                queueId,
                reason,
                attempts,
                doubts,
                possibleDuplicate,
                evidence);
    }
}
