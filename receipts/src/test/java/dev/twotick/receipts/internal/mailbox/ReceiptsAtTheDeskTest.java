package dev.twotick.receipts.internal.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.twotick.confirmation.Confirmation;
import dev.twotick.confirmation.Evidence;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.confirmation.Trust;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.Letter;
import dev.twotick.letter.LetterId;
import dev.twotick.outbox.RecipientView;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.receipts.Reports;
import dev.twotick.testkit.Action;
import dev.twotick.testkit.Disposition;
import dev.twotick.testkit.ReceiptFactory;
import dev.twotick.transport.Submission;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of receipts on their whole way from bytes to evidence. */
class ReceiptsAtTheDeskTest {
    private static final ReceiptFactory REPORTS = new ReceiptFactory("mx.dest.example");
    private World world = new World("bounces@corp.example");

    @AfterEach
    void close() {
        world.close();
    }

    private LetterId submitted(Assurance assurance, String... recipients) {
        Letter letter = Letter.from("billing@corp.example")
                .to(recipients)
                .subject("Invoice")
                .text("Please find…")
                .build();
        LetterId id = world.post.send(letter, assurance).id();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> world.memory.stocktake().in(SubmissionState.SUBMITTED) == recipients.length);
        return id;
    }

    private Submission submission() {
        return world.submissions().get(0);
    }

    private List<RecipientView> views(LetterId letter) {
        return world.memory.find(letter).orElseThrow().recipients();
    }

    @Test
    void aReportWithMixedActionsChangesOnlyThoseThatItNames() {
        LetterId letter = submitted(
                Assurance.submitted(), "ann@dest.example", "bob@dest.example", "cyd@dest.example", "dan@dest.example");

        world.place.bring(List.of(REPORTS.deliveryReport()
                .to(submission().reversePath().orElseThrow().value())
                .envelopeId(submission().dsn().orElseThrow().envelopeId())
                .about("cyd@dest.example", Action.DELAYED)
                .about("ann@dest.example", Action.FAILED)
                .about("bob@dest.example", Action.DELIVERED)
                .bytes()));

        assertThat(views(letter))
                .extracting(
                        view -> view.evidence().stream().map(Evidence::level).toList())
                .containsExactly(
                        List.of(EvidenceLevel.BOUNCED),
                        List.of(EvidenceLevel.DELIVERED),
                        List.of(EvidenceLevel.DELAYED),
                        List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "mx.dest.example, dest.example, VERIFIED",
        "mx.dest.example, evil.example, PLAUSIBLE",
        "mx.evil.example, evil.example, PLAUSIBLE",
        "mx.dest.example, mx.dest.example, VERIFIED",
        "mx.dest.example.evil.example, evil.example, PLAUSIBLE"
    })
    void aRecipientWhoReportsAboutHimselfIsVerifiedOnlyAsTheHostOfHisDomain(
            String reporter, String signer, Trust trust) {
        LetterId letter = submitted(Assurance.delivered(), "ann@dest.example");
        byte[] report = new ReceiptFactory(reporter)
                .deliveryReport()
                .to(submission().reversePath().orElseThrow().value())
                .about("ann@dest.example", Action.DELIVERED)
                .bytes();
        String field = "Authentication-Results: mx.reader.example; dkim=pass header.d=" + signer + "\r\n";

        world.place.bring(List.of((field
                        + new String(report, StandardCharsets.UTF_8)
                                .replaceFirst("From: .*", "From: <mailer-daemon@" + signer + ">"))
                .getBytes(StandardCharsets.UTF_8)));

        assertThat(views(letter).get(0).evidence()).singleElement().satisfies(one -> {
            assertThat(one.trust()).isEqualTo(trust);
            assertThat(one.reporter()).contains(reporter);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Thu, 1 Jan 1970 00:00:00 +0000",
                "Fri, 31 Dec 2099 23:59:59 +0000",
                "Tue, 30 Feb 2026 25:61:61 +9999",
                "yesterday"
            })
    void ourOwnClockTellsWhenAReceiptCame(String date) {
        LetterId letter = submitted(Assurance.delivered(), "ann@dest.example");
        Instant before = Instant.now();
        byte[] report = Reports.deliveryReport(
                submission().reversePath().orElseThrow().value(),
                "Reporting-MTA: dns; mx.dest.example\nArrival-Date: " + date + "\n",
                List.of(Reports.group("ann@dest.example", "delivered", "2.0.0") + "Last-Attempt-Date: " + date + "\n"));

        world.place.bring(List.of(("Date: " + date + "\r\n" + new String(report, StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8)));

        assertThat(views(letter).get(0).evidence())
                .singleElement()
                .satisfies(one -> assertThat(one.at()).isBetween(before, Instant.now()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "failed; 5.2.2; BOUNCED; mailbox-full, permanent; it came back as undeliverable (mailbox-full, permanent).",
                "delayed; 4.2.2; DELAYED; mailbox-full, transient; its delivery is delayed behind the relay (mailbox-full,"
                        + " transient).",
                "failed; 5.0.0; BOUNCED; permanent; it came back as undeliverable (permanent).",
                "delivered; 2.0.0; DELIVERED; ; the recipient's mailbox took it, by its own report."
            })
    void whyItFailedIsToldAndHowLastingThatIs(
            String action, String status, EvidenceLevel level, String reason, String sentence) {
        LetterId letter = submitted(Assurance.delivered(), "ann@dest.example");
        world.place.bring(List.of(Reports.deliveryReport(
                submission().reversePath().orElseThrow().value(),
                "Reporting-MTA: dns; mx.dest.example\n",
                List.of("Final-Recipient: rfc822; ann@dest.example\nAction: " + action + "\nStatus: " + status
                        + "\n"))));

        RecipientView view = views(letter).get(0);
        assertThat(view.evidence()).singleElement().satisfies(one -> {
            assertThat(one.level()).isEqualTo(level);
            assertThat(one.reason()).isEqualTo(Optional.ofNullable(reason));
        });
        assertThat(view.sentence()).endsWith("; " + sentence);
    }

    private static final String QUOTED = """

            Has anybody seen this before?

            This message was created automatically by mail delivery software. A message that you sent could not be
            delivered to one or more of its recipients. This is a permanent error. The following address(es) failed:

              ann@dest.example
                550 5.1.1 no such user
            """;

    private static final String TYPED = """
            Subject: what is this?
            Content-Type: multipart/mixed; boundary=m

            --m
            Content-Type: text/plain

            Has anybody seen this before?
            --m
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.dest.example

            Final-Recipient: rfc822; ann@dest.example
            Action: failed
            Status: 5.1.1
            --m--
            """;

    private static final String DIGEST = """
            Subject: Dogs Digest, Vol 7, Issue 1
            Content-Type: multipart/mixed; boundary=d

            --d
            Content-Type: text/plain

            Today's topics
            --d
            Content-Type: message/rfc822

            Subject: one
            Content-Type: multipart/report; report-type=delivery-status; boundary=r

            --r
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.dest.example

            Final-Recipient: rfc822; ann@dest.example
            Action: failed
            Status: 5.1.1
            --r--
            --d--
            """;

    /** Written to the very address that bears the token, as when a list is among those that a letter was passed on to. */
    private byte[] listMail(String rest) {
        return Reports.bytes("Return-Path: <dogs-bounces@lists.example>\nDelivered-To: "
                + submission().reversePath().orElseThrow().value()
                + "\nFrom: Bea via Dogs <dogs@lists.example>\nTo: dogs@lists.example\n" + rest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "List-Id: The dogs <dogs.lists.example>\nSubject: [dogs] Undelivered Mail Returned to Sender\n"
                        + QUOTED,
                "List-Post: <mailto:dogs@lists.example>\nSubject: Re: Mail delivery failed\n" + QUOTED,
                "Precedence: list\nSubject: failure notice\n" + QUOTED,
                "Precedence: list\nX-Mailman-Version: 2.1.39\nSubject: Dogs Digest, Vol 7, Issue 1\nContent-Type:"
                        + " multipart/mixed; boundary=d\n\n--d\nContent-Type: text/plain\n" + QUOTED
                        + "\n--d\nContent-Type: multipart/digest; boundary=e\n\n--e\n\nSubject: a post\n\nWoof.\n--e--\n"
                        + "--d--\n",
                "Precedence: list\n" + DIGEST,
                "List-Id: <dogs.lists.example>\n" + TYPED,
                """
                Precedence: list
                In-Reply-To: <a@dest.example>
                Auto-Submitted: no
                Subject: failure notice

                > Your mail could not be delivered: user unknown.

                Same here.
                """,
                """
                List-Id: <dogs.lists.example>
                Subject: failure notice

                > A message that you sent could not be delivered to one or more of its recipients.
                >
                > ann@dest.example
                >   550 no such user

                What is that?
                """,
                "List-Id: <dogs.lists.example>\n" + DIGEST
            })
    void aPostToAListConfirmsNothingAndFailsNothing(String post) {
        LetterId letter = submitted(Assurance.delivered(), "ann@dest.example");
        world.place.bring(List.of(
                listMail(post), listMail(post.replace("failed", "delivered").replace("5.1.1", "2.0.0"))));
        assertThat(views(letter).get(0).confirmation()).isEqualTo(Confirmation.NONE);
        assertThat(views(letter).get(0).evidence()).isEmpty();
    }

    /** A group address may hand bounces out to its members; its fields alone make no post. */
    @ParameterizedTest
    @ValueSource(strings = {"""
                Auto-Submitted: auto-replied
                Subject: [dogs] Undeliverable

                Your mail could not be delivered, there is no such user: ann@dest.example
                """, """
                X-List-Administrivia: yes
                Subject: [dogs] Undeliverable: Invoice

                <ann@dest.example>: user unknown, it could not be delivered to one or more recipients
                """, """
                References: <a@corp.example>
                Subject: failure notice

                This is the mail system at host mx.dest.example.

                I'm sorry to have to inform you that your message could not
                be delivered to one or more recipients.

                <ann@dest.example>: 550 5.1.1 no such user
                """, """
                Subject: Mail could not be delivered

                Unknown user: ann@dest.example. Your mail was returned.
                """, "Auto-Submitted: auto-generated (failure)\n" + TYPED})
    void whatAListPassesOnOfAMailSystemFailsTheLetter(String bounce) {
        LetterId letter = submitted(Assurance.delivered(), "ann@dest.example");
        world.place.bring(List.of(listMail("List-Id: <dogs.lists.example>\nPrecedence: list\n" + bounce)));
        assertThat(views(letter).get(0).confirmation()).isEqualTo(Confirmation.BOUNCED);
    }

    @Test
    void whatAPersonSendsOnIsAReportAllTheSame() {
        LetterId letter = submitted(Assurance.delivered(), "ann@dest.example");
        world.place.bring(List.of(listMail(DIGEST)));
        assertThat(views(letter).get(0).confirmation()).isEqualTo(Confirmation.BOUNCED);
    }

    private static final String REPORT_ABOUT_BOB = """
            Subject: Undelivered Mail Returned to Sender
            From: MAILER-DAEMON@mx.other.example
            Content-Type: multipart/report; report-type=delivery-status; boundary=r

            --r
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.other.example
            Original-Envelope-Id: %s

            Final-Recipient: rfc822; bob@other.example
            Action: failed
            Status: 5.1.1
            --r
            Content-Type: message/rfc822

            Message-ID: %s
            Subject: Invoice

            Dear Ann
            --r--
            """;

    private static final String STATUS_OF_BOB = """
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.other.example

            Final-Recipient: rfc822; bob@other.example
            Action: failed
            Status: 5.1.1
            """;

    private String messageId(LetterId letter) {
        return world.memory.find(letter).orElseThrow().letter().messageId();
    }

    /** Ann's answer to the letter, with something else in it. */
    private static byte[] answer(String messageId, String part) {
        return Reports.bytes("Return-Path: <ann@dest.example>\nFrom: Ann <ann@dest.example>\nTo: billing@corp.example\n"
                + "Subject: Re: Invoice\nIn-Reply-To: " + messageId + "\nReferences: " + messageId
                + "\nContent-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: text/plain\n\n"
                + "Thanks. My mail to Bob comes back, see there.\n--m\n" + part + "--m--\n");
    }

    @Test
    void anAnswerThatBringsAReportAboutAnotherFailsNothing() {
        LetterId letter = submitted(Assurance.delivered(), "ann@dest.example");
        String id = messageId(letter);
        String wholeReport = "Content-Type: message/rfc822\n\n" + REPORT_ABOUT_BOB;

        world.place.bring(List.of(
                answer(id, STATUS_OF_BOB),
                answer(id, wholeReport.formatted("none", "<another@dest.example>")),
                // Ann had sent the very letter on to him
                answer(id, wholeReport.formatted("none", id))));

        assertThat(views(letter).get(0).confirmation()).isEqualTo(Confirmation.NONE);
    }

    @Test
    void aReportThatIsSentOnCountsByTheTokenInsideIt() {
        LetterId letter = submitted(Assurance.delivered(), "ann@dest.example");
        String envelopeId = submission().dsn().orElseThrow().envelopeId();

        world.place.bring(List.of(answer(
                "<another@dest.example>",
                "Content-Type: message/rfc822\n\n"
                        + REPORT_ABOUT_BOB.formatted(envelopeId, "<another@dest.example>"))));

        assertThat(views(letter).get(0).confirmation()).isEqualTo(Confirmation.BOUNCED);
    }

    /** A mail system's own report counts by what it answers, whatever form it has. */
    @ParameterizedTest
    @CsvSource({"<>, ann@dest.example", "<mx@dest.example>, MAILER-DAEMON@dest.example"})
    void aReportOfAMailSystemCountsByTheLetterThatItAnswers(String sender, String author) {
        LetterId letter = submitted(Assurance.delivered(), "ann@dest.example");
        String mail = new String(answer(messageId(letter), STATUS_OF_BOB), StandardCharsets.UTF_8)
                .replace("Return-Path: <ann@dest.example>", "Return-Path: " + sender)
                .replace("Ann <ann@dest.example>", author)
                .replace("bob@other.example", "ann@dest.example");

        world.place.bring(List.of(mail.getBytes(StandardCharsets.UTF_8)));

        assertThat(views(letter).get(0).confirmation()).isEqualTo(Confirmation.BOUNCED);
    }

    /** They all came to the very address that bears the token. */
    @ParameterizedTest
    @ValueSource(strings = {"""
                Return-Path: <>
                From: Ann <ann@dest.example>
                Subject: On parental leave
                Auto-Submitted: auto-replied (vacation)

                I am away. My mailbox is full, so please write to bob@dest.example.

                -----Original Message-----
                From: Billing <billing@corp.example>
                Subject: Invoice
                """, """
                Return-Path: <>
                From: Ann <ann@dest.example>
                Subject: Elternzeit

                Mails mit Anhang sind unzustellbar: 'mailbox full', sagt man mir.

                -----Original Message-----
                From: Billing <billing@corp.example>
                Subject: Invoice
                """, """
                Return-Path: <ann@dest.example>
                From: Ann <ann@dest.example>
                Subject: Delivery failure of a chair

                The chair could not be delivered to me, the carrier says: user unknown. Ask ann@dest.example.
                """, """
                Return-Path: <>
                From: postmaster@dest.example
                Subject: Quota warning

                Your mailbox is over quota. New mail is returned to its sender.
                """})
    void wordsThatAnybodyMayUseFailNothing(String mail) {
        LetterId letter = submitted(Assurance.delivered(), "ann@dest.example");
        world.place.bring(List.of(
                Reports.bytes("To: " + submission().reversePath().orElseThrow().value() + "\n" + mail)));
        assertThat(views(letter).get(0).confirmation()).isEqualTo(Confirmation.NONE);
    }

    /** A catch-all domain: nothing but the address that it came to tells whose report it is. */
    @ParameterizedTest
    @ValueSource(strings = {"*@bounces.example", "b-*@corp.example", "*-back@corp.example"})
    void theTokenMayStandWhereTheAddressSaysAndIsReadBackFromThere(String address) {
        world.close();
        world = new World(address);
        LetterId letter = submitted(Assurance.delivered(), "ann@dest.example");
        String reversePath = submission().reversePath().orElseThrow().value();
        assertThat(reversePath)
                .isEqualTo(address.replace("*", submission().dsn().orElseThrow().envelopeId()));
        String report = new String(
                REPORTS.deliveryReport()
                        .to("postmaster@corp.example")
                        .about("ann@dest.example", Action.DELIVERED)
                        .bytes(),
                StandardCharsets.UTF_8);

        world.place.bring(List.of(report.getBytes(StandardCharsets.UTF_8)));
        assertThat(views(letter).get(0).evidence())
                .as("nothing names the letter")
                .isEmpty();

        String delivered =
                "Delivered-To: mailbox@corp.example\r\nX-Original-To: " + reversePath.toUpperCase(Locale.ROOT);
        world.place.bring(List.of((delivered + "\r\n" + report).getBytes(StandardCharsets.UTF_8)));
        assertThat(views(letter).get(0).evidence()).singleElement().satisfies(one -> {
            assertThat(one.level()).isEqualTo(EvidenceLevel.DELIVERED);
            assertThat(one.trust()).isEqualTo(Trust.PLAUSIBLE);
        });
    }

    /** RFC 8098 section 2.1: it may differ from the reverse-path in nothing, or people are asked first. */
    @ParameterizedTest
    @ValueSource(strings = {"*@bounces.example", "bounces@corp.example"})
    void aDisplayIsNotifiedToTheAddressOfTheReversePath(String address) throws IOException {
        world.close();
        world = new World(address);
        LetterId letter = submitted(Assurance.displayed(), "ann@dest.example");
        String reversePath = submission().reversePath().orElseThrow().value();
        byte[] wire =
                world.memory.find(letter).orElseThrow().letter().wire().open().readAllBytes();
        assertThat(new String(wire, StandardCharsets.UTF_8))
                .contains("\r\nDisposition-Notification-To: <" + reversePath + ">\r\n");

        byte[] nameless = "Subject: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        world.place.bring(List.of(
                REPORTS.dispositionNotification(reversePath, "ann@dest.example", Disposition.DISPLAYED, nameless)));
        assertThat(views(letter).get(0).confirmation()).isEqualTo(Confirmation.DISPLAYED);
    }
}
