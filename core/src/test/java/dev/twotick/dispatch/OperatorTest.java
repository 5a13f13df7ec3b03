package dev.twotick.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.letter.Assurance;
import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.OnDoubt;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.SubmissionState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OperatorTest {
    private static final EmailAddress ANN = EmailAddress.of("ann@dest.example");

    private final Bench bench = new Bench();
    private final List<Event> heard = new ArrayList<>();
    private final Operator operator = new Operator(bench.memory, heard::addAll);

    @AfterEach
    void close() {
        bench.close();
    }

    private LetterId accept() {
        return bench.accept(Assurance.submitted().onDoubt(OnDoubt.HOLD), ANN.value());
    }

    private LetterId inDoubt() {
        bench.relay(Answers::lostAfterTheDot);
        LetterId id = accept();
        bench.dispatcher().work();
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.IN_DOUBT);
        return id;
    }

    private LetterId heldAfterADoubt() {
        LetterId id = inDoubt();
        bench.advance(bench.options.doubts().window());
        bench.resolveDoubts();
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.HELD);
        return id;
    }

    @Test
    void aDoubtIsSettledAsSubmittedWithTheReasonAndItsSource() {
        LetterId id = inDoubt();
        assertThat(operator.resolve(id, ANN, true, "seen in the relay's queue")).isEqualTo(1);
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.SUBMITTED);
        assertThat(heard).singleElement().satisfies(event -> {
            assertThat(event.fact(Fact.SOURCE)).contains("operator");
            assertThat(event.fact(Fact.REASON)).contains("seen in the relay's queue");
        });
        assertThat(operator.resolve(id, ANN, true, "again")).isZero();
    }

    @Test
    void aDoubtThatIsSettledAsNotSubmittedIsNoPossibleDuplicate() {
        LetterId id = heldAfterADoubt();
        assertThat(operator.resolve(id, ANN, false, "the relay's log has no trace of it"))
                .isEqualTo(1);
        bench.relayInstead().relay(Answers::refused);
        bench.dispatcher().work();
        assertThat(bench.view(id).possibleDuplicate()).isFalse();
        assertThat(bench.view(id).submission())
                .as("nothing is in doubt any more, so a refusal is told as one")
                .isEqualTo(SubmissionState.REJECTED);
    }

    @Test
    void afterADoubtIsSettledAsNotSubmittedTheLetterIsAsFreeAsOneThatNeverWasInDoubt() {
        LetterId id = heldAfterADoubt();
        operator.resolve(id, ANN, false, "the relay's log has no trace of it");
        assertThat(bench.view(id).doubts()).isZero();
        bench.relayInstead().relay(Answers::unreadable);
        while (bench.view(id).submission() != SubmissionState.HELD) {
            bench.advance(Duration.ofMinutes(10));
            bench.dispatcher().work();
        }
        heard.clear();
        assertThat(operator.retry(id, "its bytes were restored")).isEqualTo(1);
        assertThat(heard).extracting(Event::type).containsExactly(EventType.REQUEUED);
        assertThat(bench.view(id).possibleDuplicate()).isFalse();
        assertThat(operator.cancel(id, "not needed any more")).isEqualTo(1);
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.CANCELLED);
    }

    @Test
    void nothingIsResolvedThatIsNotInDoubt() {
        LetterId id = accept();
        assertThat(operator.resolve(id, ANN, true, "x")).isZero();
        assertThat(operator.resolve(id, ANN, false, "x")).isZero();
        assertThat(operator.resolve(id, EmailAddress.of("bob@dest.example"), true, "x"))
                .isZero();
        assertThat(heard).isEmpty();
    }

    @Test
    void aRetryAfterADoubtSaysThatItMayBeADuplicate() {
        LetterId id = heldAfterADoubt();
        assertThat(operator.retry(id, "the customer has nothing")).isEqualTo(1);
        assertThat(heard).extracting(Event::type).containsExactly(EventType.RETRIED);
        bench.relayInstead().relay(Answers::taken);
        bench.dispatcher().work();
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.SUBMITTED);
        assertThat(bench.view(id).possibleDuplicate()).isTrue();
    }

    @Test
    void whatExpiredIsTriedAgainForAWholeLifetime() {
        bench.relay(Answers::busy);
        LetterId id = accept();
        bench.advance(bench.options.retries().lifetime().plusSeconds(1));
        bench.dispatcher().work();
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.EXPIRED);
        assertThat(operator.retry(id, "their server was mended")).isEqualTo(1);
        bench.dispatcher().work();
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.DEFERRED);
        bench.advance(bench.options.retries().lifetime().plusSeconds(1));
        bench.dispatcher().work();
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.EXPIRED);
    }

    @Test
    void whatWaitsIsMovedAndALaterTimeDoesNotShortenItsLife() {
        bench.relay(Answers::taken);
        LetterId id = accept();
        Duration later = bench.options.retries().lifetime().plusHours(1);
        assertThat(operator.reschedule(id, bench.clock.get().plus(later), "the campaign begins then"))
                .isEqualTo(1);
        assertThat(bench.dispatcher().work()).isZero();
        bench.advance(later);
        bench.dispatcher().work();
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.SUBMITTED);
        assertThat(operator.reschedule(id, bench.clock.get(), "too late")).isZero();
    }

    @Test
    void whatADeferredLetterWaitsForIsCutShort() {
        bench.relay(Answers::busy);
        LetterId id = accept();
        bench.dispatcher().work();
        assertThat(operator.retry(id, "now")).isEqualTo(1);
        bench.dispatcher().work();
        assertThat(bench.view(id).attempts()).isEqualTo(2);
    }

    @Test
    void nobodyCallsBackWhatARelayMayHaveTaken() {
        LetterId id = heldAfterADoubt();
        assertThat(operator.cancel(id, "a mistake")).isZero();
        LetterId other = accept();
        assertThat(operator.cancel(other, "a mistake")).isEqualTo(1);
        assertThat(bench.view(other).reason()).contains("a mistake");
        assertThat(operator.retry(other, "none after all")).isEqualTo(1);
    }

    @Test
    void aRelayIsHeldOnEveryNodeAndAlsoAfterARestart() {
        bench.relay(Answers::taken);
        operator.holdRelay("relay-1", "maintenance until noon");
        LetterId id = accept();
        bench.office().relayWatch.work();
        assertThat(bench.dispatcher().work()).isZero();
        bench.relayInstead().relay(Answers::taken);
        bench.office().relayWatch.work();
        assertThat(bench.dispatcher().work()).as("after a restart").isZero();
        assertThat(operator.held("relay-1")).contains("maintenance until noon");
        operator.releaseRelay("relay-1");
        assertThat(operator.held("relay-1")).isEqualTo(Optional.empty());
        bench.advance(Duration.ofSeconds(1));
        bench.office().relayWatch.work();
        assertThat(bench.dispatcher().work()).isEqualTo(1);
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.SUBMITTED);
    }
}
