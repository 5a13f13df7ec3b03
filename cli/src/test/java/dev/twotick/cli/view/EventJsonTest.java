package dev.twotick.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.LetterId;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.Item;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventJsonTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.045Z");
    private static final LetterId LETTER = new LetterId("0000000000000000");
    private static final Optional<EmailAddress> ANN = Optional.of(EmailAddress.of("ann@b.example"));

    private static Event event(int recipient, EventType type, Map<Fact, String> facts) {
        return new Event(12, NOON, LETTER, recipient, type, facts);
    }

    @Test
    void tellsTheDetailsThatAnEventCarriesInTheAgreedOrder() {
        Event event = event(
                1,
                EventType.SUBMITTED,
                Map.of(
                        Fact.CONFIRMATION_OFFERED,
                        "true",
                        Fact.QUEUE_ID,
                        "4X",
                        Fact.RELAY,
                        "main",
                        Fact.REPLY,
                        "250 Ok"));

        assertThat(EventJson.of(event, ANN))
                .isEqualTo("{\"seq\":12,\"at\":\"2026-03-01T12:00:00.045Z\",\"id\":\"0000000000000000\","
                        + "\"recipient\":\"ann@b.example\",\"type\":\"SUBMITTED\",\"relay\":\"main\",\"reply\":\"250 Ok\","
                        + "\"queueId\":\"4X\",\"confirmationOffered\":true}");
    }

    @Test
    void hasNobodyAndNumbersForASentCopy() {
        Event event = event(
                Item.SENT_COPY,
                EventType.COPY_FILED,
                Map.of(Fact.FOLDER, "Sent", Fact.UID_VALIDITY, "1", Fact.UID, "7"));

        assertThat(EventJson.of(event, Optional.empty()))
                .endsWith(
                        "\"recipient\":null,\"type\":\"COPY_FILED\",\"folder\":\"Sent\",\"uidValidity\":1,\"uid\":7}");
        assertThat(EventText.line(event, Optional.empty()))
                .isEqualTo("12  2026-03-01 12:00:00Z  0000000000000000  Sent copy  copy-filed  in Sent, UID 7");
    }

    @Test
    void staysOneHarmlessLineWhateverARelaySays() {
        Event event = event(1, EventType.DEFERRED, Map.of(Fact.REPLY, "450 \u001b[2J\u202e\nüber"));

        assertThat(EventJson.of(event, ANN)).matches("[ -~]+").contains("450 \\u001B[2J\\u202E\\n\\u00FCber");
        assertThat(EventText.line(event, ANN)).contains("deferred  450 ").doesNotContain("\u001b", "\u202e", "\n");
    }
}
