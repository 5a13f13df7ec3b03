package dev.twotick.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.testkit.Letters;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.Stage;
import dev.twotick.transport.Phase;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.RecipientOutcome.Deferred;
import dev.twotick.transport.RecipientOutcome.InDoubt;
import dev.twotick.transport.RecipientOutcome.Rejected;
import dev.twotick.transport.RecipientOutcome.Submitted;
import dev.twotick.transport.Reply;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.SubmissionOutcome.Answered;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The chapter about everything that can go wrong while a no is still a no. */
abstract class TransportBeforeTheDot extends TransportBench {
    @Test
    void aRelayThatIsNotThereIsADefiniteNo() {
        server.close();

        Answered answered = answer(toThree());

        assertDeferredBeforeTheDot(answered);
        assertThat(answered.phase()).isEqualTo(Phase.CONNECT);
        assertThat(answered.relayAtFault()).isTrue();
    }

    @Test
    void aGreetingOf421IsADefiniteNo() {
        server.at(Stage.GREETING).replyThenClose("421 4.3.2 too many connections");

        Answered answered = answer(toThree());

        assertDeferredBeforeTheDot(answered);
        assertThat(answered.relayAtFault()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"GREETING", "EHLO", "MAIL", "RCPT", "DATA"})
    void aLineThatIsClosedBeforeTheDotIsADefiniteNo(Stage stage) {
        server.at(stage).close();

        Answered answered = answer(toThree());

        assertDeferredBeforeTheDot(answered);
        assertThat(answered.relayAtFault()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"GREETING", "EHLO", "MAIL", "RCPT", "DATA"})
    void aLineThatIsResetBeforeTheDotIsADefiniteNo(Stage stage) {
        server.at(stage).reset();

        assertDeferredBeforeTheDot(answer(toThree()));
    }

    @ParameterizedTest
    @EnumSource(names = {"GREETING", "MAIL", "RCPT", "DATA"})
    void silenceBeforeTheDotIsADefiniteNo(Stage stage) {
        server.at(stage).silence();

        assertDeferredBeforeTheDot(answer(toThree()));
    }

    @ParameterizedTest
    @EnumSource(names = {"GREETING", "EHLO", "MAIL", "RCPT", "DATA"})
    void nonsenseBeforeTheDotHandsNothingOver(Stage stage) {
        server.at(stage).reply("what?");

        SubmissionOutcome outcome = submit(toThree(), crossing);

        if (outcome instanceof Answered answered) {
            assertThat(answered.recipients().values())
                    .hasSize(3)
                    .noneMatch(each -> each instanceof Submitted || each instanceof InDoubt);
        }
        assertNothingHandedOver();
    }

    @Test
    void aLineThatBreaksInTheMiddleOfTheLetterIsADefiniteNo() {
        server.at(Stage.BODY).afterBytes(1000).reset();

        Answered answered = answer(bigLetter());

        assertDeferredBeforeTheDot(answered);
        assertThat(answered.phase()).isEqualTo(Phase.BODY);
    }

    private static Submission bigLetter() {
        // more than all the buffers on the way can hold
        return Letters.number(1)
                .body("some text that goes on and on, line after line\r\n".repeat(500_000))
                .submission();
    }

    @Test
    void a5yzToMailRejectsEverybody() {
        server.at(Stage.MAIL).reply("550 5.7.1 sender not welcome");

        Answered answered = answer(toThree());

        for (int number = 1; number <= 3; number++) {
            assertThat(of(answered, number))
                    .isInstanceOfSatisfying(
                            Rejected.class,
                            no -> assertThat(no.reply().map(Reply::code)).contains(550));
        }
        assertNothingHandedOver();
    }

    @Test
    void a4yzToMailDefersEverybody() {
        server.at(Stage.MAIL).reply("451 4.3.0 later");

        Answered answered = answer(toThree());

        assertDeferredBeforeTheDot(answered);
        assertThat(of(answered, 2))
                .isInstanceOfSatisfying(
                        Deferred.class,
                        no -> assertThat(no.reply().map(Reply::code)).contains(451));
    }

    @Test
    void a421InTheMiddleDefersEverybody() {
        server.at(Stage.RCPT).forRecipient("bob@b.example").replyThenClose("421 4.3.2 shutting down");

        assertDeferredBeforeTheDot(answer(toThree()));
    }

    @Test
    void eachRecipientHasItsOwnReply() {
        server.at(Stage.RCPT).forRecipient("bob@b.example").reply("550 5.1.1 no such user");
        server.at(Stage.RCPT).forRecipient("cy@c.example").reply("450 4.2.1 greylisted");

        Answered answered = answer(toThree());

        assertThat(of(answered, 1)).isInstanceOf(Submitted.class);
        assertThat(of(answered, 2))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        no -> assertThat(no.reply().orElseThrow()).hasToString("550 5.1.1 no such user"));
        assertThat(of(answered, 3))
                .isInstanceOfSatisfying(
                        Deferred.class,
                        no -> assertThat(no.reply().orElseThrow()).hasToString("450 4.2.1 greylisted"));
        assertThat(server.letters()).hasSize(1);
        assertThat(server.letters().get(0).addresses()).containsExactly("ann@b.example");
        assertThat(crossing.asked()).isEqualTo(1);
        assertThat(answered.relayAtFault()).isFalse();
    }

    @Test
    void nothingIsHandedOverWhenEveryRecipientIsRefused() {
        server.at(Stage.RCPT).reply("550 5.1.1 no such user");

        Answered answered = answer(toThree());

        assertThat(answered.recipients().values()).hasOnlyElementsOfType(Rejected.class);
        assertNothingHandedOver();
    }

    @Test
    void a5yzToDataRejectsWhoWasAccepted() {
        server.at(Stage.RCPT).forRecipient("cy@c.example").reply("450 4.2.1 greylisted");
        server.at(Stage.DATA).reply("554 5.7.1 not today and never");

        Answered answered = answer(toThree());

        assertThat(of(answered, 1)).isInstanceOf(Rejected.class);
        assertThat(of(answered, 2)).isInstanceOf(Rejected.class);
        assertThat(of(answered, 3)).isInstanceOf(Deferred.class);
        assertNothingHandedOver();
    }

    @Test
    void a4yzToDataDefersEverybody() {
        server.at(Stage.DATA).reply("452 4.3.1 disk full");

        assertDeferredBeforeTheDot(answer(toThree()));
    }

    @Test
    void anEightBitLetterNeedsARelayThatTakesEightBits() {
        useInstead(ScriptedSmtpServer.setUp().without("8BITMIME").start());

        SubmissionOutcome outcome = submit(Letters.number(1).body("Grüße\r\n").submission(), crossing);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Answered.class, answered -> assertThat(of(answered, 1)).isInstanceOf(Rejected.class));
        assertNothingHandedOver();
    }

    @Test
    void anInternationalAddressNeedsSmtpUtf8AndOtherRecipientsDoNot() {
        useInstead(ScriptedSmtpServer.setUp().without("SMTPUTF8").start());

        Answered answered = answer(
                Letters.number(1).to("ann@b.example").bcc("jörg@b.example").submission());

        RecipientOutcome international = of(answered, 2);
        assertThat(international).isInstanceOf(Rejected.class);
        assertThat(of(answered, 1)).isInstanceOf(Submitted.class);
        assertThat(server.letters().get(0).addresses()).containsExactly("ann@b.example");
    }
}
