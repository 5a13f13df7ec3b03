package dev.twotick.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.Confirmation;
import dev.twotick.confirmation.ConfirmationRequest;
import dev.twotick.confirmation.Evidence;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.confirmation.Token;
import dev.twotick.confirmation.TokenKeys;
import dev.twotick.confirmation.Trust;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.RecipientView;
import dev.twotick.outbox.Retention;
import dev.twotick.outbox.SubmissionState;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which letter and which recipient a claim is about, and how far that is believed. */
class ReceiptMatchingTest {
    private final Bench bench = new Bench().relay(Answers::taken);
    private final Map<String, Integer> calls = new HashMap<>();
    private boolean forgets;

    @AfterEach
    void close() {
        bench.close();
    }

    private LetterId submitted(Assurance assurance, String... recipients) {
        LetterId letter = bench.accept(assurance, recipients);
        bench.dispatcher().work();
        return letter;
    }

    private SealedLetter sealed(LetterId id) {
        return bench.memory.find(id).orElseThrow().letter();
    }

    private String token(LetterId letter, int recipient) {
        return ConfirmationRequest.of(sealed(letter), List.of(recipient), bench.keys)
                .orElseThrow()
                .envelopeId();
    }

    private static Claim.Builder claim(EvidenceLevel level, String id) {
        return Claim.of(level, "dsn", id);
    }

    private List<Confirmation> known(LetterId letter) {
        return bench.views(letter).stream().map(RecipientView::confirmation).toList();
    }

    /** An outbox that counts calls and may fail, beside the one it hands them on to. */
    private Outbox observed(Failing failing) {
        return (Outbox) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Outbox.class}, (proxy, method, arguments) -> {
                    calls.merge(method.getName(), 1, Integer::sum);
                    failing.check(method.getName(), arguments);
                    if (forgets && method.getName().equals("addEvidence")) {
                        return List.of();
                    }
                    try {
                        return method.invoke(bench.memory, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private interface Failing {
        void check(String method, Object[] arguments);
    }

    @Test
    void aTokenOfAnotherRecipientChangesNothingForThisOne() {
        LetterId letter = submitted(Assurance.delivered(), "ann@dest.example", "bob@dest.example");
        bench.desk()
                .file(claim(EvidenceLevel.BOUNCED, "1")
                        .arrivedAt(List.of("bounces+" + token(letter, 1) + "@corp.example"))
                        .originalRecipient(Optional.of("bob@dest.example"))
                        .finalRecipient(Optional.of("bob@dest.example"))
                        .build());
        assertThat(known(letter)).containsExactly(Confirmation.BOUNCED, Confirmation.NONE);
    }

    @Test
    void theOriginalRecipientSelectsAmongThoseOfOneToken() {
        LetterId letter = submitted(Assurance.submitted(), "ann@dest.example", "bob@dest.example");
        Trust trust = bench.desk()
                .file(claim(EvidenceLevel.BOUNCED, "1")
                        .envelopeId(Optional.of(token(letter, 1)))
                        .originalRecipient(Optional.of("bob@dest.example"))
                        .finalRecipient(Optional.of("ann@dest.example"))
                        .build());
        assertThat(trust).isEqualTo(Trust.WEAK);
        assertThat(bench.views(letter).get(1).evidence()).hasSize(1);
        assertThat(bench.views(letter).get(0).evidence()).isEmpty();
    }

    @Test
    void withoutControlOfTheReversePathTheEnvelopeIdProvesAndTheMessageIdProvesLess() {
        LetterId letter = submitted(Assurance.delivered(), "ann@dest.example");
        Claim.Builder report = claim(EvidenceLevel.DELIVERED, "1")
                .arrivedAt(List.of("account@provider.example"))
                .authenticated(true);
        assertThat(bench.desk()
                        .file(report.messageIds(List.of(sealed(letter).messageId()))
                                .build()))
                .as("whoever was shown the letter knows it")
                .isEqualTo(Trust.PLAUSIBLE);
        assertThat(bench.desk()
                        .file(report.envelopeId(Optional.of(token(letter, 1))).build()))
                .isEqualTo(Trust.VERIFIED);
        assertThat(known(letter)).containsExactly(Confirmation.DELIVERED);
    }

    @Test
    void whatNeedsTheTokenIsOnlyNotedWhenTheMessageIdAloneNamesTheLetter() {
        LetterId letter = submitted(Assurance.delivered(), "ann@dest.example");
        Claim.Builder text = claim(EvidenceLevel.BOUNCED, "1")
                .tokenNeeded(true)
                .arrivedAt(List.of("bounces+" + "0".repeat(Token.LENGTH) + "@corp.example"))
                .messageIds(List.of(sealed(letter).messageId()));
        assertThat(bench.desk().file(text.build())).isEqualTo(Trust.PLAUSIBLE);
        assertThat(known(letter)).containsExactly(Confirmation.NONE);
        bench.desk()
                .file(claim(EvidenceLevel.BOUNCED, "2")
                        .tokenNeeded(true)
                        .arrivedAt(List.of("bounces+" + token(letter, 1) + "@corp.example"))
                        .build());
        assertThat(known(letter)).containsExactly(Confirmation.BOUNCED);
    }

    @Test
    void whoProvedADomainIsVerifiedAboutItsRecipientsOnly() {
        LetterId letter = submitted(Assurance.delivered(), "ann@dest.example");
        Claim.Builder report = claim(EvidenceLevel.DELIVERED, "1")
                .envelopeId(Optional.of(token(letter, 1)))
                .authenticated(true);
        Map<String, Trust> trusts = Map.of(
                "dest.example", Trust.VERIFIED,
                "MX.dest.example", Trust.VERIFIED,
                "evil.example", Trust.PLAUSIBLE,
                "evildest.example", Trust.PLAUSIBLE);
        trusts.forEach((domain, trust) -> assertThat(bench.desk()
                        .file(report.authenticatedDomain(Optional.of(domain)).build()))
                .as(domain)
                .isEqualTo(trust));
    }

    @Test
    void aMessageIdThatTheCallerChoseNeverConfirms() {
        LetterId letter =
                bench.acceptRaw("Message-ID: <mine@corp.example>\n", Assurance.delivered(), "ann@dest.example");
        bench.dispatcher().work();
        String messageId = sealed(letter).messageId();
        assertThat(bench.desk()
                        .file(claim(EvidenceLevel.DELIVERED, "1")
                                .messageIds(List.of(messageId))
                                .finalRecipient(Optional.of("ann@dest.example"))
                                .build()))
                .isEqualTo(Trust.WEAK);
    }

    @Test
    void aQueueIdOfOurRelayIsProofForTheRecipientsThatItWasGivenFor() {
        LetterId letter = submitted(Assurance.submitted(), "ann@dest.example", "bob@dest.example");
        String queueId = bench.view(letter).queueId().orElseThrow();
        Claim.Builder line = Claim.of(EvidenceLevel.DELIVERED, "relay-log", "1")
                .aboutAnyMail(true)
                .queueId(Optional.of(queueId))
                .happenedAt(Optional.of(bench.clock.get()))
                .finalRecipient(Optional.of("bob@dest.example"));
        assertThat(bench.desk().file(line.build())).as("not from our relay").isEqualTo(Trust.NONE);
        assertThat(bench.desk().file(line.authenticated(true).build())).isEqualTo(Trust.VERIFIED);
        assertThat(known(letter)).containsExactly(Confirmation.NONE, Confirmation.DELIVERED);
    }

    @Test
    void aQueueIdThatIsGivenAgainLaterMeansAnotherLetter() {
        LetterId letter = submitted(Assurance.submitted(), "ann@dest.example");
        Claim.Builder line = Claim.of(EvidenceLevel.BOUNCED, "relay-log", "1")
                .aboutAnyMail(true)
                .authenticated(true)
                .queueId(bench.view(letter).queueId())
                .finalRecipient(Optional.of("ann@dest.example"));
        Instant now = bench.clock.get();
        for (Instant at : List.of(now.minus(Duration.ofHours(1)), now.plus(Duration.ofDays(8)))) {
            assertThat(bench.desk().file(line.happenedAt(Optional.of(at)).build()))
                    .isEqualTo(Trust.NONE);
        }
        assertThat(bench.desk()
                        .file(line.finalRecipient(Optional.of("eve@dest.example"))
                                .happenedAt(Optional.of(now))
                                .build()))
                .isEqualTo(Trust.NONE);
        assertThat(known(letter)).containsExactly(Confirmation.NONE);
        assertThat(bench.memory.stocktake().unmatched())
                .as("a log tells of others' mail as well")
                .isZero();
    }

    @Test
    void ourRelaysLogSettlesADoubtAndGivesTheQueueId() {
        Bench doubtful = new Bench().relay(Answers::lostAfterTheDot);
        LetterId letter = doubtful.accept(Assurance.submitted(), "ann@dest.example");
        doubtful.dispatcher().work();
        assertThat(doubtful.view(letter).submission()).isEqualTo(SubmissionState.IN_DOUBT);
        String token = ConfirmationRequest.of(
                        doubtful.memory.find(letter).orElseThrow().letter(), List.of(1), doubtful.keys)
                .orElseThrow()
                .envelopeId();
        Trust trust = doubtful.desk()
                .file(Claim.of(EvidenceLevel.DELAYED, "relay-log", "1")
                        .aboutAnyMail(true)
                        .authenticated(true)
                        .arrivedAt(List.of("bounces+" + token + "@corp.example"))
                        .queueId(Optional.of("4XYZ"))
                        .happenedAt(Optional.of(doubtful.clock.get()))
                        .build());
        assertThat(trust).isEqualTo(Trust.VERIFIED);
        assertThat(doubtful.view(letter).submission()).isEqualTo(SubmissionState.SUBMITTED);
        assertThat(doubtful.view(letter).queueId()).contains("4XYZ");
        doubtful.close();
    }

    @Test
    void aLateBounceIsToldAgain() {
        LetterId letter = submitted(Assurance.delivered(), "ann@dest.example");
        List<Event> heard = Collections.synchronizedList(new ArrayList<>());
        bench.listeners.add(new TwotickListener() {
            @Override
            public void onEvent(Event event) {
                heard.add(event);
            }
        });
        Optional<String> token = Optional.of(token(letter, 1));
        bench.desk().file(claim(EvidenceLevel.DELIVERED, "1").envelopeId(token).build());
        bench.desk().file(claim(EvidenceLevel.BOUNCED, "2").envelopeId(token).build());
        org.awaitility.Awaitility.await().until(() -> heard.size() == 2);
        assertThat(heard.get(1).type()).isEqualTo(EventType.EVIDENCE);
        assertThat(heard.get(1).fact(Fact.CONFIRMATION_BEFORE)).contains("DELIVERED");
        assertThat(heard.get(1).fact(Fact.CONFIRMATION)).contains("CONTESTED");
    }

    @Test
    void aReceiptForAPurgedLetterIsKeptAsUnmatched() {
        LetterId letter = submitted(Assurance.submitted(), "ann@dest.example");
        Optional<String> token = Optional.of(token(letter, 1));
        bench.advance(Duration.ofDays(100));
        while (bench.memory.purge(Retention.USUAL, 100) > 0) {
            // until there is nothing left to purge
        }
        assertThat(bench.memory.tombstone(letter)).isPresent();
        List<Object> looked = new ArrayList<>();
        bench.outbox = observed((method, arguments) -> {
            if (method.equals("tombstone")) {
                looked.add(arguments[0]);
            }
        });
        assertThat(bench.desk()
                        .file(claim(EvidenceLevel.BOUNCED, "1")
                                .envelopeId(token)
                                .build()))
                .isEqualTo(Trust.NONE);
        assertThat(looked).as("whose letter it was is found").containsExactly(letter);
        assertThat(bench.memory.stocktake().unmatched()).isEqualTo(1);
    }

    @Test
    void aReceiptForADamagedLetterIsPutAsideAtTheThirdTimeAndTheOthersAreFiled() {
        LetterId damaged = submitted(Assurance.delivered(), "ann@dest.example");
        LetterId well = submitted(Assurance.delivered(), "bob@dest.example");
        List<Claim> claims = List.of(
                claim(EvidenceLevel.DELIVERED, "1")
                        .envelopeId(Optional.of(token(damaged, 1)))
                        .build(),
                claim(EvidenceLevel.DELIVERED, "2")
                        .envelopeId(Optional.of(token(well, 1)))
                        .build());
        bench.outbox = observed((method, arguments) -> {
            if (method.equals("find") && arguments[0].equals(damaged)) {
                throw new OutboxException("a row is damaged");
            }
        });
        ConfirmationDesk desk = bench.desk();
        for (int round = 0; round < 2; round++) {
            assertThatThrownBy(() -> desk.fileAll(claims)).isInstanceOf(OutboxException.class);
        }
        assertThat(desk.fileAll(claims)).containsExactly(Trust.NONE, Trust.PLAUSIBLE);
        assertThat(known(well)).containsExactly(Confirmation.DELIVERED);
        assertThat(bench.memory.stocktake().unmatched()).isEqualTo(1);
    }

    @Test
    void aDamagedRowOfOneLetterKeepsNoOtherEvidenceFromBeingRecorded() {
        LetterId damaged = submitted(Assurance.delivered(), "ann@dest.example");
        LetterId well = submitted(Assurance.delivered(), "bob@dest.example");
        List<Claim> claims = List.of(
                claim(EvidenceLevel.DELIVERED, "1")
                        .envelopeId(Optional.of(token(well, 1)))
                        .build(),
                claim(EvidenceLevel.DELIVERED, "2")
                        .envelopeId(Optional.of(token(damaged, 1)))
                        .build());
        bench.outbox = observed((method, arguments) -> {
            if (method.equals("addEvidence") && arguments[0].toString().contains(damaged.value())) {
                throw new OutboxException("a row is damaged");
            }
        });
        ConfirmationDesk desk = bench.desk();
        for (int round = 0; round < 2; round++) {
            assertThatThrownBy(() -> desk.fileAll(claims)).isInstanceOf(OutboxException.class);
            assertThat(known(well)).containsExactly(Confirmation.DELIVERED);
        }
        desk.fileAll(claims);
        assertThat(bench.memory.stocktake().unmatched()).isEqualTo(1);
    }

    @Test
    void anOutboxThatIsAwayBlamesNoLetter() {
        LetterId letter = submitted(Assurance.delivered(), "ann@dest.example");
        Claim claim = claim(EvidenceLevel.DELIVERED, "1")
                .envelopeId(Optional.of(token(letter, 1)))
                .build();
        boolean[] away = {true};
        bench.outbox = observed((method, arguments) -> {
            if (away[0] && !method.equals("now")) {
                throw new OutboxException("the store is away");
            }
        });
        ConfirmationDesk desk = bench.desk();
        for (int round = 0; round < 10; round++) {
            assertThatThrownBy(() -> desk.file(claim)).isInstanceOf(OutboxException.class);
        }
        away[0] = false;
        assertThat(desk.file(claim)).isEqualTo(Trust.PLAUSIBLE);
    }

    @Test
    void fiftyThousandRecipientsInOneReportAreRecordedInFewStepsAndTheLetterIsReadOnce() {
        int many = 50_000;
        LetterId letter = bench.accept(Assurance.submitted(), Bench.addresses(many));
        Optional<String> token = Optional.of(token(letter, 1));
        List<Claim> claims = IntStream.range(0, many)
                .mapToObj(i -> claim(EvidenceLevel.BOUNCED, "report/" + i)
                        .envelopeId(token)
                        .originalRecipient(Optional.of("r" + i + "@dest.example"))
                        .build())
                .toList();
        List<Integer> recipients = new ArrayList<>();
        bench.outbox = observed((method, arguments) -> {
            if (method.equals("addEvidence")) {
                List<?> evidence = (List<?>) arguments[0];
                evidence.forEach(one -> recipients.add(((Evidence) one).recipient()));
            }
        });
        forgets = true;
        assertThat(bench.desk().fileAll(claims)).hasSize(many).containsOnly(Trust.WEAK);
        assertThat(recipients)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, many).boxed().toList());
        assertThat(calls.get("find")).isEqualTo(1);
        assertThat(calls.get("addEvidence")).isEqualTo(many / 500);
    }

    @Test
    void whatIsForgedCostsNoReadOrOneAndIsKeptUpToAQuota() {
        LetterId letter = submitted(Assurance.delivered(), "ann@dest.example");
        String genuine = token(letter, 1);
        TokenKeys foreign = TokenKeys.ephemeral(new SecureRandom());
        List<Claim> flood = IntStream.range(0, 5000)
                .mapToObj(i -> claim(EvidenceLevel.BOUNCED, "f" + i)
                        .arrivedAt(List.of("bounces+"
                                + foreign.issue(letter, 1, "ann@dest.example", bench.clock.get())
                                        .text()
                                + "@corp.example"))
                        .messageIds(List.of("<f" + i + "@evil.example>"))
                        .build())
                .toList();
        bench.outbox = observed((method, arguments) -> {});
        ConfirmationDesk desk = bench.desk();
        flood.forEach(desk::file);
        assertThat(calls.get("find")).isLessThanOrEqualTo(flood.size());
        assertThat(calls.get("findByMessageId")).isEqualTo(flood.size());
        assertThat(calls).doesNotContainKeys("addEvidence", "settle");
        assertThat(calls.get("keepUnmatched")).isEqualTo(UnmatchedQuota.MOST);
        desk.file(claim(EvidenceLevel.DELIVERED, "1")
                .envelopeId(Optional.of(genuine))
                .build());
        assertThat(known(letter)).containsExactly(Confirmation.DELIVERED);
        bench.advance(Duration.ofHours(2));
        desk.file(claim(EvidenceLevel.BOUNCED, "next hour").build());
        assertThat(calls.get("keepUnmatched")).isEqualTo(UnmatchedQuota.MOST + 1);
    }

    @Test
    void aReceiptThatNamesThousandsOfLettersIsLookedUpForAFewOnly() {
        List<String> places = IntStream.range(0, 1000)
                .mapToObj(i -> bench.keys
                        .issue(
                                LetterId.create(bench.clock.get(), new java.util.Random(i)),
                                1,
                                "x@y.example",
                                bench.clock.get())
                        .text())
                .toList();
        bench.outbox = observed((method, arguments) -> {});
        bench.desk()
                .file(claim(EvidenceLevel.BOUNCED, "1")
                        .arrivedAt(places)
                        .messageIds(places)
                        .build());
        assertThat(calls.get("find")).isLessThanOrEqualTo(8);
        assertThat(calls.get("tombstone")).isLessThanOrEqualTo(4);
        assertThat(calls.get("findByMessageId")).isLessThanOrEqualTo(5);
    }

    @Test
    void forgedTokensOfWholeLettersAndManyReferencesCostFiveLookUps() {
        TokenKeys foreign = TokenKeys.ephemeral(new SecureRandom());
        List<String> ids = IntStream.range(0, 50)
                .mapToObj(i -> "<"
                        + foreign.issue(
                                        LetterId.create(bench.clock.get(), new java.util.Random(i)),
                                        Token.WHOLE_LETTER,
                                        "",
                                        bench.clock.get())
                                .text()
                        + "@corp.example>")
                .toList();
        bench.outbox = observed((method, arguments) -> {});
        bench.desk()
                .file(claim(EvidenceLevel.BOUNCED, "1")
                        .arrivedAt(ids)
                        .messageIds(ids)
                        .build());
        assertThat(calls).doesNotContainKeys("find", "tombstone");
        assertThat(calls.get("findByMessageId")).isEqualTo(5);
    }

    @Test
    void aFloodOfWhatMatchesNothingTakesNoRoomFromWhatIsAboutADamagedLetter() {
        LetterId damaged = submitted(Assurance.delivered(), "ann@dest.example");
        Claim genuine = claim(EvidenceLevel.BOUNCED, "1")
                .envelopeId(Optional.of(token(damaged, 1)))
                .build();
        bench.outbox = observed((method, arguments) -> {
            if (method.equals("find") && arguments[0].equals(damaged)) {
                throw new OutboxException("a row is damaged");
            }
        });
        ConfirmationDesk desk = bench.desk();
        IntStream.rangeClosed(0, UnmatchedQuota.MOST)
                .forEach(
                        i -> desk.file(claim(EvidenceLevel.BOUNCED, "flood" + i).build()));
        for (int round = 0; round < 2; round++) {
            assertThatThrownBy(() -> desk.file(genuine)).isInstanceOf(OutboxException.class);
        }
        desk.file(genuine);
        assertThat(bench.memory.stocktake().unmatched()).isEqualTo(UnmatchedQuota.MOST + 1);
    }
}
