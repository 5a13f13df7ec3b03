package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.twotick.transport.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueueIdsTest {

    private static Optional<String> in(String text) {
        return QueueIds.in(new Reply(250, List.of(text)));
    }

    static Stream<Arguments> examples() {
        return Stream.of(
                Arguments.of("Postfix", "2.0.0 Ok: queued as 9EFE470001", "9EFE470001"),
                Arguments.of("Postfix, long ids", "2.0.0 Ok: queued as 4WxYz12Bcdz3kF", "4WxYz12Bcdz3kF"),
                Arguments.of("Postfix, in chunks", "2.0.0 Ok: 1234 bytes queued as 9EFE470001", "9EFE470001"),
                Arguments.of(
                        "Postfix behind a filter",
                        "2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 0CA4412040B",
                        "0CA4412040B"),
                Arguments.of(
                        "Mailjet",
                        "OK queued as a08b7f37-ed61-423a-ba75-38ed2fd4b54c",
                        "a08b7f37-ed61-423a-ba75-38ed2fd4b54c"),
                Arguments.of("SendGrid", "Ok: queued as nhIMmON9SFOPcT0ii4nt2A", "nhIMmON9SFOPcT0ii4nt2A"),
                Arguments.of("SendGrid, other signs", "Ok: queued as -hIMmON9SF_PcT0ii4nt2A", "-hIMmON9SF_PcT0ii4nt2A"),
                Arguments.of("Exim before 4.97", "OK id=1qX2yZ-0003Ab-1C", "1qX2yZ-0003Ab-1C"),
                Arguments.of("Exim", "OK id=1rABcD-00000001Xyz-0abC", "1rABcD-00000001Xyz-0abC"),
                Arguments.of("Sendmail", "2.0.0 41S8aBcd012345 Message accepted for delivery", "41S8aBcd012345"),
                Arguments.of("OpenSMTPD", "2.0.0 8bdbf4c9 Message accepted for delivery", "8bdbf4c9"),
                Arguments.of("OpenSMTPD before 6.4", "2.0.0: 8bdbf4c9 Message accepted for delivery", "8bdbf4c9"),
                Arguments.of(
                        "Exchange",
                        "2.6.0 <6b36518e-14b1@corp.example> [InternalId=23138874] Queued mail for delivery",
                        "23138874"),
                Arguments.of(
                        "Microsoft 365",
                        "2.6.0 <a1b2@corp.example> [InternalId=47446802432041, Hostname=AB1PR01MB1234.eurprd01.prod."
                                + "exchangelabs.com] 9876 bytes in 0.123, 78.412 KB/sec Queued mail for delivery",
                        "47446802432041"),
                Arguments.of(
                        "Gmail",
                        "2.0.0 OK  1723110751 ffacd0b85a97d-36d2728ab0fsi1176860f8f.752 - gsmtp",
                        "ffacd0b85a97d-36d2728ab0fsi1176860f8f.752"),
                Arguments.of(
                        "SES",
                        "Ok 0100018c1a2b3c4d-5e6f7a8b-9c0d-1e2f-3a4b-5c6d7e8f9a0b-000000",
                        "0100018c1a2b3c4d-5e6f7a8b-9c0d-1e2f-3a4b-5c6d7e8f9a0b-000000"),
                Arguments.of(
                        "Haraka",
                        "Message Queued (8F0A6B1C-2D3E-4F50-A1B2-C3D4E5F60718.1)",
                        "8F0A6B1C-2D3E-4F50-A1B2-C3D4E5F60718.1"),
                Arguments.of("qmail", "ok 1700000000 qp 12345", "1700000000 qp 12345"),
                Arguments.of(
                        "Yandex",
                        "2.0.0 Ok: queued on smtp3m.mail.yandex.net as 1430081058-6ltgNFKSir-iHEKdOrm",
                        "1430081058-6ltgNFKSir-iHEKdOrm"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void keepsTheQueueIdOf(String family, String text, String queueId) {
        assertThat(in(text)).as(family).hasValue(queueId);
    }

    @Test
    void hasAnExampleOfEveryFamily() {
        List<String> texts =
                examples().map(example -> (String) example.get()[1]).toList();

        assertThat(QueueIds.FAMILIES)
                .allSatisfy(family -> assertThat(texts)
                        .anySatisfy(text -> assertThat(family.queueIdIn(text)).isPresent()));
    }

    @Test
    void takesEveryExampleForOneFamilyOnly() {
        assertThat(examples())
                .allSatisfy(example -> assertThat(QueueIds.FAMILIES.stream()
                                .filter(family -> family.queueIdIn((String) example.get()[1])
                                        .isPresent()))
                        .hasSize(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "OK",
                "2.0.0 Ok",
                "Great success",
                "Queued. Thank you.",
                "Accepted",
                "Message queued",
                "2.0.0 Ok: queued as",
                "2.0.0 Ok: queued as <b7bc2f4a>",
                "2.0.0 Ok: queued as spam by request",
                "OK id=1qX2yZ",
                "Thanks, the id is 12345678",
                "2.0.0 Message accepted for delivery"
            })
    void guessesNothing(String text) {
        assertThat(in(text)).isEmpty();
    }

    @Test
    void takesLinearTime() {
        String part = "Ok: queued on " + "a.".repeat(4_000) + " 2.6.0 <" + "> <".repeat(2_000);
        // so long that anything worse than linear takes far longer than a busy machine may
        String nasty = part.repeat(50);

        assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> QueueIds.FAMILIES.forEach(
                        family -> assertThat(family.queueIdIn(nasty)).isEmpty()));
    }
}
