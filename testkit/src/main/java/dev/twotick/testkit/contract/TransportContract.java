package dev.twotick.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.letter.WireBytes;
import dev.twotick.testkit.Letters;
import dev.twotick.testkit.ReceivedLetter;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.Stage;
import dev.twotick.transport.Phase;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.RecipientOutcome.Submitted;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionOutcome.Answered;
import dev.twotick.transport.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Transport} over SMTP has to do, against a {@link ScriptedSmtpServer} on loopback. Extend it, say how a
 * transport is made, and run it. The tests stand in four chapters, one class each: before the dot, after the dot, in
 * batches, and here when all goes well.
 *
 * {@snippet :
 * class MyTransportIT extends TransportContract {
 *     @Override
 *     protected Transport open(int port) {
 *         return new MyTransport("127.0.0.1", port, Duration.ofSeconds(1));
 *     }
 * }
 * }
 */
public abstract class TransportContract extends TransportInBatches {
    /** For subclasses. */
    protected TransportContract() {}

    /**
     * Makes a transport to a relay on this machine without TLS and login. Its time-outs should be about a second, since some
     * tests wait for them; a time-out for connecting may be longer.
     *
     * @param port the relay's port on 127.0.0.1
     * @return the transport; the contract closes it, perhaps more than once
     */
    @Override
    protected abstract Transport open(int port);

    /**
     * How long one submission may take at most before it counts as hanging, all of the transport's time-outs together.
     *
     * @return 30 seconds, unless overridden
     */
    @Override
    protected Duration patience() {
        return Duration.ofSeconds(30);
    }

    @Test
    void theRelayGetsTheSameBytes() throws IOException {
        Submission submission = Letters.number(1)
                .to("ann@b.example", "bob@b.example")
                .body(".\r\n..\r\n.x\r\n\r\nend, and a long line: " + "x".repeat(900) + "\r\n.\r\n")
                .submission();

        Answered answered = answer(submission);

        ReceivedLetter letter = server.letters().get(0);
        assertThat(letter.bytes()).isEqualTo(octets(submission.content()));
        assertThat(letter.reversePath()).isEqualTo(Letters.SENDER.value());
        assertThat(letter.addresses()).containsExactly("ann@b.example", "bob@b.example");
        assertThat(letter.mailParameters()).doesNotContainKeys("ENVID", "RET");
        assertThat(answered.phase()).isEqualTo(Phase.DONE);
        assertThat(answered.relayAtFault()).isFalse();
        assertThat(crossing.asked()).isEqualTo(1);
    }

    private static byte[] octets(WireBytes wire) throws IOException {
        try (InputStream in = wire.open()) {
            return in.readAllBytes();
        }
    }

    @Test
    void tellsTheReplyAndTheQueueId() {
        Answered answered = answer(toThree());

        String queueId = server.letters().get(0).queueId();
        for (int number = 1; number <= 3; number++) {
            assertThat(of(answered, number)).isInstanceOfSatisfying(Submitted.class, yes -> {
                assertThat(yes.reply()).hasToString("250 2.0.0 Ok: queued as " + queueId);
                assertThat(yes.queueId()).contains(queueId);
            });
        }
    }

    @Test
    void sendsEightBitsWhereTheyAreTaken() throws IOException {
        Submission submission = Letters.number(1).body("Grüße, 你好 и привет\r\n").submission();

        answer(submission);

        assertThat(server.letters().get(0).mailParameters()).containsEntry("BODY", "8BITMIME");
        assertThat(server.letters().get(0).bytes()).isEqualTo(octets(submission.content()));
    }

    @Test
    void sendsAsTheNullReversePath() {
        Submission whole = Letters.number(1).submission();

        answer(new Submission(whole.letter(), Optional.empty(), whole.recipients(), whole.content(), whole.dsn()));

        assertThat(server.letters().get(0).reversePath()).isEmpty();
    }

    @Test
    void asksForReportsWhereTheyAreOnOffer() {
        Answered answered = answer(Letters.number(1).submissionWithReports("token+1=x"));

        ReceivedLetter letter = server.letters().get(0);
        assertThat(answered.dsnOffered()).contains(true);
        assertThat(letter.mailParameters()).containsEntry("RET", "HDRS").containsEntry("ENVID", "token+2B1+3Dx");
        assertThat(letter.recipients().get(0).parameters().get("NOTIFY")).contains("SUCCESS", "FAILURE", "DELAY");
        assertThat(letter.recipients().get(0).parameters()).containsEntry("ORCPT", "rfc822;ann@b.example");
    }

    @Test
    void submitsWithoutReportsWhereTheyAreNotOnOffer() {
        useInstead(ScriptedSmtpServer.setUp().without("DSN").start());

        Answered answered = answer(Letters.number(1).submissionWithReports("token"));

        assertThat(answered.dsnOffered()).contains(false);
        assertThat(of(answered, 1)).isInstanceOf(Submitted.class);
        assertThat(server.letters().get(0).mailParameters()).doesNotContainKeys("RET", "ENVID");
        assertThat(server.letters().get(0).recipients().get(0).parameters()).isEmpty();
    }

    @Test
    void carriesOneLetterAfterTheOther() {
        for (int number = 1; number <= 5; number++) {
            assertThat(of(answer(Letters.number(number).submission()), 1)).isInstanceOf(Submitted.class);
        }
        assertThat(server.letters()).hasSize(5);
    }

    @Test
    void aRefusedLetterDoesNotStainTheNext() {
        server.at(Stage.RCPT).times(3).reply("550 5.1.1 no such user");
        answer(toThree());

        assertThat(of(answer(Letters.number(2).to("dan@d.example").submission()), 1))
                .isInstanceOf(Submitted.class);
        assertThat(server.letters()).hasSize(1);
        assertThat(server.letters().get(0).addresses()).containsExactly("dan@d.example");
    }

    @Test
    void aLineThatWasClosedMeanwhileNeverMakesADoubt() {
        answer(Letters.number(1).submission());
        server.cutConnections();

        RecipientOutcome outcome = of(answer(Letters.number(2).submission()), 1);

        assertThat(outcome).isInstanceOfAny(Submitted.class, RecipientOutcome.Deferred.class);
        assertThat(server.received()).hasSize(outcome instanceof Submitted ? 2 : 1);
    }

    @Test
    void manySubmissionsAtOnceDoNotMix() {
        List<List<String>> queueIds = Crowd.of(8).each(worker -> {
            List<String> mine = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                Submission submission = Letters.number(worker * 10 + i)
                        .to("r" + worker + "-" + i + "@b.example")
                        .submission();
                Answered answered = (Answered) transport.submit(submission, () -> true);
                Submitted yes = (Submitted) of(answered, 1);
                mine.add(yes.queueId().orElseThrow() + " r" + worker + "-" + i + "@b.example");
            }
            return mine;
        });

        assertThat(queueIds.stream().flatMap(List::stream))
                .hasSize(40)
                .containsExactlyInAnyOrderElementsOf(server.letters().stream()
                        .map(letter ->
                                letter.queueId() + " " + letter.addresses().get(0))
                        .toList());
    }

    @Test
    void isClosedAsOftenAsOneLikes() {
        answer(Letters.number(1).submission());
        transport.close();
        transport.close();
    }

    @Test
    void aFailureOfQuitChangesNoAnswer() {
        server.at(Stage.QUIT).reset();

        assertThat(of(answer(Letters.number(1).submission()), 1)).isInstanceOf(Submitted.class);
        transport.close();
    }
}
