package dev.twotick.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.Confirmation;
import dev.twotick.confirmation.ConfirmationRequest;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.confirmation.TokenKeys;
import dev.twotick.confirmation.Trust;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.RecipientView;
import dev.twotick.outbox.SubmissionState;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConfirmationDeskTest {
    private final Bench bench = new Bench();
    private LetterId letter;

    @BeforeEach
    void submit() {
        bench.relay(Answers::taken);
        letter = bench.accept(Assurance.delivered(), "ann@dest.example", "bob@dest.example");
        bench.dispatcher().work();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private SealedLetter sealed(LetterId id) {
        return bench.memory.find(id).orElseThrow().letter();
    }

    private String token(int... recipients) {
        List<Integer> numbers = Arrays.stream(recipients).boxed().toList();
        return ConfirmationRequest.of(sealed(letter), numbers, bench.keys)
                .orElseThrow()
                .envelopeId();
    }

    private static Claim.Builder delivered(String id) {
        return Claim.of(EvidenceLevel.DELIVERED, "dsn", id);
    }

    private List<Confirmation> known() {
        return bench.views(letter).stream().map(RecipientView::confirmation).toList();
    }

    @Test
    void theRecipientsOwnTokenConfirmsThatRecipientOnly() {
        Trust trust = bench.desk()
                .file(delivered("1")
                        .arrivedAt(List.of("bounces+" + token(2) + "@corp.example"))
                        .build());
        assertThat(trust).isEqualTo(Trust.PLAUSIBLE);
        assertThat(known()).containsExactly(Confirmation.NONE, Confirmation.DELIVERED);
        assertThat(bench.views(letter).get(1).confirmed()).isTrue();
    }

    @Test
    void anAuthenticatedSourceIsVerified() {
        Claim claim = delivered("1")
                .envelopeId(Optional.of(token(1)))
                .authenticated(true)
                .build();
        assertThat(bench.desk().file(claim)).isEqualTo(Trust.VERIFIED);
    }

    @Test
    void theSameReportTwiceIsOneFact() {
        Claim claim = delivered("same").envelopeId(Optional.of(token(1))).build();
        bench.desk().file(claim);
        bench.desk().file(claim);
        assertThat(bench.view(letter).evidence()).hasSize(1);
    }

    @Test
    void nothingForgedChangesAnything() {
        String foreign = ConfirmationRequest.of(sealed(letter), List.of(1), TokenKeys.ephemeral(new SecureRandom()))
                .orElseThrow()
                .envelopeId();
        String genuine = token(1);
        String bent = (genuine.charAt(39) == '0' ? "1" : "0");
        List<Claim> forged = List.of(
                delivered("f1").envelopeId(Optional.of(foreign)).build(),
                delivered("f2")
                        .arrivedAt(List.of("bounces+" + genuine.substring(0, 39) + bent + "@corp.example"))
                        .build(),
                delivered("f3").finalRecipient(Optional.of("ann@dest.example")).build(),
                delivered("f4")
                        .originalRecipient(Optional.of("ann@dest.example"))
                        .build(),
                delivered("f5").messageIds(List.of("<somebody@else>")).build());
        for (Claim claim : forged) {
            assertThat(bench.desk().file(claim)).isEqualTo(Trust.NONE);
        }
        assertThat(known()).containsOnly(Confirmation.NONE);
        assertThat(bench.view(letter).evidence()).isEmpty();
        assertThat(bench.memory.stocktake().unmatched()).isEqualTo(5);
    }

    @Test
    void whatEveryRecipientSeesHoldsButNeverConfirms() {
        Claim claim = delivered("1")
                .messageIds(List.of(sealed(letter).messageId()))
                .finalRecipient(Optional.of("bob@dest.example"))
                .build();
        assertThat(bench.desk().file(claim)).isEqualTo(Trust.WEAK);
        assertThat(bench.views(letter).get(1).evidence()).hasSize(1);
        assertThat(known()).containsOnly(Confirmation.NONE);
    }

    @Test
    void theMessageIdOfALetterToOneIsItsOwnToken() {
        letter = bench.accept(Assurance.delivered(), "carol@dest.example");
        bench.dispatcher().work();
        Claim claim =
                delivered("1").messageIds(List.of(sealed(letter).messageId())).build();
        assertThat(bench.desk().file(claim)).isEqualTo(Trust.PLAUSIBLE);
        assertThat(bench.view(letter).confirmed()).isTrue();
    }

    @Test
    void aLateBounceIsContestedWhateverTheOrder() {
        bench.desk().file(delivered("1").envelopeId(Optional.of(token(1))).build());
        bench.desk()
                .file(Claim.of(EvidenceLevel.BOUNCED, "dsn", "2")
                        .envelopeId(Optional.of(token(1)))
                        .build());
        bench.desk()
                .file(Claim.of(EvidenceLevel.BOUNCED, "dsn", "3")
                        .envelopeId(Optional.of(token(2)))
                        .build());
        bench.desk().file(delivered("4").envelopeId(Optional.of(token(2))).build());
        assertThat(known()).containsOnly(Confirmation.CONTESTED);
        assertThat(bench.views(letter)).noneMatch(RecipientView::confirmed);
        assertThat(bench.views(letter)).extracting(RecipientView::submission).containsOnly(SubmissionState.SUBMITTED);
    }

    @Test
    void silenceIsOverdueAndNeverAFailureAndALateProofMendsIt() {
        bench.advance(Duration.ofHours(4));
        bench.keepHouse();
        assertThat(bench.view(letter).overdue()).isTrue();
        assertThat(bench.view(letter).confirmation()).isEqualTo(Confirmation.NONE);
        assertThat(bench.memory.stocktake().overdue()).isEqualTo(2);
        bench.desk().file(delivered("late").envelopeId(Optional.of(token(1))).build());
        assertThat(bench.view(letter).overdue()).isFalse();
        assertThat(bench.view(letter).confirmed()).isTrue();
        assertThat(bench.memory.stocktake().overdue()).isEqualTo(1);
    }

    @Test
    void anExpiredTokenIsNoToken() {
        Claim claim = delivered("1").envelopeId(Optional.of(token(1))).build();
        bench.advance(Duration.ofDays(TokenKeys.VALIDITY_DAYS + 1));
        assertThat(bench.desk().file(claim)).isEqualTo(Trust.NONE);
    }

    @Test
    void watermarksAreKeptForEachSource() {
        bench.desk().advance("imap:box", "7");
        assertThat(bench.desk().watermark("imap:box")).contains("7");
        assertThat(bench.memory.watermark("test/imap:box")).contains("7");
    }

    /** A line of our relay's log about a letter whose queue id the engine has not recorded yet. */
    private Claim early(String queueId) {
        return delivered("early " + queueId)
                .aboutAnyMail(true)
                .authenticated(true)
                .queueId(Optional.of(queueId))
                .happenedAt(Optional.of(bench.clock.get()))
                .messageIds(List.of(sealed(letter).messageId()))
                .finalRecipient(Optional.of(
                        sealed(letter).envelope().recipients().get(1).canonical()))
                .build();
    }

    private String takenAndNotRecorded() {
        String queueId = bench.view(letter).queueId().orElseThrow();
        letter = bench.accept(Assurance.delivered(), "carol@dest.example", "dave@dest.example");
        bench.office().dispatcher.work();
        assertThat(bench.view(letter).queueId()).isEmpty();
        return queueId;
    }

    @Test
    void aLineThatComesBeforeItsQueueIdIsRecordedIsTriedAgainAndThePlaceStaysBeforeIt() throws Exception {
        String queueId = takenAndNotRecorded();
        ConfirmationDesk desk = bench.desk();
        desk.fileAll(List.of(early(queueId)));
        desk.advance("log", "7");
        assertThat(bench.views(letter).get(1).evidence()).isEmpty();
        assertThat(bench.memory.watermark("test/log")).isEmpty();
        assertThat(desk.watermark("log")).contains("7");
        assertThat(desk.patience(Duration.ofMinutes(1))).isLessThan(Duration.ofSeconds(5));
        bench.office().recorder.work();
        bench.advance(Duration.ofSeconds(2));
        desk.collect();
        assertThat(known()).containsExactly(Confirmation.NONE, Confirmation.DELIVERED);
        assertThat(bench.views(letter).get(1).evidence())
                .singleElement()
                .satisfies(evidence -> assertThat(evidence.trust()).isEqualTo(Trust.VERIFIED));
        assertThat(bench.memory.watermark("test/log")).contains("7");
        assertThat(desk.patience(Duration.ofMinutes(1))).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void aLineThatNothingComesForIsTakenAsItStandsAfterAMinute() throws Exception {
        ConfirmationDesk desk = bench.desk();
        desk.fileAll(List.of(early("4OTHER")));
        desk.advance("log", "7");
        bench.advance(Duration.ofSeconds(30));
        desk.collect();
        desk.fileAll(List.of(early("4LATER")));
        desk.advance("log", "8");
        assertThat(bench.view(letter).evidence()).isEmpty();
        bench.advance(Duration.ofSeconds(31));
        desk.collect();
        assertThat(bench.views(letter).get(1).evidence())
                .singleElement()
                .satisfies(evidence -> assertThat(evidence.trust()).isEqualTo(Trust.WEAK));
        assertThat(bench.memory.watermark("test/log")).contains("7");
        bench.advance(Duration.ofSeconds(61));
        desk.collect();
        assertThat(bench.memory.watermark("test/log")).contains("8");
        assertThat(bench.views(letter).get(1).evidence()).hasSize(2);
    }

    @Test
    void linesOfOthersThatWaitAreBoundedAndOldOnesWaitNotAtAll() throws Exception {
        ConfirmationDesk desk = bench.desk();
        Claim old = early("4OLD");
        bench.advance(Duration.ofMinutes(11));
        desk.fileAll(List.of(old));
        desk.advance("log", "1");
        assertThat(bench.memory.watermark("test/log")).contains("1");
        desk.fileAll(IntStream.range(0, 10_500).mapToObj(i -> early("4X" + i)).toList());
        assertThat(bench.views(letter).get(1).evidence()).hasSize(501);
    }
}
