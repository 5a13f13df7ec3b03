package dev.twotick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.confirmation.EvidenceDesk;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.InvalidLetterException;
import dev.twotick.letter.Letter;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.DeliveryQuery;
import dev.twotick.outbox.Enlistment;
import dev.twotick.outbox.MemoryOutbox;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.plugin.ConfigurationException;
import dev.twotick.plugin.Fault;
import dev.twotick.transport.Phase;
import dev.twotick.transport.PointOfNoReturn;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.Reply;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TwotickTest {
    private final BlockingQueue<Submission> submissions = new LinkedBlockingQueue<>();
    private final BlockingQueue<Claim> receipts = new LinkedBlockingQueue<>();

    private final Transport transport = new Transport() {
        @Override
        public SubmissionOutcome submit(Submission submission, PointOfNoReturn pointOfNoReturn) {
            boolean refused =
                    submission.recipients().get(0).address().localPart().equals("nobody");
            if (refused) {
                return SubmissionOutcome.forAll(
                        submission,
                        Phase.RCPT,
                        new RecipientOutcome.Rejected("refused", Optional.of(new Reply(550, List.of("5.1.1 no")))),
                        false);
            }
            pointOfNoReturn.cross();
            submissions.add(submission);
            return SubmissionOutcome.forAll(
                    submission,
                    Phase.DONE,
                    new RecipientOutcome.Submitted(new Reply(250, List.of("ok")), Optional.of("4X")),
                    false);
        }

        @Override
        public void close() {}
    };

    private final DeliveryConfirmation mailbox = new DeliveryConfirmation() {
        @Override
        public String name() {
            return "mailbox";
        }

        @Override
        public void collect(EvidenceDesk desk) throws InterruptedException {
            Claim claim = receipts.poll(50, TimeUnit.MILLISECONDS);
            if (claim != null) {
                desk.file(claim);
            }
        }

        @Override
        public void awaitNews(Duration atMost) {}

        @Override
        public void close() {}
    };

    private TwotickBuilder builder() {
        return Twotick.builder()
                .relay("main", transport)
                .confirmation(mailbox)
                .set("receipts.address", "bounces@corp.example");
    }

    private static Letter letter(String to) {
        return Letter.from("billing@corp.example")
                .to(to)
                .subject("x")
                .text("body")
                .build();
    }

    private static Delivery get(CompletableFuture<Delivery> future) throws Exception {
        return future.get(10, TimeUnit.SECONDS);
    }

    @Test
    void theTwoTicksComeOneAfterTheOther() throws Exception {
        try (Twotick post = builder().build()) {
            Tracking tracking = post.send(letter("ann@dest.example"), Assurance.delivered());
            Delivery one = get(tracking.submitted());
            assertThat(one.submitted()).isTrue();
            assertThat(one.recipients().get(0).queueId()).contains("4X");
            assertThat(tracking.confirmed()).isNotDone();
            String token = submissions.take().dsn().orElseThrow().envelopeId();
            receipts.add(Claim.of(EvidenceLevel.DELIVERED, "dsn", "1")
                    .envelopeId(Optional.of(token))
                    .build());
            Delivery two = get(tracking.confirmed());
            assertThat(two.confirmed()).isTrue();
            assertThat(tracking.timeline()).hasSizeGreaterThanOrEqualTo(5);
            assertThat(post.track(tracking.id())).isPresent();
        }
    }

    private static String text(Submission submission) throws IOException {
        try (InputStream content = submission.content().open()) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aRequestForADisplayNamesTheReversePath() throws Exception {
        try (Twotick post = builder().build()) {
            get(post.send(letter("ann@dest.example"), Assurance.displayed()).submitted());
            Submission submission = submissions.take();
            String reversePath = submission.reversePath().orElseThrow().value();
            assertThat(reversePath).startsWith("bounces+");
            assertThat(text(submission)).containsOnlyOnce("Disposition-Notification-To: <" + reversePath + ">");
        }
    }

    @Test
    void severalAreNotAskedForADisplayByOneHeader() throws Exception {
        try (Twotick post = builder().build()) {
            Letter toTwo = Letter.from("billing@corp.example")
                    .to("ann@dest.example", "bob@dest.example")
                    .subject("x")
                    .text("y")
                    .build();
            get(post.send(toTwo, Assurance.displayed()).submitted());
            assertThat(text(submissions.take())).doesNotContain("Disposition-Notification-To");
        }
    }

    @Test
    void outcomesAreValues() throws Exception {
        try (Twotick post = builder().build()) {
            Tracking refused = post.send(letter("nobody@dest.example"), Assurance.delivered());
            assertThat(get(refused.submitted()).recipients().get(0).submission())
                    .isEqualTo(SubmissionState.REJECTED);
            assertThat(get(refused.confirmed()).confirmed()).isFalse();
            Tracking silent =
                    post.send(letter("ann@dest.example"), Assurance.delivered().within(Duration.ofMillis(50)));
            assertThat(get(silent.confirmed()).recipients().get(0).overdue()).isTrue();
            Tracking notAsked = post.send(letter("ann@dest.example"), Assurance.submitted());
            assertThat(get(notAsked.confirmed()).confirmed()).isFalse();
        }
    }

    @Test
    void aKeyNamesOneLetter() throws Exception {
        try (Twotick post = builder().build()) {
            Tracking first = post.send(letter("ann@dest.example").key("invoice-1"));
            assertThat(post.send(letter("ann@dest.example").key("invoice-1")).id())
                    .isEqualTo(first.id());
            assertThatThrownBy(() -> post.send(letter("bob@dest.example").key("invoice-1")))
                    .isInstanceOfSatisfying(
                            KeyTakenException.class, e -> assertThat(e.first()).isEqualTo(first.id()));
            assertThat(post.outbox().list(DeliveryQuery.ALL)).hasSize(1);
        }
    }

    @Test
    void bestEffortIsOneTryWithoutTheOutbox() throws Exception {
        try (Twotick post = builder().build()) {
            Tracking tracking = post.send(letter("ann@dest.example"), Assurance.bestEffort());
            assertThat(get(tracking.submitted()).submitted()).isTrue();
            assertThat(submissions.take().dsn()).isEmpty();
            assertThat(post.track(tracking.id())).isPresent();
            assertThat(post.outbox().list(DeliveryQuery.ALL)).isEmpty();
        }
    }

    @Test
    void aLetterOfBestEffortIsNotKeptAwayByALongQueue() throws Exception {
        MemoryOutbox queue = new MemoryOutbox(InstantSource.system());
        try (Twotick front = builder().outbox(queue).acceptOnly().build()) {
            for (int i = 0; i < 2000; i++) {
                front.send(letter("r" + i + "@dest.example"));
            }
        }
        submissions.clear();
        BlockingQueue<Boolean> pace = new LinkedBlockingQueue<>();
        Transport slow = new Transport() {
            @Override
            public SubmissionOutcome submit(Submission submission, PointOfNoReturn pointOfNoReturn) {
                try {
                    pace.take();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return transport.submit(submission, pointOfNoReturn);
            }

            @Override
            public void close() {}
        };
        try (Twotick post = Twotick.builder()
                .relay("main", slow)
                .set("relay.main.connections", "1")
                .outbox(queue)
                .build()) {
            pace.add(true);
            submissions.take();
            Tracking urgent = post.send(letter("ann@dest.example"), Assurance.bestEffort());
            CompletableFuture<Delivery> tick = urgent.submitted();
            Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> pace.add(true) && tick.isDone());
            assertThat(tick.join().submitted()).isTrue();
            assertThat(queue.stocktake().in(SubmissionState.QUEUED)).isPositive();
            pace.addAll(Collections.nCopies(3000, true));
        }
    }

    @Test
    void aFullQueueRefusesLettersAndSaysWhy() {
        try (Twotick post = builder().acceptOnly().set("queue.limit", "2").build()) {
            post.send(letter("ann@dest.example"));
            post.send(letter("bob@dest.example"));
            assertThatThrownBy(() -> post.send(letter("eve@dest.example")))
                    .isInstanceOf(QueueFullException.class)
                    .hasMessageContaining("queue.limit: 2 recipients");
            assertThat(post.outbox().list(DeliveryQuery.ALL)).hasSize(2);
        }
    }

    @Test
    void anOutboxInMemoryTakesPartInNoTransaction() {
        try (Twotick post = builder().acceptOnly().build()) {
            Enlistment enlistment = new Enlistment() {};
            assertThatThrownBy(() -> post.send(letter("ann@dest.example"), Assurance.submitted(), enlistment))
                    .isInstanceOf(OutboxException.class)
                    .hasMessageContaining("transaction");
            assertThatThrownBy(() -> post.send(letter("ann@dest.example"), Assurance.bestEffort(), enlistment))
                    .isInstanceOf(InvalidLetterException.class);
            assertThat(post.outbox().list(DeliveryQuery.ALL)).isEmpty();
        }
    }

    @Test
    void retentionsThatContradictEachOtherAreAFault() {
        assertThatThrownBy(() -> builder().set("retention.bodies", "91d").build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("retention.bodies");
    }

    @Test
    void afterClosingNothingIsAccepted() {
        Twotick post = builder().build();
        post.close();
        post.close();
        assertThatThrownBy(() -> post.send(letter("ann@dest.example"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatIsOnlyAcceptedIsSubmittedByAnotherProcess() throws Exception {
        MemoryOutbox shared = new MemoryOutbox(InstantSource.system());
        try (Twotick front = builder().outbox(shared).acceptOnly().build()) {
            Tracking tracking = front.send(letter("ann@dest.example"));
            assertThat(tracking.delivery().recipients().get(0).submission()).isEqualTo(SubmissionState.QUEUED);
            try (Twotick worker = builder().outbox(shared).build()) {
                assertThat(worker.outbox()).isSameAs(shared);
                assertThat(get(tracking.submitted()).submitted()).isTrue();
            }
        }
    }

    @Test
    void aLetterCanBeCalledBackUntilItsSubmissionBegins() throws Exception {
        try (Twotick post = builder().acceptOnly().build()) {
            Tracking tracking = post.send(letter("ann@dest.example"));
            assertThat(post.cancel(tracking.id())).isEqualTo(1);
            assertThat(post.cancel(tracking.id())).isZero();
            assertThat(get(tracking.submitted()).recipients().get(0).submission())
                    .isEqualTo(SubmissionState.CANCELLED);
        }
    }

    @Test
    void whatARelayMayHaveTakenCannotBeCalledBack() throws Exception {
        Transport cuts = new Transport() {
            @Override
            public SubmissionOutcome submit(Submission submission, PointOfNoReturn pointOfNoReturn) {
                pointOfNoReturn.cross();
                return SubmissionOutcome.forAll(submission, Phase.FINAL, new RecipientOutcome.InDoubt("cut"), true);
            }

            @Override
            public void close() {}
        };
        try (Twotick post = Twotick.builder()
                .relay("main", cuts)
                .set("doubt.window", "1ms")
                .set("on-doubt", "hold")
                .build()) {
            Tracking tracking = post.send(letter("ann@dest.example"));
            assertThat(get(tracking.submitted()).recipients().get(0).submission())
                    .isEqualTo(SubmissionState.HELD);
            assertThat(post.cancel(tracking.id())).isZero();
        }
    }

    @Test
    void twoSourcesOfOneNameAreAFault() {
        assertThatThrownBy(() -> builder().confirmation(mailbox).build()).hasMessageContaining("called mailbox");
    }

    @Test
    void anUnknownLetterIsNotWaitedForForEver() throws Exception {
        try (Twotick post = builder().build()) {
            Tracking bestEffort = post.send(letter("ann@dest.example"), Assurance.bestEffort());
            assertThat(get(bestEffort.confirmed()).submitted()).isTrue();
            for (int i = 0; i <= 1000; i++) {
                post.send(letter("ann@dest.example"), Assurance.bestEffort());
            }
            Awaitility.await().until(() -> post.track(bestEffort.id()).isEmpty());
            assertThatThrownBy(() -> get(bestEffort.submitted())).hasMessageContaining("no letter");
        }
    }

    @Test
    void closingEndsWhatNobodyWillComplete() {
        Tracking tracking;
        CompletableFuture<Delivery> future;
        try (Twotick post = builder().acceptOnly().build()) {
            tracking = post.send(letter("ann@dest.example"));
            future = tracking.submitted();
        }
        assertThatThrownBy(future::get).hasMessageContaining("closed");
        assertThatThrownBy(() -> tracking.confirmed().get()).hasMessageContaining("closed");
    }

    @Test
    void refusesWhatItCannotDoAndStoresNothing() {
        try (Twotick post = builder().set("letter.max-size", "1KB").build()) {
            Letter large = Letter.from("a@x.example")
                    .to("b@x.example")
                    .text("x\n".repeat(1000))
                    .build();
            assertThatThrownBy(() -> post.send(large))
                    .isInstanceOfSatisfying(
                            InvalidLetterException.class,
                            e -> assertThat(e.field()).isEqualTo("content"));
            assertThatThrownBy(() -> post.send(letter("ann@dest.example"), Assurance.filed()))
                    .hasMessageContaining("sent-store.url");
            assertThat(post.outbox().list(DeliveryQuery.ALL)).isEmpty();
        }
    }

    @Test
    void allFaultsOfAConfigurationAreToldTogether() {
        TwotickBuilder builder = Twotick.builder()
                .set("relay.main.url", "smtps://mail.example.com")
                .set("relay.main.rate", "fast")
                .set("receipts.url", "imaps://mail.example.com")
                .set("retry.initial", "soon")
                .set("assurance", "certain")
                .set("doubt.windw", "1m");
        assertThatThrownBy(builder::build)
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        e -> assertThat(e.faults())
                                .extracting(Fault::key)
                                .contains(
                                        "relay.main.url",
                                        "relay.main.rate",
                                        "receipts.url",
                                        "receipts.address",
                                        "retry.initial",
                                        "assurance",
                                        "doubt.windw"));
    }

    @Test
    void aMissingRelayAndAReceiptAddressThatATokenDoesNotFitIntoAreFaults() {
        assertThatThrownBy(() -> Twotick.builder().build()).hasMessageContaining("relay: there is none");
        assertThatThrownBy(() -> builder()
                        .set("receipts.address", "a.rather.long.mailbox.name@corp.example")
                        .build())
                .hasMessageContaining("receipts.address: its local part may have at most 23 characters");
        assertThatThrownBy(() ->
                        builder().set("receipts.address", "a b@corp.example").build())
                .hasMessageContaining("receipts.address");
    }

    @ParameterizedTest
    @CsvSource({
        "**@bounces.example, more than one *",
        "a*b*@bounces.example, more than one *",
        "bounces*@corp.example, a letter or digit touches the *",
        "*7@corp.example, a letter or digit touches the *",
        "a.rather.long.mailbox.name-*@corp.example, at most 23 characters"
    })
    void aStarThatNoTokenCanStandForIsAFault(String address, String problem) {
        assertThatThrownBy(() -> builder().set("receipts.address", address).build())
                .hasMessageContaining("receipts.address: ")
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*@bounces.example", "bounces-*@corp.example", "bounces+*@corp.example", "*+x@corp.example"})
    void theTokenStandsWhereTheStarIs(String address) throws Exception {
        try (Twotick post = builder().set("receipts.address", address).build()) {
            post.send(letter("ann@dest.example"), Assurance.delivered());
            Submission submission = submissions.take();
            assertThat(submission.reversePath().orElseThrow().value())
                    .isEqualTo(
                            address.replace("*", submission.dsn().orElseThrow().envelopeId()));
        }
    }
}
