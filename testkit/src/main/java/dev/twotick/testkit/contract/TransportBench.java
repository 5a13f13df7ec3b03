package dev.twotick.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.twotick.testkit.Letters;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.transport.PointOfNoReturn;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.SubmissionOutcome.Answered;
import dev.twotick.transport.Transport;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the chapters of {@link TransportContract} share: a scripted relay, a transport to it, and words for outcomes. */
abstract class TransportBench {
    ScriptedSmtpServer server;
    Transport transport;
    final Crossing crossing = new Crossing();

    /** Counts how often it is asked, and says yes. */
    static final class Crossing implements PointOfNoReturn {
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public boolean cross() {
            asked.incrementAndGet();
            return true;
        }

        int asked() {
            return asked.get();
        }
    }

    abstract Transport open(int port);

    abstract Duration patience();

    @BeforeEach
    void openTransport() {
        server = ScriptedSmtpServer.start();
        transport = open(server.port());
    }

    @AfterEach
    void closeTransport() {
        transport.close();
        server.close();
    }

    /** To be used where other capabilities are needed than the default ones. */
    void useInstead(ScriptedSmtpServer other) {
        closeTransport();
        server = other;
        transport = open(server.port());
    }

    SubmissionOutcome submit(Submission submission, PointOfNoReturn point) {
        return assertTimeoutPreemptively(patience(), () -> transport.submit(submission, point));
    }

    /** Submits and expects an answer with one outcome for each recipient, none left out and none invented. */
    Answered answer(Submission submission) {
        SubmissionOutcome outcome = submit(submission, crossing);
        assertThat(outcome).isInstanceOf(Answered.class);
        Answered answered = (Answered) outcome;
        assertThat(answered.recipients().keySet())
                .containsExactlyInAnyOrderElementsOf(submission.recipients().stream()
                        .map(Submission.Recipient::number)
                        .toList());
        return answered;
    }

    static RecipientOutcome of(Answered answered, int number) {
        return answered.recipients().getOrDefault(number, new RecipientOutcome.InDoubt("there is no outcome"));
    }

    static Submission toThree() {
        return Letters.number(1)
                .to("ann@b.example", "bob@b.example", "cy@c.example")
                .submission();
    }

    /** Every recipient has a definite no for now, and nobody was asked to cross. */
    void assertDeferredBeforeTheDot(Answered answered) {
        assertThat(answered.recipients().values())
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(RecipientOutcome.Deferred.class));
        assertThat(answered.phase().pastNoReturn()).isFalse();
        assertNothingHandedOver();
    }

    void assertNothingHandedOver() {
        assertThat(crossing.asked()).as("asked to cross").isZero();
        assertThat(server.received()).isEmpty();
    }
}
