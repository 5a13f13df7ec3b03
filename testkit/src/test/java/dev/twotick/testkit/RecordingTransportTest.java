package dev.twotick.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.transport.Phase;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.RecipientOutcome.Deferred;
import dev.twotick.transport.RecipientOutcome.InDoubt;
import dev.twotick.transport.RecipientOutcome.Submitted;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.SubmissionOutcome.Abandoned;
import dev.twotick.transport.SubmissionOutcome.Answered;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordingTransportTest {
    private final RecordingTransport transport = new RecordingTransport();
    private final Submission submission =
            Letters.number(1).to("ann@b.example", "bob@b.example").submission();

    private RecipientOutcome firstOutcome() {
        SubmissionOutcome outcome = transport.submit(submission, () -> true);
        return ((Answered) outcome).recipients().get(1);
    }

    @Test
    void submitsUnlessToldOtherwise() {
        assertThat(firstOutcome()).isInstanceOf(Submitted.class);
        assertThat(transport.crossed()).containsExactly(submission);
    }

    @Test
    void doesWhatItWasToldInTurn() {
        transport.nextBefore(Phase.CONNECT, new Deferred("no way there", Optional.empty()));
        transport.nextAfter(new InDoubt("the line broke"));

        assertThat(firstOutcome()).isInstanceOf(Deferred.class);
        assertThat(transport.crossed()).isEmpty();
        assertThat(firstOutcome()).isInstanceOf(InDoubt.class);
        assertThat(transport.crossed()).hasSize(1);
        assertThat(firstOutcome()).isInstanceOf(Submitted.class);
        assertThat(transport.asked()).hasSize(3);
    }

    @Test
    void givesOneRecipientAnOutcomeOfItsOwn() {
        transport.always("bob@b.example", new Deferred("greylisted", Optional.empty()));
        transport.offerReports(false);

        Answered answered = (Answered) transport.submit(submission, () -> true);

        assertThat(answered.recipients().get(1)).isInstanceOf(Submitted.class);
        assertThat(answered.recipients().get(2)).isInstanceOf(Deferred.class);
        assertThat(answered.dsnOffered()).contains(false);
    }

    @Test
    void abandonsWithoutPermission() {
        assertThat(transport.submit(submission, () -> false)).isInstanceOf(Abandoned.class);
        assertThat(transport.crossed()).isEmpty();
    }
}
