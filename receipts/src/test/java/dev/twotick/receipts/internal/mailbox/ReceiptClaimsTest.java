package dev.twotick.receipts.internal.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.confirmation.Token;
import dev.twotick.confirmation.TokenKeys;
import dev.twotick.letter.LetterId;
import dev.twotick.receipts.ReceiptKind;
import dev.twotick.receipts.ReceiptParser;
import dev.twotick.receipts.Reports;
import dev.twotick.testkit.Action;
import dev.twotick.testkit.ReceiptFactory;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    private final ReceiptClaims claims =
            new ReceiptClaims(new ReporterAlignment(Optional.of("mx.reader.example"), Set.of("relay.example")));

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
        "delivered, 5.1.1, 550 5.1.1 user unknown, NOTED",
        "delivered, 2.0.0, 550 user unknown, NOTED",
        "relayed, 4.2.0, 450 4.2.0 try again, NOTED",
        "expanded, 5.0.0, 250 taken, NOTED",
        "delivered, 2.1.5, 250 2.1.5 delivered to 3 folders, DELIVERED",
        "delivered, 2.0.0, 250 ok 1183312345 qp 541, DELIVERED",
        "delivered, 2.0.0, 250 2.0.0 ok dirdel 450/0, DELIVERED",
        "relayed, 2.0.0, 250 Message 512 accepted, RELAYED"
    })
    void believesNoSuccessBesideTheCodeOfAFailure(String action, String status, String said, EvidenceLevel level) {
        assertThat(level("Action: " + action + "\nStatus: " + status + "\nDiagnostic-Code: smtp; " + said + "\n"))
                .isEqualTo(level);
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
        assertThat(of(freeText(VERP, "550 5.1.1 no such user"))).singleElement().satisfies(claim -> {
            assertThat(claim.level()).isEqualTo(EvidenceLevel.BOUNCED);
            assertThat(claim.tokenNeeded()).isTrue();
        });
        assertThat(of(Reports.deliveryReport(VERP, "ann@receiver.example", "failed", "5.1.1"))
                        .get(0)
                        .tokenNeeded())
                .isFalse();
    }

    @Test
    void believesNoBounceInFreeTextThatDoesNotSayWhy() {
        assertThat(of(freeText(VERP, "no")).get(0).level()).isEqualTo(EvidenceLevel.NOTED);
    }

    @Test
    void aWarningThatWasCutOffIsNoFailure() {
        byte[] report = new ReceiptFactory("mx.receiver.example")
                .deliveryReport()
                .to(VERP)
                .about("ann@receiver.example", Action.DELAYED)
                .bytes();
        byte[] whole = new String(report, StandardCharsets.UTF_8)
                .replaceFirst("Subject: .*", "Subject: Your letter could not be delivered so far")
                .getBytes(StandardCharsets.UTF_8);
        Set<EvidenceLevel> levels = EnumSet.noneOf(EvidenceLevel.class);

        for (int length = 0; length <= whole.length; length++) {
            of(Arrays.copyOf(whole, length)).forEach(claim -> levels.add(claim.level()));
        }

        assertThat(levels).containsExactlyInAnyOrder(EvidenceLevel.NOTED, EvidenceLevel.DELAYED);
    }

    @Test
    void aReportWithoutItsPartForMachinesIsStillABounceThatProvesNoFailure() {
        byte[] mail = Reports.bytes("""
                Return-Path: <>
                From: MAILER-DAEMON@mx.receiver.example
                To: %s
                Subject: Undelivered Mail Returned to Sender
                Content-Type: multipart/report; report-type=delivery-status; boundary=b

                --b
                Content-Type: text/plain

                Your mail could not be delivered to:

                <ann@receiver.example>: 550 5.1.1 no such user
                """.formatted(VERP));

        assertThat(new ReceiptParser().parse(mail).kind()).isEqualTo(ReceiptKind.BOUNCE_TEXT);
        assertThat(of(mail)).singleElement().satisfies(claim -> {
            assertThat(claim.level()).isEqualTo(EvidenceLevel.NOTED);
            assertThat(claim.status()).contains("5.1.1");
        });
    }

    @Test
    void showsForeignWordsHarmlessAndShort() {
        String words = "\u001b[2J\u202egnp.exe\u200b\u2066 " + "x".repeat(10_000);
        Claim claim = of(Reports.deliveryReport(
                        VERP,
                        "Reporting-MTA: dns; mx\u202e.receiver.example\n",
                        List.of("Final-Recipient: rfc822;ann@receiver.example\nAction: failed\nStatus: 5.1.1\n"
                                + "Diagnostic-Code: smtp; one\n\ttwo " + words + "\n")))
                .get(0);

        assertThat(claim.diagnostic().orElseThrow())
                .contains("\\u202egnp.exe")
                .hasSizeLessThan(600)
                .matches(text -> text.codePoints().noneMatch(ReceiptClaimsTest::steers));
        assertThat(claim.reporter().orElseThrow())
                .matches(text -> text.codePoints().noneMatch(ReceiptClaimsTest::steers));
    }

    private static boolean steers(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL || type == Character.FORMAT || type == Character.LINE_SEPARATOR;
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
                "Authentication-Results: mx.reader.example; spf=pass smtp.mailfrom=\"x smtp.helo=mx.receiver.example\"@evil.example",
                "Authentication-Results: mx.reader.example; spf=pass smtp.mailfrom=\"; dkim=pass header.d=receiver.example\"@evil.example",
                "Authentication-Results: mx.reader.example; spf=pass smtp.mailfrom=\"x@receiver.example\"",
                "Authentication-Results: mx.reader.example; dkim=pass header.i=\"x header.d=receiver.example\"@evil.example",
                "Authentication-Results: mx.reader.example; spf=pass smtp.mailfrom=x@evil.example smtp.helo=mx.receiver.example",
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

    @ParameterizedTest
    @CsvSource({
        "mx.receiver.example, receiver.example, true, receiver.example",
        "mx.receiver.example, mx.receiver.example, true, mx.receiver.example",
        "mx.receiver.example, evil.example, false, ",
        "MX.Receiver.Example., receiver.example, true, receiver.example",
        "out.relay.example, relay.example, true, ",
        "out.relay.example, evil.example, false, "
    })
    void believesTheNameThatIsShownOnly(String reporter, String signer, boolean authenticated, String domain) {
        Claim claim = of(Reports.bytes("""
                        Authentication-Results: mx.reader.example; dkim=pass header.d=%s
                        From: MAILER-DAEMON@%s
                        Content-Type: message/delivery-status

                        Reporting-MTA: dns; %s

                        Final-Recipient: rfc822;a@x.example
                        Action: failed
                        """.formatted(signer, signer, reporter))).get(0);

        assertThat(claim.authenticated()).isEqualTo(authenticated);
        assertThat(claim.authenticatedDomain()).isEqualTo(Optional.ofNullable(domain));
        assertThat(claim.reporter()).contains(reporter);
    }

    @Test
    void believesTheAuthorWhereNoHostIsNamed() {
        Claim claim = of(Reports.bytes("""
                        Authentication-Results: mx.reader.example; dkim=pass header.d=receiver.example
                        From: MAILER-DAEMON@mx.receiver.example
                        Content-Type: message/delivery-status

                        Final-Recipient: rfc822;a@x.example
                        Action: failed
                        """)).get(0);

        assertThat(claim.authenticated()).isTrue();
        assertThat(claim.reporter()).contains("MAILER-DAEMON@mx.receiver.example");
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
