package dev.twotick.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Exim 4.96 and OpenSMTPD 6.8 wrote when they were asked to relay to a host that refuses, waits or takes everything. */
class GenuineReportsTest {
    private static Receipt read(String file) {
        try (InputStream in = GenuineReportsTest.class.getResourceAsStream("/genuine/" + file + ".eml")) {
            return new ReceiptParser().parse(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "exim/02-delivered, ann@dest.example, relayed, 2.0.0, , ",
        "exim/02-failed, unknown@dest.example, failed, 5.1.1, permanent, mailbox-unknown",
        "exim/03-failed, full@dest.example, failed, 5.2.2, permanent, mailbox-full",
        "exim/04-failed, plain@dest.example, failed, 5.0.0, permanent, mailbox-unknown",
        "exim/05-failed, policy@dest.example, failed, 5.7.1, permanent, reputation",
        "exim/06-failed, spam@dest.example, failed, 5.6.0, permanent, content",
        "exim/07-delivered, ann@dest.example, relayed, 2.0.0, , ",
        "exim/08-delivered, ann@relay.example, relayed, 2.0.0, , ",
        "exim/09-failed, nobody@relay.example, failed, 5.0.0, permanent, mailbox-unknown",
        "exim/10-delivered, full@relay.example, relayed, 2.0.0, , ",
        "exim/11-delivered, forward@relay.example, relayed, 2.0.0, , ",
        "exim/12-delayed, later@dest.example, delayed, 4.2.0, transient, rate",
        "exim/12-failed, later@dest.example, failed, 4.2.0, transient, rate",
        "exim/13-delayed, ann@slow.example, delayed, 4.0.0, transient, ",
        "exim/13-failed, ann@slow.example, failed, 5.0.0, permanent, expired",
        "exim/14-failed, ann@nowhere.invalid, failed, 5.0.0, permanent, mailbox-unknown",
        "opensmtpd/01-failed, unknown@dest.example, failed, 5.1.1, permanent, mailbox-unknown",
        "opensmtpd/02-failed, unknown@dest.example, failed, 5.1.1, permanent, mailbox-unknown",
        "opensmtpd/02-relayed, ann@dest.example, relayed, 2.0.0, , ",
        "opensmtpd/03-failed, full@dest.example, failed, 5.2.2, permanent, mailbox-full",
        "opensmtpd/04-failed, plain@dest.example, failed, 5.0.0, permanent, mailbox-unknown",
        "opensmtpd/05-failed, policy@dest.example, failed, 5.7.1, permanent, reputation",
        "opensmtpd/06-failed, spam@dest.example, failed, 5.6.0, permanent, content",
        "opensmtpd/07-relayed, ann@dest.example, relayed, 2.0.0, , ",
        "opensmtpd/08-delivered, ann@relay.example, delivered, 2.0.0, , ",
        "opensmtpd/12-delayed, later@dest.example, delayed, 4.2.0, transient, rate",
        "opensmtpd/14-relayed, ann@nowhere.invalid, relayed, 2.0.0, , "
    })
    void saysOfItsOnlyRecipient(
            String file, String recipient, String action, String status, String permanence, String reason) {
        Receipt receipt = read(file);

        assertThat(receipt.kind()).isEqualTo(ReceiptKind.DSN);
        assertThat(receipt.recipients()).hasSize(1);
        ReceiptRecipient one = receipt.recipients().get(0);
        assertThat(one.intended()).contains(recipient);
        assertThat(one.action()).contains(action);
        assertThat(one.status()).contains(status);
        assertThat(one.permanence().map(Permanence::word)).isEqualTo(Optional.ofNullable(permanence));
        assertThat(one.reason().map(BounceReason::word)).isEqualTo(Optional.ofNullable(reason));
        String letter = file.replaceAll("\\D*(\\d+).*", "$1").replaceFirst("^0", "");
        assertThat(receipt.originalMessageId()).contains("<letter." + letter + "@corp.example>");
    }

    @ParameterizedTest
    @CsvSource({"exim/15-failed, envelope7", "opensmtpd/15-failed,"})
    void saysOfEachRecipientWhatItsOwnHostSaid(String file, String envelopeId) {
        Receipt receipt = read(file);

        assertThat(receipt.envelopeId()).isEqualTo(Optional.ofNullable(envelopeId));
        assertThat(receipt.recipients())
                .extracting(one -> one.intended().orElseThrow())
                .containsExactlyInAnyOrder("unknown@dest.example", "full@dest.example", "plain@dest.example");
        assertThat(about(receipt, "unknown@dest.example")).isEqualTo(List.of("5.1.1", "permanent", "mailbox-unknown"));
        assertThat(about(receipt, "full@dest.example")).isEqualTo(List.of("5.2.2", "permanent", "mailbox-full"));
        assertThat(about(receipt, "plain@dest.example")).isEqualTo(List.of("5.0.0", "permanent", "mailbox-unknown"));
    }

    private static List<String> about(Receipt receipt, String address) {
        ReceiptRecipient one = receipt.recipients().stream()
                .filter(recipient -> recipient.intended().equals(Optional.of(address)))
                .findFirst()
                .orElseThrow();
        return List.of(
                one.status().orElse(""),
                one.permanence().map(Permanence::word).orElse(""),
                one.reason().map(BounceReason::word).orElse(""));
    }

    @Test
    void keepsTheWordsThatStandInTheTextForPeopleOnly() {
        assertThat(read("opensmtpd/03-failed").recipients().get(0).diagnostic()).contains("552 5.2.2 Mailbox full");
    }
}
