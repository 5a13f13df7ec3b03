package dev.twotick.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.transport.Phase;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.Reply;
import dev.twotick.transport.SubmissionOutcome.Answered;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThrottlingTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GREETING | 421 | 4.3.2 mail.example.com too busy | true",
                "MAIL     | 421 | 4.7.28 Our system has detected an unusual rate of unsolicited mail | true",
                "RCPT     | 450 | 4.7.1 Error: too much mail from 192.0.2.1, rate limited | true",
                "MAIL     | 454 | Throttling failure: Maximum sending rate exceeded. | true",
                "MAIL     | 452 | 4.3.1 Insufficient system storage | false",
                "RCPT     | 451 | 4.7.1 Greylisting in action, please come back later | false",
                "RCPT     | 450 | 4.2.1 The user you are trying to contact is receiving mail at a rate that | false",
                "RCPT     | 452 | 4.5.3 Too many recipients | false",
                "RCPT     | 450 | 4.2.0 Mailbox busy, an integrated system is at work | false",
                "FINAL    | 421 | 4.3.0 closing | false",
                "BODY     | 421 | 4.4.2 Error: timeout exceeded | false",
                "DONE     | 421 | 4.7.0 try again later, closing connection | true",
                "DONE     | 450 | 4.7.28 Our system has detected an unusual rate of unsolicited mail | true",
                "DONE     | 451 | 4.3.2 Please try again later | true",
                "DONE     | 451 | 4.7.1 Greylisting in action, please come back later | false",
                "DONE     | 452 | 4.3.1 Insufficient system storage | false",
                "MAIL     | 550 | 5.7.1 rate limit exceeded | false"
            })
    void tellsTheRelaysStateFromTheLetters(Phase phase, int code, String text, boolean throttled) {
        Reply reply = new Reply(code, List.of(text));
        RecipientOutcome outcome = reply.permanentNegative()
                ? new RecipientOutcome.Rejected("refused", Optional.of(reply))
                : new RecipientOutcome.Deferred("refused", Optional.of(reply));
        assertThat(Throttling.isIn(new Answered(phase, Map.of(1, outcome), Optional.empty(), false)))
                .isEqualTo(throttled);
    }

    @Test
    void aLetterThatSomebodyWasSubmittedToIsNotThrottled() {
        Reply busy = new Reply(421, List.of("4.3.2 too busy"));
        Map<Integer, RecipientOutcome> mixed = Map.of(
                1, new RecipientOutcome.Submitted(new Reply(250, List.of("ok")), Optional.empty()),
                2, new RecipientOutcome.Deferred("refused", Optional.of(busy)));
        assertThat(Throttling.isIn(new Answered(Phase.DONE, mixed, Optional.empty(), true)))
                .isFalse();
    }
}
