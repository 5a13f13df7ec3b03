package dev.twotick.outbox;

import dev.twotick.confirmation.Confirmation;
import dev.twotick.confirmation.Evidence;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.letter.EmailAddress;
import java.util.List;
import java.util.Optional;

/**
 * What is known about one recipient of a letter: two facts, kept apart.
 *
 * @param number its number in the envelope, from 1
 * @param address the recipient
 * @param submission how far the submission is: tick 1
 * @param confirmation what came back: tick 2
 * @param confirmed whether what the assurance asks for has come back, and it asks for something
 * @param overdue whether the deadline passed and it has not
 * @param confirmationOffered whether the relay offered what the proof needs; empty while no relay was asked
 * @param relay the relay of the last attempt
 * @param reply the last reply of a relay, in one line
 * @param queueId the relay's own name for the letter
 * @param reason why it stands where it does, where no reply says so
 * @param attempts attempts counted so far
 * @param doubts how often the last dot may have left without a reply, since an operator last settled its doubts
 * @param possibleDuplicate whether it was submitted again after a doubt
 * @param evidence all that came back, in the order of its coming
 */
public record RecipientView(
        int number,
        EmailAddress address,
        SubmissionState submission,
        Confirmation confirmation,
        boolean confirmed,
        boolean overdue,
        Optional<Boolean> confirmationOffered,
        Optional<String> relay,
        Optional<String> reply,
        Optional<String> queueId,
        Optional<String> reason,
        int attempts,
        int doubts,
        boolean possibleDuplicate,
        List<Evidence> evidence) {

    /** Copies the evidence. */
    public RecipientView {
        evidence = List.copyOf(evidence);
    }

    /**
     * What is known and what is not, in one plain sentence.
     *
     * @return for example {@code main took it as 4X; the recipient's mailbox reported delivery.}
     */
    public String sentence() {
        return submissionClause() + "; " + confirmationClause() + ".";
    }

    private String submissionClause() {
        String by = relay.orElse("a relay");
        return switch (submission) {
            case QUEUED -> "it waits in the outbox";
            case SUBMITTING -> "it is being submitted";
            case SUBMITTED ->
                by + " took it" + queueId.map(id -> " as " + id).orElse("")
                        + (possibleDuplicate ? ", perhaps twice" : "");
            case REJECTED -> "it was refused for good: " + why();
            case DEFERRED -> "no relay has taken it yet: " + why();
            case IN_DOUBT -> by + " may have taken it, its answer was lost";
            case HELD -> "it is held for an operator: " + why();
            case EXPIRED -> "no relay took it within its lifetime: " + why();
            case CANCELLED -> "it was cancelled before submission";
        };
    }

    private String why() {
        return reply.or(() -> reason).orElse("no reason was given");
    }

    private String confirmationClause() {
        return switch (confirmation) {
            case NONE -> silence();
            case DELAYED -> "its delivery is delayed behind the relay" + because(EvidenceLevel.DELAYED);
            case RELAYED -> "it was passed on to a system that reports no more, so delivery is not known";
            case DELIVERED -> "the recipient's mailbox took it, by its own report";
            case DISPLAYED -> "the recipient's software says that it was displayed";
            case BOUNCED -> "it came back as undeliverable" + because(EvidenceLevel.BOUNCED);
            case CONTESTED ->
                "it was reported as delivered and as failed: bounced late" + because(EvidenceLevel.BOUNCED);
        };
    }

    /** As the last evidence says that counts. */
    private String because(EvidenceLevel level) {
        return evidence.stream()
                .filter(piece -> piece.level() == level && piece.trust().counts())
                .flatMap(piece -> piece.reason().stream())
                .reduce((one, later) -> later)
                .map(reason -> " (" + reason + ")")
                .orElse("");
    }

    private String silence() {
        if (submission.failed()) {
            return "so nothing is to come back";
        }
        if (!evidence.isEmpty()) {
            return (overdue ? "the deadline passed, and " : "") + "what has come back proves nothing";
        }
        if (overdue) {
            return "no proof of delivery came by the deadline, which is no proof of failure";
        }
        return confirmationOffered.orElse(true)
                ? "nothing has come back"
                : "confirmation is not on offer there, so nothing will come back by itself";
    }
}
