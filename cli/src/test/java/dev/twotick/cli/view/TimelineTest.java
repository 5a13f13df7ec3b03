package dev.twotick.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.letter.Assurance;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.testkit.Letters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private final Timeline timeline = new Timeline(Ink.PLAIN);

    @Test
    void hasALaneForEachRecipientAndOneForTheSentCopy() {
        Sample sample = new Sample(Letters.number(1)
                        .to("ann@b.example", "bob@b.example")
                        .assurance(Assurance.delivered())
                        .seal())
                .submitted(1)
                .filed()
                .evidence(1, EvidenceLevel.DELIVERED, "250 taken")
                .event(2, 50, EventType.REJECTED, Map.of(Fact.RELAY, "main", Fact.REPLY, "550 5.1.1 no"));

        List<String> lines = timeline.lines(sample.delivery());

        assertThat(lines.subList(1, lines.size()))
                .containsExactly(
                        "  ✓✓ ann@b.example  SUBMITTED · DELIVERED",
                        "       +0.000s  accepted       it is durable in the outbox",
                        "       +0.020s  submitting     attempt 1",
                        "       +0.030s  intended       from here on the last dot may leave",
                        "       +0.045s  submitted      main: 250 2.0.0 Ok: queued as 4X",
                        "       +1m 30s  evidence       delivered, by dsn of mx.b.example (plausible); 250 taken;"
                                + " proof: imap:INBOX;uidvalidity=1;uid=7",
                        "     → main took it as 4X; the recipient's mailbox took it, by its own report.",
                        "  ✗  bob@b.example  REJECTED · NONE",
                        "       +0.000s  accepted       it is durable in the outbox",
                        "       +0.050s  rejected       main: 550 5.1.1 no",
                        "     → it was refused for good: 550 5.1.1 no; so nothing is to come back.",
                        "     Sent copy  FILED",
                        "       +0.045s  copy-pending",
                        "       +0.060s  copy-filed     in Sent, UID 7");
    }

    @Test
    void letsNoForeignTextSteerTheTerminal() {
        Sample sample = new Sample(Letters.number(1).to("ann@b.example").seal())
                .event(1, 5, EventType.DEFERRED, Map.of(Fact.REASON, "\u001b[2Jgone\r\nfaked line"));

        assertThat(timeline.lines(sample.delivery()))
                .allMatch(line -> line.chars().noneMatch(Character::isISOControl))
                .anyMatch(line -> line.contains("\\u001b[2Jgone\\r\\nfaked line"));
    }

    @Test
    void marksADoubtAndPaintsOnlyWhenToldTo() {
        Sample sample = new Sample(Letters.number(1).to("ann@b.example").seal())
                .event(1, 5, EventType.IN_DOUBT, Map.of(Fact.REASON, "the line was cut"));

        assertThat(timeline.lines(sample.delivery()).get(1)).startsWith("  ?  ann@b.example  IN_DOUBT");
        assertThat(new Timeline(Ink.COLOURS).lines(sample.delivery()).get(1)).contains("\u001b[33m? \u001b[0m");
    }

    @Test
    void writesLongTimesInLargerUnits() {
        assertThat(Timeline.sinceAcceptance(Duration.ofMillis(59_999))).isEqualTo("+59.999s");
        assertThat(Timeline.sinceAcceptance(Duration.ofSeconds(3_599))).isEqualTo("+59m 59s");
        assertThat(Timeline.sinceAcceptance(Duration.ofMinutes(61))).isEqualTo("+1h 01m");
        assertThat(Timeline.sinceAcceptance(Duration.ofHours(50))).isEqualTo("+2d 02h");
    }
}
