package dev.twotick.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.Confirmation;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.OnDoubt;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.RecipientView;
import dev.twotick.outbox.SentCopyState;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.sentstore.Filing;
import dev.twotick.sentstore.SentCopy;
import dev.twotick.sentstore.SentStore;
import dev.twotick.transport.Submission;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoubtResolverTest {
    private static final Duration WINDOW = Duration.ofMinutes(10);

    private final Bench bench = new Bench();
    private final List<Submission> submissions = new ArrayList<>();
    private boolean linesHold;

    @BeforeEach
    void cutLines() {
        bench.relay((submission, gate) -> {
            submissions.add(submission);
            return linesHold ? Answers.taken(submission, gate) : Answers.lostAfterTheDot(submission, gate);
        });
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private LetterId inDoubt(Assurance assurance) {
        LetterId id = bench.accept(assurance, "ann@dest.example");
        bench.dispatcher().work();
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.IN_DOUBT);
        return id;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDoubtThatCouldNotBeLookedIntoIsLookedIntoAgain(boolean anError) {
        AtomicBoolean away = new AtomicBoolean();
        bench.outbox = (Outbox) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Outbox.class}, (proxy, method, arguments) -> {
                    if (away.get() && method.getName().equals("find")) {
                        if (anError) {
                            throw new NoClassDefFoundError("a part of a driver");
                        }
                        throw new OutboxException("the store is away");
                    }
                    try {
                        return method.invoke(bench.memory, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        LetterId id = inDoubt(Assurance.submitted().onDoubt(OnDoubt.HOLD));
        bench.advance(WINDOW);
        away.set(true);
        bench.resolveDoubts();
        away.set(false);
        for (int minute = 0; minute < 3; minute++) {
            bench.office().leases.work();
            bench.advance(Duration.ofMinutes(1));
            bench.keepHouse();
            bench.resolveDoubts();
        }
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.HELD);
    }

    @Test
    void duringTheWindowADoubtIsNeverPlainlyRetried() {
        LetterId id = inDoubt(Assurance.submitted());
        for (int minute = 0; minute < 10; minute++) {
            bench.resolveDoubts();
            assertThat(bench.dispatcher().work()).isZero();
            bench.advance(Duration.ofMinutes(1).minusMillis(1));
        }
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.IN_DOUBT);
        assertThat(bench.view(id).doubts()).isEqualTo(1);
        assertThat(submissions).hasSize(1);
    }

    @Test
    void afterTheWindowItIsSubmittedAgainWithTheSameBytesAndSaysSo() throws IOException {
        LetterId id = inDoubt(Assurance.submitted());
        bench.advance(WINDOW);
        bench.resolveDoubts();
        linesHold = true;
        bench.dispatcher().work();
        RecipientView view = bench.view(id);
        assertThat(view.submission()).isEqualTo(SubmissionState.SUBMITTED);
        assertThat(view.possibleDuplicate()).isTrue();
        assertThat(view.sentence()).contains("perhaps twice");
        assertThat(bytes(submissions.get(1))).isEqualTo(bytes(submissions.get(0)));
        assertThat(submissions.get(1).reversePath())
                .isEqualTo(submissions.get(0).reversePath());
    }

    private static byte[] bytes(Submission submission) throws IOException {
        return submission.content().open().readAllBytes();
    }

    @Test
    void asOftenAsAllowedAndThenItIsHeld() {
        LetterId id = inDoubt(Assurance.submitted());
        bench.advance(WINDOW);
        bench.resolveDoubts();
        bench.dispatcher().work();
        bench.advance(WINDOW);
        bench.resolveDoubts();
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.HELD);
        assertThat(bench.view(id).doubts()).isEqualTo(2);
        assertThat(submissions).hasSize(2);
    }

    @Test
    void holdMeansNeverTwice() {
        LetterId id = inDoubt(Assurance.submitted().onDoubt(OnDoubt.HOLD));
        bench.resolveDoubts();
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.IN_DOUBT);
        bench.advance(WINDOW);
        bench.resolveDoubts();
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.HELD);
        bench.advance(Duration.ofDays(1));
        bench.resolveDoubts();
        bench.dispatcher().work();
        assertThat(submissions).hasSize(1);
    }

    @Test
    void retryMeansAtOnce() {
        LetterId id = inDoubt(Assurance.submitted().onDoubt(OnDoubt.RETRY));
        bench.resolveDoubts();
        linesHold = true;
        bench.dispatcher().work();
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.SUBMITTED);
        assertThat(bench.view(id).possibleDuplicate()).isTrue();
    }

    @Test
    void aReceiptSettlesItAndABounceToo() {
        for (EvidenceLevel level : new EvidenceLevel[] {EvidenceLevel.DELIVERED, EvidenceLevel.BOUNCED}) {
            LetterId id = inDoubt(Assurance.delivered());
            Submission last = submissions.get(submissions.size() - 1);
            bench.desk()
                    .file(Claim.of(level, "dsn", "claim-" + level)
                            .arrivedAt(List.of(last.reversePath().orElseThrow().value()))
                            .build());
            assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.SUBMITTED);
            assertThat(bench.view(id).confirmation()).isNotEqualTo(Confirmation.NONE);
            assertThat(bench.view(id).possibleDuplicate()).isFalse();
            assertThat(bench.view(id).relay()).contains("relay-1");
        }
    }

    @Test
    void aReceiptStopsARetryThatWasAlreadyDecided() {
        LetterId id = inDoubt(Assurance.delivered());
        bench.advance(WINDOW);
        bench.resolveDoubts();
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.QUEUED);
        bench.desk()
                .file(Claim.of(EvidenceLevel.DELIVERED, "dsn", "c")
                        .envelopeId(Optional.of(
                                submissions.get(0).dsn().orElseThrow().envelopeId()))
                        .build());
        bench.dispatcher().work();
        assertThat(submissions).hasSize(1);
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.SUBMITTED);
    }

    @Test
    void theProvidersOwnCopySettlesItAndIsNotFiledAgain() {
        List<String> askedFor = new ArrayList<>();
        bench.sentStore = Optional.of(new SentStore() {
            @Override
            public Filing file(SentCopy copy) {
                return find(copy.messageId()).orElseThrow();
            }

            @Override
            public Optional<Filing.Found> find(String messageId) {
                askedFor.add(messageId);
                return Optional.of(new Filing.Found("Sent", OptionalLong.of(1), OptionalLong.of(7)));
            }

            @Override
            public void close() {}
        });
        LetterId id = inDoubt(Assurance.submitted());
        bench.resolveDoubts();
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.SUBMITTED);
        bench.fileCopies();
        assertThat(bench.copy(id).state()).isEqualTo(SentCopyState.FOUND);
        assertThat(bench.copy(id).uid()).hasValue(7);
        assertThat(askedFor).hasSize(2);
    }

    private static SentStore storeThatFinds(Supplier<Optional<Filing.Found>> what) {
        return new SentStore() {
            @Override
            public Filing file(SentCopy copy) {
                return new Filing.Postponed("not now");
            }

            @Override
            public Optional<Filing.Found> find(String messageId) {
                return what.get();
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void aCopyUnderAMessageIdOfTheCallersProvesNothing() {
        bench.sentStore = Optional.of(storeThatFinds(
                () -> Optional.of(new Filing.Found("Sent", OptionalLong.empty(), OptionalLong.empty()))));
        LetterId id = bench.acceptRaw("Message-ID: <mine@corp.example>\n", Assurance.submitted(), "ann@dest.example");
        bench.dispatcher().work();
        bench.resolveDoubts();
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.IN_DOUBT);
    }

    @Test
    void anErrorOfTheStoreProvesNothingAndLeavesItToThePolicy() {
        bench.sentStore = Optional.of(storeThatFinds(() -> {
            throw new NoClassDefFoundError("a part of a mail library");
        }));
        LetterId id = inDoubt(Assurance.submitted().onDoubt(OnDoubt.HOLD));
        bench.advance(WINDOW);
        bench.resolveDoubts();
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.HELD);
    }

    @Test
    void proofThatComesWhileItIsRetriedStopsFurtherAttempts() {
        LetterId id = inDoubt(Assurance.delivered());
        Submission first = submissions.get(0);
        bench.advance(WINDOW);
        bench.resolveDoubts();
        bench.relayInstead().relay((submission, gate) -> {
            submissions.add(submission);
            bench.desk()
                    .file(Claim.of(EvidenceLevel.DELIVERED, "dsn", "c")
                            .envelopeId(Optional.of(first.dsn().orElseThrow().envelopeId()))
                            .build());
            return Answers.busy(submission, gate);
        });
        bench.dispatcher().work();
        bench.advance(Duration.ofHours(4));
        bench.dispatcher().work();
        assertThat(submissions).hasSize(2);
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.SUBMITTED);
    }

    @Test
    void aRefusalAfterADoubtIsHeldAndNotToldAsAFailure() {
        LetterId id = inDoubt(Assurance.delivered());
        bench.advance(WINDOW);
        bench.resolveDoubts();
        bench.relayInstead().relay(Answers::refused);
        bench.dispatcher().work();
        RecipientView view = bench.view(id);
        assertThat(view.submission()).isEqualTo(SubmissionState.HELD);
        assertThat(view.reason().orElseThrow()).contains("still in doubt", "5.1.1");
        bench.desk()
                .file(Claim.of(EvidenceLevel.DELIVERED, "dsn", "late")
                        .envelopeId(Optional.of(
                                submissions.get(0).dsn().orElseThrow().envelopeId()))
                        .build());
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.SUBMITTED);
        assertThat(bench.view(id).confirmed()).isTrue();
    }
}
