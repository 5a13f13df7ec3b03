package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.WireBytes;
import dev.twotick.transport.RecipientOutcome.Rejected;
import dev.twotick.transport.Submission;
import dev.twotick.transport.Submission.DsnRequest;
import dev.twotick.transport.Submission.Recipient;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EnvelopeCommandsTest {
    private static final String ASCII = "From: a@b.example\r\n\r\nhello\r\n";
    private static final String EIGHT_BIT = "From: a@b.example\r\n\r\nhéllo\r\n";
    private static final String UTF8_HEADER = "From: a@b.example\r\nSubject: héllo\r\n\r\nhello\r\n";
    private static final Optional<DsnRequest> REPORTS = Optional.of(new DsnRequest("k1+ab=c", true));

    private static EnvelopeCommands commands(
            String content, String sender, String recipient, Optional<DsnRequest> dsn, String... offered) {
        Submission submission = new Submission(
                LetterId.create(Instant.EPOCH, () -> 1L),
                Optional.of(sender).filter(s -> !s.isEmpty()).map(EmailAddress::of),
                List.of(new Recipient(1, EmailAddress.of(recipient))),
                WireBytes.of(content.getBytes(StandardCharsets.UTF_8)),
                dsn);
        return new EnvelopeCommands(
                submission,
                new Extensions(Arrays.stream(offered)
                        .map(line -> line.split(" ", 2))
                        .collect(Collectors.toMap(words -> words[0], words -> words.length > 1 ? words[1] : ""))));
    }

    private static String mail(EnvelopeCommands commands, String recipient) {
        return commands.mail(List.of(new Recipient(1, EmailAddress.of(recipient))), commands.asksForDsn());
    }

    private static String rcpt(EnvelopeCommands commands, String recipient) {
        return commands.rcpt(new Recipient(1, EmailAddress.of(recipient)), commands.asksForDsn());
    }

    @Test
    void asksForNothingThatIsNotOffered() {
        EnvelopeCommands plain = commands(ASCII, "a@b.example", "c@d.example", REPORTS);

        assertThat(mail(plain, "c@d.example")).isEqualTo("MAIL FROM:<a@b.example>");
        assertThat(rcpt(plain, "c@d.example")).isEqualTo("RCPT TO:<c@d.example>");
    }

    @Test
    void usesWhatIsOfferedAndNeeded() {
        EnvelopeCommands all =
                commands(EIGHT_BIT, "a@b.example", "c@d.example", REPORTS, "SIZE 1000", "8BITMIME", "SMTPUTF8", "DSN");

        assertThat(mail(all, "c@d.example"))
                .isEqualTo("MAIL FROM:<a@b.example> SIZE=29 BODY=8BITMIME RET=HDRS ENVID=k1+2Bab+3Dc");
        assertThat(rcpt(all, "c@d.example"))
                .isEqualTo("RCPT TO:<c@d.example> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;c@d.example");
    }

    @Test
    void asksForNoReportOfSuccessWhenNoneIsWanted() {
        EnvelopeCommands some = commands(ASCII, "", "c+d@e.example", Optional.of(new DsnRequest("x", false)), "DSN");

        assertThat(mail(some, "c+d@e.example")).isEqualTo("MAIL FROM:<> RET=HDRS ENVID=x");
        assertThat(rcpt(some, "c+d@e.example"))
                .isEqualTo("RCPT TO:<c+d@e.example> NOTIFY=FAILURE,DELAY ORCPT=rfc822;c+2Bd@e.example");
    }

    @Test
    void writesInternationalDomainsAsALabels() {
        EnvelopeCommands commands = commands(ASCII, "a@bücher.example", "c@bücher.example", REPORTS, "DSN");

        assertThat(commands.objectionToLetter()).isEmpty();
        assertThat(mail(commands, "c@bücher.example")).startsWith("MAIL FROM:<a@xn--bcher-kva.example>");
        assertThat(rcpt(commands, "c@bücher.example"))
                .startsWith("RCPT TO:<c@xn--bcher-kva.example>")
                .endsWith("ORCPT=rfc822;c@xn--bcher-kva.example");
    }

    @Test
    void saysSmtpUtf8WhenARecipientNeedsIt() {
        EnvelopeCommands commands =
                commands(ASCII, "a@b.example", "jörg@b.example", REPORTS, "8BITMIME", "SMTPUTF8", "DSN");

        assertThat(mail(commands, "jörg@b.example")).startsWith("MAIL FROM:<a@b.example> SMTPUTF8 RET");
        assertThat(rcpt(commands, "jörg@b.example"))
                .startsWith("RCPT TO:<jörg@b.example> ")
                .endsWith(" ORCPT=utf-8;j\\x{F6}rg@b.example");
        assertThat(mail(commands, "ann@b.example")).doesNotContain("SMTPUTF8");
    }

    @Test
    void saysSmtpUtf8AndEightBitForInternationalHeaders() {
        EnvelopeCommands commands =
                commands(UTF8_HEADER, "a@b.example", "c@d.example", Optional.empty(), "8BITMIME", "SMTPUTF8");

        assertThat(mail(commands, "c@d.example")).isEqualTo("MAIL FROM:<a@b.example> BODY=8BITMIME SMTPUTF8");
    }

    @Test
    void objectsToALetterThatIsTooBig() {
        EnvelopeCommands commands =
                commands(ASCII.repeat(10), "a@b.example", "c@d.example", Optional.empty(), "SIZE 100");

        assertThat(commands.objectionToLetter())
                .map(Rejected::reason)
                .get()
                .asString()
                .startsWith("5.3.4 ");
    }

    @Test
    void objectsToEightBitLinesWithoutEightBitMime() {
        EnvelopeCommands commands = commands(EIGHT_BIT, "a@b.example", "c@d.example", Optional.empty());

        assertThat(commands.objectionToLetter())
                .map(Rejected::reason)
                .get()
                .asString()
                .startsWith("5.6.3 ");
    }

    @Test
    void objectsToInternationalHeadersAndSendersWithoutSmtpUtf8() {
        EnvelopeCommands headers = commands(UTF8_HEADER, "a@b.example", "c@d.example", Optional.empty(), "8BITMIME");
        EnvelopeCommands sender = commands(ASCII, "jörg@b.example", "c@d.example", Optional.empty(), "8BITMIME");

        assertThat(headers.objectionToLetter())
                .map(Rejected::reason)
                .get()
                .asString()
                .startsWith("5.6.7 ");
        assertThat(sender.objectionToLetter())
                .map(Rejected::reason)
                .get()
                .asString()
                .startsWith("5.6.7 ");
    }

    @Test
    void objectsToOneInternationalRecipientWithoutSmtpUtf8() {
        EnvelopeCommands commands = commands(ASCII, "a@b.example", "jörg@b.example", Optional.empty());

        assertThat(commands.objectionToLetter()).isEmpty();
        assertThat(commands.objectionTo(new Recipient(1, EmailAddress.of("jörg@b.example"))))
                .map(Rejected::reason)
                .get()
                .asString()
                .startsWith("5.6.7 ");
        assertThat(commands.objectionTo(new Recipient(2, EmailAddress.of("ann@bücher.example"))))
                .isEmpty();
    }
}
