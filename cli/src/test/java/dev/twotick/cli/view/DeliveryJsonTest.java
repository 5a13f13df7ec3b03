package dev.twotick.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.SealedLetter;
import dev.twotick.testkit.Letters;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeliveryJsonTest {
    private final SealedLetter letter = Letters.number(1)
            .to("ann@b.example")
            .assurance(Assurance.delivered().within(Duration.ofHours(4)))
            .seal();

    @Test
    void tellsEverythingInTheAgreedOrder() {
        Sample sample = new Sample(letter).submitted(1).filed().evidence(1, EvidenceLevel.DELIVERED, "250 taken");

        assertThat(DeliveryJson.of(sample.delivery()))
                .isEqualTo(
                        "{\"id\":\"" + letter.id() + "\",\"messageId\":\"" + letter.messageId() + "\",\"createdAt\":\""
                                + letter.acceptedAt() + "\",\"assurance\":\"delivered\",\"deadline\":\""
                                + letter.acceptedAt().plus(Duration.ofHours(4)) + "\",\"key\":null,"
                                + "\"sentCopy\":{\"state\":\"FILED\",\"folder\":\"Sent\",\"uidValidity\":1,\"uid\":7},"
                                + "\"recipients\":[{\"address\":\"ann@b.example\",\"submission\":\"SUBMITTED\","
                                + "\"confirmation\":\"DELIVERED\",\"overdue\":false,\"confirmationOffered\":true,"
                                + "\"relay\":\"main\",\"reply\":\"250 2.0.0 Ok: queued as 4X\",\"queueId\":\"4X\","
                                + "\"attempts\":1,\"doubts\":0,\"possibleDuplicate\":false,"
                                + "\"evidence\":[{\"level\":\"DELIVERED\",\"source\":\"dsn\",\"trust\":\"PLAUSIBLE\",\"at\":\""
                                + letter.acceptedAt().plusSeconds(90) + "\",\"reporter\":\"mx.b.example\","
                                + "\"status\":\"2.0.0\",\"reason\":null,\"diagnostic\":\"250 taken\"}]}]}");
    }

    @Test
    void hasNullForWhatIsNotKnown() {
        assertThat(DeliveryJson.of(new Sample(letter).delivery()))
                .contains(
                        "\"sentCopy\":{\"state\":\"NONE\",\"folder\":null,\"uidValidity\":null,\"uid\":null}",
                        "\"confirmationOffered\":null,\"relay\":null,\"reply\":null,\"queueId\":null",
                        "\"evidence\":[]");
    }

    @Test
    void staysOneLineOfAsciiWhateverARelaySays() {
        String line = DeliveryJson.of(new Sample(letter)
                .evidence(1, EvidenceLevel.BOUNCED, "\u001b[2J\u202e\n\u009b5m über")
                .delivery());

        assertThat(line).matches("[ -~]+").contains("\\u001B[2J\\u202E\\n\\u009B5m \\u00FCber");
    }
}
