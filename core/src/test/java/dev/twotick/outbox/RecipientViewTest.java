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
        return view(Confirmation.NONE, overdue, offered, evidence);
    }

    private static RecipientView view(
            Confirmation confirmation, boolean overdue, boolean offered, Evidence... evidence) {
        return new RecipientView(
                1,
                EmailAddress.of("ann@dest.example"),
                SubmissionState.SUBMITTED,
                confirmation,
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
        return evidence(EvidenceLevel.DELIVERED, Trust.WEAK, Optional.empty());
    }

    private static Evidence evidence(EvidenceLevel level, Trust trust, Optional<String> reason) {
        return new Evidence(
                "1",
                new LetterId("1d99o4a06k6vt2nn"),
                1,
                level,
                "dsn",
                trust,
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                reason);
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

    @Test
    void tellsWhyByTheLastEvidenceThatCounts() {
        Evidence full = evidence(EvidenceLevel.BOUNCED, Trust.PLAUSIBLE, Optional.of("mailbox-full, permanent"));
        Evidence unknown = evidence(EvidenceLevel.BOUNCED, Trust.PLAUSIBLE, Optional.of("mailbox-unknown, permanent"));
        Evidence weak = evidence(EvidenceLevel.BOUNCED, Trust.WEAK, Optional.of("policy, permanent"));
        Evidence late = evidence(EvidenceLevel.DELAYED, Trust.PLAUSIBLE, Optional.of("network, transient"));
        assertThat(view(Confirmation.BOUNCED, false, true, full, unknown, weak, late)
                        .sentence())
                .endsWith("it came back as undeliverable (mailbox-unknown, permanent).");
        assertThat(view(Confirmation.CONTESTED, false, true, full).sentence())
                .endsWith("bounced late (mailbox-full, permanent).");
        assertThat(view(Confirmation.DELAYED, false, true, late, weak).sentence())
                .endsWith("behind the relay (network, transient).");
        assertThat(view(Confirmation.BOUNCED, false, true, weak).sentence()).endsWith("as undeliverable.");
    }
}
