package dev.twotick.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.confirmation.Confirmation;
import dev.twotick.confirmation.Evidence;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.confirmation.Trust;
import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.LetterId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecipientViewTest {
    private static RecipientView view(boolean overdue, boolean offered, Evidence... evidence) {
        return new RecipientView(
                1,
                EmailAddress.of("ann@dest.example"),
                SubmissionState.SUBMITTED,
                Confirmation.NONE,
                false,
                overdue,
                Optional.of(offered),
                Optional.of("main"),
                Optional.of("250 ok"),
                Optional.of("4X"),
                Optional.empty(),
                1,
                0,
                false,
                List.of(evidence));
    }

    private static Evidence weak() {
        return new Evidence(
                "1",
                new LetterId("1d99o4a06k6vt2nn"),
                1,
                EvidenceLevel.DELIVERED,
                "dsn",
                Trust.WEAK,
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void tellsSilenceFromWhatProvesNothing() {
        assertThat(view(false, true).sentence()).isEqualTo("main took it as 4X; nothing has come back.");
        assertThat(view(false, false).sentence())
                .endsWith("confirmation is not on offer there, so nothing will come back by itself.");
        assertThat(view(true, true).sentence())
                .endsWith("no proof of delivery came by the deadline, which is no proof of failure.");
        assertThat(view(false, true, weak()).sentence())
                .isEqualTo("main took it as 4X; what has come back proves nothing.");
        assertThat(view(true, true, weak()).sentence())
                .endsWith("the deadline passed, and what has come back proves nothing.");
    }
}
