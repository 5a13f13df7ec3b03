package dev.twotick.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.confirmation.Token;
import dev.twotick.confirmation.TokenKeys;
import dev.twotick.confirmation.Trust;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.LetterId;
import dev.twotick.transport.PointOfNoReturn;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys that sign tokens are changed while letters are under way. */
class ChangeOfKeysTest {
    private static final String OLD = "1 " + "ab".repeat(32) + "\n";
    private static final String NEW = "2 " + "cd".repeat(32) + "\n";
    private static final String NEWEST = "3 " + "ef".repeat(32) + "\n";

    private final Bench bench = new Bench().relay(this::answer);
    private final List<Submission> attempts = new ArrayList<>();

    @TempDir
    Path dir;

    @AfterEach
    void close() {
        bench.close();
    }

    /** Busy at first. */
    private SubmissionOutcome answer(Submission submission, PointOfNoReturn gate) {
        attempts.add(submission);
        return attempts.size() == 1 ? Answers.busy(submission, gate) : Answers.taken(submission, gate);
    }

    private void use(String... lines) {
        Path file = dir.resolve("keys");
        try {
            Files.writeString(file, String.join("", lines));
            bench.keysInstead(TokenKeys.load(file, new SecureRandom()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LetterId triedOnce(String... recipients) {
        use(OLD);
        LetterId letter = bench.accept(Assurance.submitted(), recipients);
        bench.dispatcher().work();
        return letter;
    }

    private void tryAgain() {
        bench.advance(Duration.ofHours(1));
        bench.dispatcher().work();
        assertThat(attempts).hasSize(2);
    }

    private static String envelopeId(Submission attempt) {
        return attempt.dsn().orElseThrow().envelopeId();
    }

    private static int keyOf(Submission attempt) {
        return Token.findIn(envelopeId(attempt)).get(0).keyId();
    }

    private Trust file(String id, Submission attempt) {
        return bench.desk()
                .file(Claim.of(EvidenceLevel.DELIVERED, "dsn", id)
                        .arrivedAt(List.of(attempt.reversePath().orElseThrow().value()))
                        .build());
    }

    @Test
    void whatIsTriedAgainAsksInTheSameWordsAndItsReceiptsAreKnown() {
        triedOnce("ann@dest.example");
        use(NEW, OLD);
        tryAgain();
        assertThat(attempts).extracting(ChangeOfKeysTest::envelopeId).containsOnly(envelopeId(attempts.get(0)));
        assertThat(attempts)
                .extracting(Submission::reversePath)
                .containsOnly(attempts.get(0).reversePath());
        assertThat(file("1", attempts.get(1))).isEqualTo(Trust.PLAUSIBLE);
    }

    @Test
    void theTokenOfALetterToSeveralStaysTheSameToo() {
        triedOnce("ann@dest.example", "bob@dest.example");
        use(NEW, OLD);
        tryAgain();
        assertThat(attempts).extracting(ChangeOfKeysTest::envelopeId).containsOnly(envelopeId(attempts.get(0)));
        assertThat(Token.findIn(envelopeId(attempts.get(0))).get(0).recipient()).isEqualTo(Token.WHOLE_LETTER);
    }

    @Test
    void theFirstKeySignsWhatIsNewAndWhatLostItsKey() {
        triedOnce("ann@dest.example");
        use(NEW);
        tryAgain();
        assertThat(keyOf(attempts.get(1))).isEqualTo(2);
        bench.accept(Assurance.submitted(), "bob@dest.example");
        use(NEWEST, NEW, OLD);
        bench.accept(Assurance.submitted(), "cyd@dest.example");
        bench.dispatcher().work();
        assertThat(attempts.subList(2, 4)).extracting(ChangeOfKeysTest::keyOf).containsExactlyInAnyOrder(2, 3);
    }

    /** It names no key, whatever it looks like; the letter knows its own. */
    @Test
    void aLetterWithAMessageIdOfTheCallersAsksInTheSameWordsToo() {
        use(NEW);
        String lookalike = bench.keys
                .issue(LetterId.create(bench.clock.get(), new java.util.Random(1)), 1, "", bench.clock.get())
                .text();
        use(OLD, NEW);
        bench.acceptRaw("Message-ID: <" + lookalike + "@corp.example>\n", Assurance.submitted(), "ann@dest.example");
        bench.dispatcher().work();
        assertThat(keyOf(attempts.get(0))).isEqualTo(1);
        use(NEW, OLD);
        tryAgain();
        assertThat(attempts).extracting(ChangeOfKeysTest::envelopeId).containsOnly(envelopeId(attempts.get(0)));
    }

    @Test
    void receiptsOfBeforeAreKnownUntilTheKeyIsGone() {
        triedOnce("ann@dest.example");
        use(NEW, OLD);
        assertThat(file("1", attempts.get(0))).isEqualTo(Trust.PLAUSIBLE);
        use(NEWEST, NEW, OLD);
        assertThat(file("2", attempts.get(0))).isEqualTo(Trust.PLAUSIBLE);
        use(NEWEST, NEW);
        assertThat(file("3", attempts.get(0))).isEqualTo(Trust.NONE);
        assertThat(bench.memory.stocktake().unmatched()).isEqualTo(1);
    }

    @Test
    void orUntilTheTokenExpires() {
        LetterId letter = triedOnce("ann@dest.example");
        use(NEW, OLD);
        bench.advance(Duration.ofDays(TokenKeys.VALIDITY_DAYS));
        assertThat(file("1", attempts.get(0))).isEqualTo(Trust.PLAUSIBLE);
        bench.advance(Duration.ofDays(1));
        assertThat(file("2", attempts.get(0))).isEqualTo(Trust.NONE);
        assertThat(bench.view(letter).evidence()).hasSize(1);
        assertThat(bench.memory.stocktake().unmatched()).isEqualTo(1);
    }

    @Test
    void aKeyOfTheSameNumberIsNotTheSameKey() {
        triedOnce("ann@dest.example");
        use("1 " + "99".repeat(32) + "\n");
        assertThat(file("1", attempts.get(0))).isEqualTo(Trust.NONE);
        assertThat(bench.view(attempts.get(0).letter()).evidence()).isEqualTo(List.of());
        assertThat(Optional.of(bench.memory.stocktake().unmatched())).contains(1L);
    }
}
