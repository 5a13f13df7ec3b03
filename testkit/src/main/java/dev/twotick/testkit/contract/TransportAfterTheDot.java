package dev.twotick.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.twotick.testkit.Letters;
import dev.twotick.testkit.Stage;
import dev.twotick.transport.Phase;
import dev.twotick.transport.RecipientOutcome.Deferred;
import dev.twotick.transport.RecipientOutcome.InDoubt;
import dev.twotick.transport.RecipientOutcome.Rejected;
import dev.twotick.transport.RecipientOutcome.Submitted;
import dev.twotick.transport.Reply;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.SubmissionOutcome.Abandoned;
import dev.twotick.transport.SubmissionOutcome.Answered;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chapter about the point of no return and what lies behind it. */
abstract class TransportAfterTheDot extends TransportBeforeTheDot {
    private static final Duration LONG_ENOUGH_TO_BE_SEEN = Duration.ofMillis(300);

    @Test
    void asksOnceBeforeTheDotLeaves() {
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger dotsSeen = new AtomicInteger();

        submit(toThree(), () -> {
            asked.incrementAndGet();
            assertThat(server.commands()).contains("DATA");
            pause();
            dotsSeen.addAndGet(server.received().size());
            return true;
        });

        assertThat(asked).hasValue(1);
        assertThat(dotsSeen)
                .as("letters that the relay had whole when it was asked")
                .hasValue(0);
        assertThat(server.letters()).hasSize(1);
    }

    /** Long enough for a dot that should not have left to be seen by the relay. */
    private static void pause() {
        try {
            assertThat(new CountDownLatch(1).await(LONG_ENOUGH_TO_BE_SEEN.toMillis(), TimeUnit.MILLISECONDS))
                    .isFalse();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void withoutPermissionTheDotNeverLeaves() {
        SubmissionOutcome outcome = submit(toThree(), () -> false);

        assertThat(outcome).isInstanceOf(Abandoned.class);
        await("the line is closed")
                .untilAsserted(() -> assertThat(server.openConnections()).isZero());
        assertThat(server.received()).isEmpty();
    }

    @Test
    void aLetterAbandonedOnceIsSubmittedNextTime() {
        submit(toThree(), () -> false);

        assertThat(answer(toThree()).recipients().values()).hasOnlyElementsOfType(Submitted.class);
        assertThat(server.letters()).hasSize(1);
    }

    @Test
    void a5yzAfterTheDotRejects() {
        server.at(Stage.FINAL).reply("550-5.7.1 we think that", "550 5.7.1 this is spam");

        Answered answered = answer(toThree());

        for (int number = 1; number <= 3; number++) {
            assertThat(of(answered, number)).isInstanceOfSatisfying(Rejected.class, no -> {
                assertThat(no.reply().map(Reply::code)).contains(550);
                assertThat(no.reply().orElseThrow().text()).contains("this is spam");
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"451 4.3.0 later", "421 4.3.2 shutting down", "450"})
    void a4yzAfterTheDotDefers(String reply) {
        server.at(Stage.FINAL).reply(reply);

        assertThat(answer(toThree()).recipients().values()).hasOnlyElementsOfType(Deferred.class);
    }

    @Test
    void a421AfterTheDotThatClosesDefers() {
        server.at(Stage.FINAL).replyThenClose("421 4.3.2 shutting down");

        assertThat(answer(toThree()).recipients().values()).hasOnlyElementsOfType(Deferred.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"250", "250 ", "250 Ok", "200 2.0.0 fine", "252 2.0.0 we shall see", "299 5.0.0 oddly"})
    void every2yzAfterTheDotIsATick(String reply) {
        server.at(Stage.FINAL).reply(reply);

        Answered answered = answer(toThree());

        assertThat(answered.phase()).isEqualTo(Phase.DONE);
        for (int number = 1; number <= 3; number++) {
            assertThat(of(answered, number))
                    .isInstanceOfSatisfying(
                            Submitted.class,
                            yes -> assertThat(yes.reply().code()).isEqualTo(Integer.parseInt(reply.substring(0, 3))));
        }
    }

    @Test
    void a2yzOfSeveralLinesIsATick() {
        server.at(Stage.FINAL).reply("250-2.0.0 thanks", "250 2.0.0 and good-bye");

        assertThat(answer(toThree()).recipients().values()).hasOnlyElementsOfType(Submitted.class);
    }

    @Test
    void aReplyThatComesInDripsIsReadWhole() {
        server.at(Stage.FINAL).drip(Duration.ofMillis(5));

        assertThat(of(answer(Letters.number(1).submission()), 1))
                .isInstanceOfSatisfying(
                        Submitted.class,
                        yes -> assertThat(yes.queueId())
                                .contains(server.letters().get(0).queueId()));
    }

    @Test
    void aLineClosedAfterTheDotIsADoubt() {
        server.at(Stage.FINAL).close();

        assertInDoubt();
    }

    @Test
    void aLineResetAfterTheDotIsADoubt() {
        server.at(Stage.FINAL).reset();

        assertInDoubt();
    }

    @Test
    void silenceAfterTheDotIsADoubt() {
        server.at(Stage.FINAL).silence();

        assertInDoubt();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "250", "250 Ok", "250-ok\r\n", "550 no", "550-no\r\n"})
    void halfAReplyIsADoubt(String part) {
        server.at(Stage.FINAL).halfReply(part);

        assertInDoubt();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "2500 Ok", "25", "250Ok", "600 what", "354 go on", "100 wait"})
    void nonsenseAfterTheDotIsADoubt(String line) {
        server.at(Stage.FINAL).reply(line);

        assertInDoubt();
    }

    @Test
    void aJunkLineBeforeTheReplyIsADoubt() {
        server.at(Stage.FINAL).junk("*** please hold the line");

        assertInDoubt();
    }

    @Test
    void aReplyOfTwoMindsIsADoubt() {
        server.at(Stage.FINAL).reply("250-yes", "550 no");

        assertInDoubt();
    }

    private void assertInDoubt() {
        Answered answered = answer(toThree());

        assertThat(answered.recipients().values()).hasOnlyElementsOfType(InDoubt.class);
        assertThat(answered.phase()).isEqualTo(Phase.FINAL);
        assertThat(crossing.asked()).isEqualTo(1);
        assertThat(server.received()).hasSize(1);
    }

    @Test
    void aRefusedRecipientIsNotInDoubtWithTheOthers() {
        server.at(Stage.RCPT).forRecipient("bob@b.example").reply("550 5.1.1 no such user");
        server.at(Stage.FINAL).close();

        Answered answered = answer(toThree());

        assertThat(of(answered, 1)).isInstanceOf(InDoubt.class);
        assertThat(of(answered, 2)).isInstanceOf(Rejected.class);
        assertThat(of(answered, 3)).isInstanceOf(InDoubt.class);
    }
}
