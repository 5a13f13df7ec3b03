package dev.twotick.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.receipts.FamilyBounces.Bounce;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each family of mail systems is read, and read the same however its bounce is dressed. */
class BounceFamiliesTest {
    private static final String OUR_HEADER = "To: bounces@sender.example\n\n";

    private final ReceiptParser parser = new ReceiptParser();

    static Stream<Bounce> bounces() {
        return FamilyBounces.all();
    }

    @ParameterizedTest
    @MethodSource("bounces")
    void readsRecipientsAndReason(Bounce bounce) {
        Receipt receipt = parser.parse(bounce.bytes());

        assertSays(bounce, receipt, bounce.recipients());
        if (bounce.action().equals("failed")) {
            assertThat(receipt.recipients())
                    .extracting(ReceiptRecipient::reason)
                    .containsOnly(Optional.of(bounce.reason()));
        }
        if (bounce.text().contains(FamilyBounces.LETTER)) {
            assertThat(receipt.originalMessageId()).contains("<letter.1@sender.example>");
        }
    }

    @ParameterizedTest
    @MethodSource("bounces")
    void isNotDeceivedByOtherLineEnds(Bounce bounce) {
        assertReadsSame(bounce, text -> text, mail -> mail.replace("\r\n", "\n"));
        assertReadsSame(bounce, text -> text, mail -> mail.replace("\r\n", "\r"));
    }

    @ParameterizedTest
    @MethodSource("bounces")
    void isNotDeceivedByMoreHeaders(Bounce bounce) {
        String more = """
                Received: from a by b
                X-Spam-Status: No
                Precedence: bulk
                Auto-Submitted: auto-replied
                List-Id: people <people.sender.example>
                X-Odd: ann@odd.example 450 4.4.4 temporary
                """;

        assertReadsSame(bounce, text -> text, mail -> more.replace("\n", "\r\n") + mail);
    }

    static Stream<Bounce> bouncesThatBeginWithTheWordsOfTheirFamily() {
        return bounces().filter(bounce -> !bounce.text().contains("\n\nThis is just a warning"));
    }

    /** A list may write its own name over the author of what it passes on; a sentence before the words may be a person's then. */
    @ParameterizedTest
    @MethodSource("bouncesThatBeginWithTheWordsOfTheirFamily")
    void isNotDeceivedByAListThatPassesItOn(Bounce bounce) {
        String headers = """
                From: Bounces of our customers <bounces@receiver.example>
                Subject: Delivery has failed
                Precedence: list
                List-Id: <bounces.groups.example>
                List-Post: <mailto:bounces@groups.example>
                """;

        assertSays(bounce, parser.parse(Reports.bytes(headers + OUR_HEADER + bounce.text())), bounce.recipients());
    }

    @ParameterizedTest
    @MethodSource("bounces")
    void isNotDeceivedByOtherHostsAndPeople(Bounce bounce) {
        UnaryOperator<String> change = text -> text.replace("receiver.example", "a-very-long.name.of.another-host.test")
                .replace("ann@", "x.1-2_3@")
                .replace("\tann", "\tx.1-2_3")
                .replace("bob@", "o'neil+tag@")
                .replace("192.0.2.7", "198.51.100.250");

        Receipt receipt = parser.parse(
                change.apply(new String(bounce.bytes(), StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));

        assertSays(bounce, receipt, bounce.recipients().stream().map(change).toList());
    }

    @ParameterizedTest
    @MethodSource("bounces")
    void isNotDeceivedByShorterLines(Bounce bounce) {
        assertReadsSame(bounce, BounceFamiliesTest::rewrapped, mail -> mail);
    }

    @ParameterizedTest
    @MethodSource("bounces")
    void isNotDeceivedByLargeLetters(Bounce bounce) {
        assertReadsSame(bounce, text -> text.toUpperCase(Locale.ROOT), mail -> mail);
    }

    @ParameterizedTest
    @MethodSource("bounces")
    void isNotDeceivedByBase64(Bounce bounce) {
        String coded = Base64.getMimeEncoder().encodeToString(bounce.text().getBytes(StandardCharsets.UTF_8));

        assertReadsSame(bounce, text -> coded, mail -> "Content-Transfer-Encoding: base64\r\n" + mail);
    }

    @ParameterizedTest
    @MethodSource("bounces")
    void isNotDeceivedByPartsAround(Bounce bounce) {
        String parts = "Content-Type: multipart/mixed; boundary=\"=_1\"\n"
                + bounce.headers().replaceFirst("Content-Type: .*\n", "")
                + OUR_HEADER + "--=_1\nContent-Type: text/plain; charset=utf-8\n\n" + bounce.text()
                + "\n--=_1\nContent-Type: message/rfc822\n" + FamilyBounces.LETTER + "\nDear Ann\n--=_1--\n";

        Receipt receipt = parser.parse(Reports.bytes(parts));

        assertSays(bounce, receipt, bounce.recipients());
        assertThat(receipt.originalMessageId()).contains("<letter.1@sender.example>");
    }

    private void assertReadsSame(Bounce bounce, UnaryOperator<String> text, UnaryOperator<String> mail) {
        byte[] plain = Reports.bytes(bounce.headers() + OUR_HEADER + text.apply(bounce.text()));
        byte[] changed = mail.apply(new String(plain, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);

        assertSays(bounce, parser.parse(changed), bounce.recipients());
    }

    private static void assertSays(Bounce bounce, Receipt receipt, List<String> recipients) {
        assertThat(receipt.kind()).isEqualTo(ReceiptKind.BOUNCE_TEXT);
        assertThat(receipt.recipients())
                .extracting(recipient -> recipient.address().orElse("").toLowerCase(Locale.ROOT))
                .containsExactlyElementsOf(recipients);
        assertThat(receipt.recipients())
                .extracting(ReceiptRecipient::action)
                .containsOnly(Optional.of(bounce.action()));
        assertThat(receipt.recipients())
                .extracting(ReceiptRecipient::permanence)
                .containsOnly(Optional.of(bounce.permanence()));
    }

    /** Breaks lines of prose at their last space before the fortieth column. */
    private static String rewrapped(String text) {
        return Arrays.stream(text.split("\n", -1))
                .map(BounceFamiliesTest::broken)
                .collect(Collectors.joining("\n"));
    }

    private static String broken(String line) {
        int space = line.length() > 40 ? line.lastIndexOf(' ', 40) : -1;
        boolean prose =
                space > 0 && !line.substring(0, space).isBlank() && !line.contains(": <") && !line.startsWith("---");
        return prose ? line.substring(0, space) + "\n" + broken(line.substring(space + 1)) : line;
    }
}
