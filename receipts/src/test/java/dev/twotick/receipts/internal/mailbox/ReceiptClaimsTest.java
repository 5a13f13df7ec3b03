package dev.twotick.receipts.internal.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.confirmation.Token;
import dev.twotick.confirmation.TokenKeys;
import dev.twotick.letter.LetterId;
import dev.twotick.receipts.ReceiptParser;
import dev.twotick.receipts.Reports;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceiptClaimsTest {
    private static final String TO = "bounces@sender.example";
    private static final String REPORTER = "Reporting-MTA: dns; mx.receiver.example\n";
    private static final Token TOKEN = TokenKeys.ephemeral(new SecureRandom())
            .issue(
                    LetterId.create(Instant.EPOCH, new SecureRandom()),
                    1,
                    "ann@receiver.example",
                    Instant.EPOCH.plusSeconds(1_800_000_000));
    private static final String VERP = "bounces+" + TOKEN.text() + "@sender.example";

    private final ReceiptClaims claims = new ReceiptClaims(new ReporterAlignment(Optional.of("mx.reader.example")));

    private List<Claim> of(byte[] mail) {
        return claims.of(new ReceiptParser().parse(mail), "imap:INBOX;uidvalidity=1;uid=7");
    }

    private EvidenceLevel level(String group) {
        return of(Reports.deliveryReport(TO, REPORTER, List.of("Final-Recipient: rfc822;a@x.example\n" + group)))
                .get(0)
                .level();
    }

    @ParameterizedTest
    @CsvSource({
        "failed, BOUNCED",
        "expired, BOUNCED",
        "undeliverable, BOUNCED",
        "delayed, DELAYED",
        "relayed, RELAYED",
        "expanded, RELAYED",
        "delivered, DELIVERED",
        "teleported, NOTED"
    })
    void gradesEachAction(String action, EvidenceLevel level) {
        assertThat(level("Action: " + action + "\n")).isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource({
        "other.receiver.example, RELAYED", "mx.receiver.example, DELIVERED", "MX.Receiver.Example., DELIVERED",
        "127.0.0.1, DELIVERED", "localhost, DELIVERED", "[192.0.2.1], RELAYED"
    })
    void believesDeliveredOnlyOfTheHostThatDelivers(String remote, EvidenceLevel level) {
        assertThat(level("Action: delivered\nRemote-MTA: dns; " + remote + "\n"))
                .isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource({
        "manual-action/MDN-sent-manually; displayed, DISPLAYED",
        "manual-action/MDN-sent-automatically; displayed, DISPLAYED",
        "automatic-action/MDN-sent-automatically; displayed, NOTED",
        "manual-action/MDN-sent-manually; displayed/error, NOTED",
        "automatic-action/MDN-sent-automatically; deleted, NOTED",
        "manual-action/MDN-sent-manually; denied, NOTED",
        "automatic-action/MDN-sent-automatically; failed, NOTED",
        "nonsense, NOTED"
    })
    void gradesEachDisposition(String disposition, EvidenceLevel level) {
        assertThat(of(Reports.dispositionNotification(TO, disposition)).get(0).level())
                .isEqualTo(level);
    }

    @Test
    void handsOverAllThatMayNameTheLetter() {
        Claim claim = of(Reports.deliveryReport(
                        VERP,
                        REPORTER + "Original-Envelope-Id: " + TOKEN.text() + "\n",
                        List.of(Reports.group("ann@receiver.example", "delivered", "2.0.0"))))
                .get(0);

        assertThat(claim.arrivedAt()).containsExactly(VERP);
        assertThat(claim.envelopeId()).contains(TOKEN.text());
        assertThat(claim.originalRecipient()).contains("ann@receiver.example");
        assertThat(claim.finalRecipient()).contains("ann@receiver.example");
        assertThat(claim.messageIds()).containsExactly(Reports.LETTER_ID);
        assertThat(claim.reporter()).contains("mx.receiver.example");
        assertThat(claim.status()).contains("2.0.0");
        assertThat(claim.location()).contains("imap:INBOX;uidvalidity=1;uid=7");
    }

    @Test
    void givesTheSameReportTheSameIdAndAnyOtherAnother() {
        byte[] report = Reports.deliveryReport(TO, "ann@receiver.example", "failed", "5.1.1");

        assertThat(of(report).get(0).id()).isEqualTo(of(report).get(0).id());
        assertThat(List.of(
                        of(report).get(0).id(),
                        id(TO, "bob@receiver.example", "failed", "5.1.1"),
                        id(TO, "ann@receiver.example", "delayed", "5.1.1"),
                        id(TO, "ann@receiver.example", "failed", "5.1.2"),
                        id(VERP, "ann@receiver.example", "failed", "5.1.1")))
                .doesNotHaveDuplicates();
    }

    private String id(String to, String address, String action, String status) {
        return of(Reports.deliveryReport(to, address, action, status)).get(0).id();
    }

    @Test
    void believesABounceInFreeTextOnlyThroughTheTokenInItsAddress() {
        assertThat(of(freeText(TO, "550 5.1.1 no such user")).get(0).level()).isEqualTo(EvidenceLevel.NOTED);
        assertThat(of(freeText(VERP, "550 5.1.1 no such user")))
                .singleElement()
                .satisfies(claim -> assertThat(claim.level()).isEqualTo(EvidenceLevel.BOUNCED));
    }

    @Test
    void believesNoBounceInFreeTextThatDoesNotSayWhy() {
        assertThat(of(freeText(VERP, "no")).get(0).level()).isEqualTo(EvidenceLevel.NOTED);
    }

    private static byte[] freeText(String to, String why) {
        return Reports.bytes("Return-Path: <>\nFrom: MAILER-DAEMON@x.example\nTo: " + to
                + "\nSubject: failure notice\n\nYour mail could not be delivered to:\n\n<a@x.example>:\n" + why
                + "\n\n<b@x.example>:\n" + why + "\n");
    }

    @Test
    void notesAnAutomaticReplyAndNothingOfAnOrdinaryMail() {
        assertThat(of(Reports.bytes("From: a@x.example\nTo: " + VERP + "\nAuto-Submitted: auto-replied\n\nAway.\n")))
                .singleElement()
                .satisfies(claim -> assertThat(claim.level()).isEqualTo(EvidenceLevel.NOTED));
        assertThat(of(Reports.bytes("From: a@x.example\nTo: " + VERP + "\n\nHello.\n")))
                .isEmpty();
    }

    @Test
    void believesWhatOurOwnBorderHostAuthenticated() {
        assertThat(authenticated("Authentication-Results: mx.reader.example; dkim=pass header.d=receiver.example"))
                .isTrue();
        assertThat(authenticated("Authentication-Results: mx.reader.example; spf=pass smtp.helo=mx.receiver.example"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Authentication-Results: mx.other.example; dkim=pass header.d=receiver.example",
                "Authentication-Results: mx.reader.example; dkim=fail header.d=receiver.example",
                "Authentication-Results: mx.reader.example; dkim=pass header.d=eceiver.example",
                "Authentication-Results: mx.reader.example; dkim=pass header.d=example",
                "Authentication-Results: mx.reader.example; dkim=pass (header.d=receiver.example) header.d=x.example",
                "Authentication-Results: mx.reader.example; arc=pass header.d=receiver.example",
                "X-Nothing: none"
            })
    void believesNoOther(String field) {
        assertThat(authenticated(field)).isFalse();
    }

    @Test
    void looksAtTheTopmostResultOfOurHostOnly() {
        assertThat(authenticated("Authentication-Results: mx.reader.example; dkim=none\n"
                        + "Authentication-Results: mx.reader.example; dkim=pass header.d=receiver.example"))
                .isFalse();
    }

    private boolean authenticated(String fields) {
        return of(Reports.bytes(fields + """

                From: MAILER-DAEMON@mx.receiver.example
                Content-Type: message/delivery-status

                Reporting-MTA: dns; mx.receiver.example

                Final-Recipient: rfc822;a@x.example
                Action: failed
                """)).get(0).authenticated();
    }
}
