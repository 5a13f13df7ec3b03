package dev.twotick.dispatch.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.confirmation.TokenKeys;
import dev.twotick.dispatch.HandDrivenEngine;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.Envelope;
import dev.twotick.letter.Handling;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.OnDoubt;
import dev.twotick.letter.SealedLetter;
import dev.twotick.letter.Terms;
import dev.twotick.letter.WireBytes;
import dev.twotick.outbox.MemoryOutbox;
import dev.twotick.outbox.Stocktake;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.transport.Phase;
import dev.twotick.transport.PointOfNoReturn;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.Reply;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.Transport;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A huge tenant, or what piled up in an outage: a new letter does not wait for it, and it is not all taken at once. */
class FloodTest {
    private static final int FLOOD = 1500;
    private static final int A_FEW_SECONDS_OF_LETTERS = 400;

    private final SplittableRandom random = new SplittableRandom(1);
    private Instant now = World.BEGIN;
    private final MemoryOutbox outbox = new MemoryOutbox(() -> now);
    private final List<LetterId> submitted = new ArrayList<>();
    private long mostInHand;
    private boolean refusing;

    private LetterId accept(String tenant) {
        LetterId id = LetterId.create(now, random);
        Terms terms = new Terms(
                Assurance.submitted().orElse(Duration.ofHours(4), OnDoubt.RESOLVE),
                false,
                Optional.empty(),
                Handling.USUAL.withTenant(tenant));
        outbox.accept(new SealedLetter(
                id,
                now,
                new Envelope(EmailAddress.of("a@corp.example"), List.of(EmailAddress.of("b@dest.example"))),
                "<" + id + "@corp.example>",
                false,
                WireBytes.of("Subject: x\r\n\r\nbody\r\n".getBytes(StandardCharsets.US_ASCII)),
                "",
                Optional.empty(),
                id.value(),
                Map.of(),
                terms,
                Optional.empty()));
        return id;
    }

    /** Takes five milliseconds for a letter. */
    private final class Line implements Transport {
        @Override
        public SubmissionOutcome submit(Submission submission, PointOfNoReturn gate) {
            now = now.plusMillis(5);
            mostInHand = Math.max(mostInHand, inHand());
            if (refusing) {
                Reply reply = new Reply(451, List.of("4.7.1 greylisted"));
                RecipientOutcome later = new RecipientOutcome.Deferred("refused for now", Optional.of(reply));
                return SubmissionOutcome.forAll(submission, Phase.RCPT, later, false);
            }
            assertThat(gate.cross()).isTrue();
            submitted.add(submission.letter());
            RecipientOutcome taken = new RecipientOutcome.Submitted(new Reply(250, List.of("ok")), Optional.empty());
            return SubmissionOutcome.forAll(submission, Phase.DONE, taken, false);
        }

        @Override
        public void close() {}
    }

    private long inHand() {
        Stocktake all =
                submitted.size() % 100 == 0 ? outbox.stocktake() : new Stocktake(Map.of(), 0, Optional.empty(), 0, 0);
        return all.in(SubmissionState.SUBMITTING);
    }

    private HandDrivenEngine engine() {
        HandDrivenEngine.Ways ways = new HandDrivenEngine.Ways(
                World.OPTIONS,
                World.CONNECTIONS,
                World.RELAY_TOTAL,
                () -> Duration.between(World.BEGIN, now).toNanos(),
                random,
                Runnable::run);
        return new HandDrivenEngine(new HandDrivenEngine.Parts(
                outbox, Map.of("relay", new Line()), Optional.empty(), TokenKeys.ephemeral(new SecureRandom()), ways));
    }

    @Test
    void isNeitherInTheWayOfOthersNorInMemory() {
        for (int i = 0; i < FLOOD; i++) {
            accept("flood");
        }
        HandDrivenEngine engine = engine();
        while (submitted.size() < FLOOD / 2) {
            engine.rounds().forEach(round -> round.work().run());
        }
        int before = submitted.size();
        LetterId small = accept("small");
        while (submitted.size() < FLOOD + 1) {
            engine.rounds().forEach(round -> round.work().run());
        }
        assertThat(submitted.indexOf(small) - before).isBetween(0, A_FEW_SECONDS_OF_LETTERS);
        assertThat(mostInHand).isBetween(2L, (long) A_FEW_SECONDS_OF_LETTERS);
    }

    @Test
    void ofRetriesIsNotInTheWayOfANewLetterOfTheSameTenant() {
        for (int i = 0; i < FLOOD; i++) {
            accept("");
        }
        HandDrivenEngine engine = engine();
        refusing = true;
        while (outbox.stocktake().in(SubmissionState.DEFERRED) < FLOOD) {
            engine.rounds().forEach(round -> round.work().run());
        }
        now = now.plus(World.OPTIONS.retries().max());
        refusing = false;
        LetterId fresh = accept("");
        while (submitted.size() < FLOOD + 1) {
            engine.rounds().forEach(round -> round.work().run());
            now = now.plus(World.OPTIONS.pace().poll());
        }
        assertThat(submitted.indexOf(fresh)).isBetween(0, A_FEW_SECONDS_OF_LETTERS);
    }
}
