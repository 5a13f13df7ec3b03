package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.letter.EmailAddress;
import dev.twotick.testkit.Letters;
import dev.twotick.testkit.ReceivedLetter;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.Stage;
import dev.twotick.transport.Phase;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.RecipientOutcome.Deferred;
import dev.twotick.transport.RecipientOutcome.Rejected;
import dev.twotick.transport.RecipientOutcome.Submitted;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.SubmissionOutcome.Answered;
import dev.twotick.transport.SubmissionOutcome.RelayUnusable;
import dev.twotick.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeIT {
    private static final String[] FOUR = {"r1@b.example", "r2@b.example", "r3@b.example", "r4@b.example"};

    private static SubmissionOutcome submitRaw(ScriptedSmtpServer server, Submission submission) {
        try (Transport transport = TestTransports.inClear(server)) {
            return transport.submit(submission, Crossing.yes());
        }
    }

    private static Answered submit(ScriptedSmtpServer server, Submission submission) {
        return (Answered) submitRaw(server, submission);
    }

    private static List<Class<?>> kinds(Answered answered) {
        List<Class<?>> kinds = new ArrayList<>();
        for (int number = 1; number <= answered.recipients().size(); number++) {
            kinds.add(answered.recipients().get(number).getClass());
        }
        return kinds;
    }

    private static Submission toFour() {
        return Letters.number(1).to(FOUR).submission();
    }

    @Test
    void sendsToThoseWhoWereAccepted() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            server.at(Stage.RCPT).forRecipient("r1@b.example").reply("550 5.1.1 no such user");
            server.at(Stage.RCPT).forRecipient("r3@b.example").reply("450 4.2.0 greylisted");

            Answered answered = submit(server, toFour());

            assertThat(kinds(answered))
                    .containsExactly(Rejected.class, Submitted.class, Deferred.class, Submitted.class);
            assertThat(server.letters())
                    .singleElement()
                    .satisfies(
                            letter -> assertThat(letter.addresses()).containsExactly("r2@b.example", "r4@b.example"));
        }
    }

    @Test
    void keepsTheRefusalsOfSomeWhenTheOthersAreInDoubt() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            server.at(Stage.RCPT).forRecipient("r2@b.example").reply("550 5.1.1 no such user");
            server.at(Stage.FINAL).close();

            assertThat(kinds(submit(server, toFour())))
                    .containsExactly(
                            RecipientOutcome.InDoubt.class,
                            Rejected.class,
                            RecipientOutcome.InDoubt.class,
                            RecipientOutcome.InDoubt.class);
        }
    }

    /** It is the relay's state and not the letter's, wherever it says so. */
    @ParameterizedTest
    @EnumSource(names = {"MAIL", "RCPT", "DATA", "FINAL"})
    void blamesARelayThatSlowsUsDown(Stage stage) {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            server.at(stage).reply("450 4.7.28 unusual rate of mail from your address");

            Answered answered = submit(server, toFour());

            assertThat(kinds(answered)).hasSize(4).containsOnly(Deferred.class);
            assertThat(answered.phase().name()).isEqualTo(stage == Stage.FINAL ? "DONE" : stage.name());
            assertThat(answered.relayAtFault()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"RCPT", "DATA", "FINAL"})
    void blamesNoRelayThatGreylists(Stage stage) {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            server.at(stage).reply("451 4.7.1 greylisted, try again later");

            Answered answered = submit(server, toFour());

            assertThat(kinds(answered)).hasSize(4).containsOnly(Deferred.class);
            assertThat(answered.relayAtFault()).isFalse();
        }
    }

    @Test
    void blamesNoRelayThatSlowsDownOneRecipientOnly() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            server.at(Stage.RCPT)
                    .forRecipient("r2@b.example")
                    .reply("450 4.7.1 this user receives mail at a high rate");

            Answered answered = submit(server, toFour());

            assertThat(kinds(answered))
                    .containsExactly(Submitted.class, Deferred.class, Submitted.class, Submitted.class);
            assertThat(answered.relayAtFault()).isFalse();
        }
    }

    @Test
    void beginsNoLetterForNobody() {
        try (ScriptedSmtpServer server =
                ScriptedSmtpServer.setUp().without("PIPELINING").start()) {
            server.at(Stage.RCPT).reply("450 4.2.0 greylisted");

            Answered answered = submit(server, toFour());

            assertThat(kinds(answered)).containsOnly(Deferred.class);
            assertThat(answered.phase()).isEqualTo(Phase.RCPT);
            assertThat(answered.relayAtFault()).isFalse();
            assertThat(server.commands()).doesNotContain("DATA").endsWith("QUIT");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"354 go on all the same", "554 5.5.1 No valid recipients", "503 5.5.1 no"})
    void sendsNothingOfALetterThatNobodyIsLeftFor(String answerToData) {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            server.at(Stage.RCPT).reply("450 4.2.0 greylisted");
            server.at(Stage.DATA).reply(answerToData);

            Answered answered = submit(server, toFour());

            assertThat(kinds(answered)).containsOnly(Deferred.class);
            assertThat(answered.phase()).isEqualTo(Phase.RCPT);
            assertThat(answered.relayAtFault()).isFalse();
            assertThat(server.received()).isEmpty();
            assertThat(server.commands()).endsWith("QUIT");
        }
    }

    @Test
    void keepsThe421ThatNobodyHadAskedFor() throws Exception {
        try (PatientRelay relay = new PatientRelay("8BITMIME")
                        .hears("\r\n", 1, "250 2.1.0 Ok", "421 4.3.2 going down")
                        .start();
                Transport transport = TestTransports.inClear(relay.port())) {
            Answered answered = (Answered) transport.submit(toFour(), Crossing.yes());

            assertThat(answered.recipients().values())
                    .hasSize(4)
                    .allSatisfy(outcome -> assertThat(outcome)
                            .isInstanceOfSatisfying(
                                    Deferred.class,
                                    no -> assertThat(no.reply()).get().hasToString("421 4.3.2 going down")));
            assertThat(answered.relayAtFault()).isTrue();
        }
    }

    @Test
    void defersAllWhenTheRelayClosesAmongTheRecipients() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            server.at(Stage.RCPT).forRecipient("r1@b.example").reply("550 5.1.1 no such user");
            server.at(Stage.RCPT).forRecipient("r3@b.example").replyThenClose("421 4.3.2 going down");

            Answered answered = submit(server, toFour());

            assertThat(kinds(answered)).containsExactly(Rejected.class, Deferred.class, Deferred.class, Deferred.class);
            assertThat(answered.recipients().get(4))
                    .isInstanceOfSatisfying(
                            Deferred.class,
                            deferred -> assertThat(deferred.reply()).get().hasToString("421 4.3.2 going down"));
            assertThat(answered.relayAtFault()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"452 4.5.3 too many recipients", "452 too many recipients", "552 5.5.3 too many recipients"})
    void sendsTheLetterAgainToThoseWhoFoundNoRoom(String reply) {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                Transport transport = TestTransports.inClear(server)) {
            server.at(Stage.RCPT).forRecipient("r3@b.example").once().reply(reply);
            server.at(Stage.RCPT).forRecipient("r4@b.example").once().reply(reply);
            Crossing crossing = Crossing.yes();

            assertThat(kinds((Answered) transport.submit(toFour(), crossing))).containsOnly(Submitted.class);
            transport.submit(toFour(), Crossing.yes());

            assertThat(server.letters())
                    .extracting(ReceivedLetter::addresses)
                    .as("what it takes at a time is remembered")
                    .containsExactly(
                            List.of("r1@b.example", "r2@b.example"),
                            List.of("r3@b.example", "r4@b.example"),
                            List.of("r1@b.example", "r2@b.example"),
                            List.of("r3@b.example", "r4@b.example"));
            assertThat(crossing.asked()).isEqualTo(1);
        }
    }

    @Test
    void doesNotGoOnAskingARelayThatHasNoRoomForAnybody() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            server.at(Stage.RCPT).forRecipient("r1@b.example").once().reply("250 ok");
            server.at(Stage.RCPT).reply("452 no room");

            assertThat(kinds(submit(server, toFour())))
                    .containsExactly(Submitted.class, Deferred.class, Deferred.class, Deferred.class);
            assertThat(server.letters()).hasSize(1);
        }
    }

    @Test
    void doesNotTakeAFullMailboxForTooManyRecipients() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            server.at(Stage.RCPT).forRecipient("r2@b.example").reply("452 4.2.2 mailbox full");

            assertThat(kinds(submit(server, toFour())))
                    .containsExactly(Submitted.class, Deferred.class, Submitted.class, Submitted.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"552 too many recipients", "552 5.5.3 too many recipients"})
    void doesNotTakeTheFirstRecipientForOneTooMany(String reply) {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            server.at(Stage.RCPT).forRecipient("r1@b.example").reply(reply);

            assertThat(kinds(submit(server, toFour())))
                    .containsExactly(Rejected.class, Submitted.class, Submitted.class, Submitted.class);
        }
    }

    @Test
    void rejectsARecipientWhoseMailboxIsFullForGood() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            server.at(Stage.RCPT).forRecipient("r2@b.example").reply("552 5.2.2 mailbox full");

            assertThat(kinds(submit(server, toFour())))
                    .containsExactly(Submitted.class, Rejected.class, Submitted.class, Submitted.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {530, 534, 535, 538})
    void defersARecipientForWhomALoginIsWanted(int code) {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            server.at(Stage.RCPT).forRecipient("r2@b.example").reply(code + " 5.7.0 Authentication required");

            Answered answered = submit(server, toFour());

            assertThat(kinds(answered))
                    .containsExactly(Submitted.class, Deferred.class, Submitted.class, Submitted.class);
            assertThat(answered.relayAtFault()).isFalse();
        }
    }

    @Test
    void doesNotHoldTheRelayWhenEveryRecipientWouldNeedALogin() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            server.at(Stage.RCPT).reply("530 5.7.0 Authentication required");

            Answered answered = submit(server, toFour());

            assertThat(kinds(answered)).hasSize(4).containsOnly(Deferred.class);
            assertThat(answered.relayAtFault()).isFalse();
        }
    }

    @Test
    void holdsTheRelayWhenMailAsksForALogin() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            server.at(Stage.MAIL).reply("530 5.7.0 Authentication required");

            assertThat(submitRaw(server, toFour()))
                    .isInstanceOfSatisfying(
                            RelayUnusable.class,
                            unusable -> assertThat(unusable.phase()).isEqualTo(Phase.MAIL));
        }
    }

    @Test
    void rejectsALetterThatIsTooBigWithoutTellingTheRelay() {
        try (ScriptedSmtpServer server =
                ScriptedSmtpServer.setUp().offer("SIZE 100").start()) {
            Answered answered = submit(server, toFour());

            assertThat(answered.recipients().get(1))
                    .isInstanceOfSatisfying(
                            Rejected.class,
                            rejected -> assertThat(rejected.reason()).startsWith("5.3.4 "));
            assertThat(server.commands()).noneMatch(line -> line.startsWith("MAIL"));
        }
    }

    @Test
    void tellsTheSizeToARelayThatWantsToKnow() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            Submission submission = toFour();
            submit(server, submission);

            assertThat(server.letters().get(0).mailParameters())
                    .containsEntry("SIZE", Long.toString(submission.content().size()));
        }
    }

    @Test
    void sendsToInternationalRecipientsWhereThatIsOffered() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            Submission plain = Letters.number(1).submission();
            Submission submission = new Submission(
                    plain.letter(),
                    plain.reversePath(),
                    List.of(
                            new Submission.Recipient(1, EmailAddress.of("jörg@bücher.example")),
                            new Submission.Recipient(2, EmailAddress.of("ann@bücher.example"))),
                    plain.content(),
                    Optional.of(new Submission.DsnRequest("env", true)));

            assertThat(kinds(submit(server, submission))).containsOnly(Submitted.class);
            assertThat(server.letters().get(0).addresses())
                    .containsExactly("jörg@xn--bcher-kva.example", "ann@xn--bcher-kva.example");
            assertThat(server.letters().get(0).mailParameters()).containsKey("SMTPUTF8");
        }
    }

    @Test
    void asksAgainWithoutDsnWhenItsParametersAreRefusedAtMail() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            server.at(Stage.MAIL).once().reply("555 5.5.4 unsupported parameter");

            Answered answered = submit(server, Letters.number(1).submissionWithReports("env"));

            assertThat(kinds(answered)).containsExactly(Submitted.class);
            assertThat(answered.dsnOffered()).hasValue(false);
            assertThat(server.letters().get(0).mailParameters()).doesNotContainKeys("ENVID", "RET");
            assertThat(server.letters().get(0).recipients().get(0).parameters()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"501 5.5.4 syntax", "504 5.5.4 not implemented", "555 5.5.4 unsupported"})
    void asksAgainWithoutDsnWhenItsParametersAreRefusedAtRcpt(String reply) {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            server.at(Stage.RCPT).times(4).reply(reply);

            Answered answered = submit(server, Letters.number(1).to(FOUR).submissionWithReports("env"));

            assertThat(kinds(answered)).containsOnly(Submitted.class);
            assertThat(answered.dsnOffered()).hasValue(false);
            assertThat(server.commands())
                    .filteredOn(line -> line.contains("NOTIFY="))
                    .hasSize(4);
        }
    }

    @Test
    void keepsAskingForReportsWhenAnAddressWasToBlame() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            server.at(Stage.RCPT).forRecipient("r1@b.example").reply("501 5.1.3 bad address");

            Answered answered = submit(server, Letters.number(1).to(FOUR).submissionWithReports("env"));

            assertThat(kinds(answered)).startsWith(Rejected.class, Submitted.class);
            assertThat(answered.dsnOffered()).hasValue(true);
            assertThat(server.letters().get(0).recipients())
                    .allSatisfy(recipient -> assertThat(recipient.parameters()).containsKey("NOTIFY"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAIL", "RCPT", "DATA"})
    void saysNothingMoreToARelayThatBrokeTheProtocol(Stage stage) {
        try (ScriptedSmtpServer server =
                ScriptedSmtpServer.setUp().without("PIPELINING").start()) {
            server.at(stage).reply("250-fine", "550 no");
            submitRaw(server, toFour());

            Awaitility.await().until(() -> server.openConnections() == 0);
            assertThat(server.commands()).last().asString().startsWith(stage.name());
        }
    }

    @Test
    void greetsWithTheChosenName() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                Transport transport = TestTransports.inClear(server, "helo", "app.example.com")) {
            transport.submit(Letters.number(1).submission(), Crossing.yes());

            assertThat(server.commands()).first().isEqualTo("EHLO app.example.com");
        }
    }
}
