package dev.twotick.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.Confirmation;
import dev.twotick.confirmation.Evidence;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.confirmation.Trust;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.testkit.Letters;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The chapter about {@code addEvidence}, {@code keepUnmatched} and {@code markOverdue}. */
abstract class OutboxEvidence extends OutboxSettling {
    private static final Duration DEADLINE = Duration.ofHours(4);

    static Letters proven(int number) {
        return Letters.number(number).assurance(Assurance.delivered().within(DEADLINE));
    }

    @Test
    void evidenceIsWrittenWithWhatItChanged() {
        SealedLetter letter = submitted(proven(1));
        Evidence relayed = evidence("a", letter, EvidenceLevel.RELAYED);
        Evidence delivered = evidence("b", letter, EvidenceLevel.DELIVERED);

        List<Event> first = outbox.addEvidence(relayed);
        restart();
        List<Event> second = outbox.addEvidence(delivered);

        assertChange(first, Confirmation.NONE, Confirmation.RELAYED);
        assertChange(second, Confirmation.RELAYED, Confirmation.DELIVERED);
        assertThat(view(letter, 1).evidence()).containsExactly(relayed, delivered);
        assertThat(view(letter, 1).confirmed()).isTrue();
        assertThat(found(letter).confirmed()).isTrue();
    }

    @Test
    void theOrderOfEvidenceDoesNotMatter() {
        SealedLetter letter = submitted(proven(1));
        outbox.addEvidence(evidence("a", letter, EvidenceLevel.DELIVERED));

        List<Event> older = outbox.addEvidence(evidence("b", letter, EvidenceLevel.RELAYED));
        List<Event> bounce = outbox.addEvidence(evidence("c", letter, EvidenceLevel.BOUNCED));
        List<Event> again = outbox.addEvidence(evidence("d", letter, EvidenceLevel.DELIVERED));

        assertChange(older, Confirmation.DELIVERED, Confirmation.DELIVERED);
        assertChange(bounce, Confirmation.DELIVERED, Confirmation.CONTESTED);
        assertChange(again, Confirmation.CONTESTED, Confirmation.CONTESTED);
    }

    private static void assertChange(List<Event> events, Confirmation before, Confirmation after) {
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo(EventType.EVIDENCE);
            assertThat(event.fact(Fact.CONFIRMATION_BEFORE)).contains(before.name());
            assertThat(event.fact(Fact.CONFIRMATION)).contains(after.name());
        });
    }

    @Test
    void theSameEvidenceCountsOnce() {
        SealedLetter letter = submitted(proven(1));
        Evidence delivered = evidence("a", letter, EvidenceLevel.DELIVERED);
        outbox.addEvidence(delivered);
        restart();

        assertThat(outbox.addEvidence(delivered)).isEmpty();
        assertThat(outbox.addEvidence(evidence("a", letter, EvidenceLevel.BOUNCED)))
                .isEmpty();

        assertThat(view(letter, 1).evidence()).hasSize(1);
    }

    @Test
    void oneOfManyReadersOfTheSameEvidenceIsTheFirst() {
        SealedLetter letter = submitted(proven(1));
        Evidence delivered = evidence("a", letter, EvidenceLevel.DELIVERED);

        List<List<Event>> all = Crowd.of(8).each(reader -> outbox.addEvidence(delivered));

        assertThat(all).filteredOn(events -> !events.isEmpty()).hasSize(1);
    }

    @Test
    void differentEvidenceAtTheSameTimeIsFoldedWhole() {
        SealedLetter letter = submitted(proven(1));
        EvidenceLevel[] levels = {
            EvidenceLevel.DELAYED, EvidenceLevel.RELAYED, EvidenceLevel.DELIVERED, EvidenceLevel.BOUNCED
        };

        Crowd.of(4).each(reader -> outbox.addEvidence(evidence("e" + reader, letter, levels[reader - 1])));

        List<Event> written = ledger().stream()
                .filter(event -> event.type() == EventType.EVIDENCE)
                .toList();
        assertThat(written).hasSize(4);
        for (int i = 1; i < written.size(); i++) {
            assertThat(written.get(i).fact(Fact.CONFIRMATION_BEFORE))
                    .as("each begins where the one before it ended")
                    .isEqualTo(written.get(i - 1).fact(Fact.CONFIRMATION));
        }
        assertThat(view(letter, 1).confirmation()).isEqualTo(Confirmation.CONTESTED);
    }

    @Test
    void theSameIdAboutAnotherRecipientIsOtherEvidence() {
        SealedLetter letter = accept(toThree(1));
        Evidence first = evidence("a", letter, EvidenceLevel.DELIVERED);
        outbox.addEvidence(first);

        List<Event> second = outbox.addEvidence(new Evidence(
                "a",
                letter.id(),
                2,
                first.level(),
                "dsn",
                first.trust(),
                first.at(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));

        assertThat(second).hasSize(1);
        assertThat(view(letter, 2).confirmation()).isEqualTo(Confirmation.DELIVERED);
        assertThat(view(letter, 3).confirmation()).isEqualTo(Confirmation.NONE);
    }

    @Test
    void evidenceAboutNobodyIsNotKept() {
        SealedLetter letter = accept(Letters.number(1));
        SealedLetter unknown = Letters.number(2).to("x@y.example").seal();
        Evidence sample = evidence("a", letter, EvidenceLevel.DELIVERED);
        List<Event> before = ledger();

        assertThat(outbox.addEvidence(evidence("a", unknown, EvidenceLevel.DELIVERED)))
                .isEmpty();
        for (int nobody : new int[] {0, 2}) {
            assertThat(outbox.addEvidence(new Evidence(
                            "b",
                            letter.id(),
                            nobody,
                            sample.level(),
                            "dsn",
                            sample.trust(),
                            sample.at(),
                            sample.reporter(),
                            sample.status(),
                            sample.diagnostic(),
                            sample.location())))
                    .isEmpty();
        }
        assertThat(ledger()).isEqualTo(before);
    }

    @Test
    void weakEvidenceIsKeptAndMovesNothing() {
        SealedLetter letter = submitted(proven(1));

        List<Event> events = outbox.addEvidence(evidence("a", letter, EvidenceLevel.DELIVERED, Trust.WEAK));

        assertChange(events, Confirmation.NONE, Confirmation.NONE);
        assertThat(view(letter, 1).evidence()).hasSize(1);
        assertThat(view(letter, 1).confirmed()).isFalse();
    }

    @Test
    void evidenceNeverTouchesTheSubmission() {
        SealedLetter letter = inDoubt(proven(1));

        outbox.addEvidence(evidence("a", letter, EvidenceLevel.BOUNCED));

        assertThat(view(letter, 1).submission()).isEqualTo(SubmissionState.IN_DOUBT);
        assertThat(view(letter, 1).confirmation()).isEqualTo(Confirmation.BOUNCED);
    }

    @Test
    void anUnmatchedClaimIsKeptOnce() {
        SealedLetter letter = accept(Letters.number(1));
        List<Event> before = ledger();
        Claim stray = Claim.of(EvidenceLevel.DELIVERED, "dsn", "stray-1")
                .finalRecipient(Optional.of("nobody@x.example"))
                .build();

        assertThat(outbox.keepUnmatched(stray, clock.instant())).isTrue();
        restart();
        assertThat(outbox.keepUnmatched(stray, clock.instant().plus(LATER))).isFalse();

        assertThat(outbox.stocktake().unmatched()).isEqualTo(1);
        assertThat(ledger()).isEqualTo(before);
        assertThat(view(letter, 1).confirmation()).isEqualTo(Confirmation.NONE);
    }

    @Test
    void aRecipientIsOverdueOnceItsDeadlinePassed() {
        SealedLetter letter = submitted(proven(1));
        clock.advance(DEADLINE.minusSeconds(1));
        assertThat(outbox.markOverdue(MANY)).isEmpty();
        restart();
        clock.advance(Duration.ofSeconds(1));

        List<Event> events = outbox.markOverdue(MANY);

        assertThat(types(events)).containsExactly(EventType.OVERDUE);
        assertThat(events.get(0).recipient()).isEqualTo(1);
        assertThat(view(letter, 1).overdue()).isTrue();
        assertThat(outbox.markOverdue(MANY)).as("told once").isEmpty();
    }

    @Test
    void whatNeverLeftIsOverdueToo() {
        SealedLetter letter = accept(proven(1));
        clock.advance(DEADLINE);

        assertThat(outbox.markOverdue(MANY)).hasSize(1);
        assertThat(view(letter, 1).submission()).isEqualTo(SubmissionState.QUEUED);
    }

    @Test
    void proofThatComesLateStillCounts() {
        SealedLetter letter = submitted(proven(1));
        clock.advance(DEADLINE);
        outbox.markOverdue(MANY);

        outbox.addEvidence(evidence("a", letter, EvidenceLevel.DELIVERED));

        assertThat(view(letter, 1).overdue()).isFalse();
        assertThat(view(letter, 1).confirmed()).isTrue();
        assertThat(outbox.stocktake().overdue()).isZero();
        assertThat(outbox.markOverdue(MANY)).isEmpty();
    }

    @Test
    void nothingIsOverdueThatIsAnsweredOrAsksNothing() {
        SealedLetter delivered = submitted(proven(1));
        outbox.addEvidence(evidence("a", delivered, EvidenceLevel.DELIVERED));
        SealedLetter bounced = submitted(proven(2));
        outbox.addEvidence(evidence("a", bounced, EvidenceLevel.BOUNCED));
        accept(proven(3));
        record(leaseOne(), step(1, EventType.REJECTED));
        submitted(Letters.number(4));
        clock.advance(Duration.ofDays(30));

        assertThat(outbox.markOverdue(MANY)).isEmpty();
    }

    @Test
    void lesserProofDoesNotStopTheDeadline() {
        SealedLetter letter = submitted(proven(1));
        outbox.addEvidence(evidence("a", letter, EvidenceLevel.RELAYED));
        clock.advance(DEADLINE);

        assertThat(outbox.markOverdue(MANY)).hasSize(1);
    }

    @Test
    void marksNoMoreThanAskedFor() {
        accept(toThree(1).assurance(Assurance.delivered().within(DEADLINE)));
        clock.advance(DEADLINE);

        assertThat(outbox.markOverdue(2)).hasSize(2);
        assertThat(outbox.markOverdue(2)).hasSize(1);
    }
}
