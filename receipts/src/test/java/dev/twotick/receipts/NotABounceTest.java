package dev.twotick.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.testkit.ReceiptFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people, lists and programs write is no bounce, even when it speaks of one. */
class NotABounceTest {
    private final ReceiptParser parser = new ReceiptParser();

    private Receipt parse(String mail) {
        return parser.parse(Reports.bytes(mail));
    }

    private static final String QUOTED = """

            > A message that you sent could not be delivered to one or more of its
            > recipients. The following address(es) failed:
            >
            >   ann@receiver.example
            >     550 5.1.1 no such user

            Why is that?
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: Ann <ann@receiver.example>\nSubject: Re: Undelivered mail\nIn-Reply-To: <x@y.example>\n",
                "From: Ann <ann@receiver.example>\nSubject: Fwd: Undelivered Mail Returned to Sender\n",
                "From: Ann <ann@receiver.example>\nSubject: AW: Delivery failure\nReferences: <x@y.example>\n",
                "From: Desk <desk@receiver.example>\nSubject: [Ticket 7] a question\n"
            })
    void leavesPeopleWhoQuoteABounceAlone(String header) {
        assertThat(parse(header + QUOTED).kind()).isEqualTo(ReceiptKind.NOT_A_REPORT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: News <news@shop.example>\nSubject: Returned goods\nList-Id: <news.shop.example>\n\nYour parcel was returned.\n",
                "From: Postmaster <postmaster@sender.example>\nSubject: Maintenance on Sunday\n\nMail will be slow.\n",
                """
                From: noreply-dmarc@provider.example
                Subject: Report Domain: sender.example Submitter: provider.example

                This is an aggregate report.
                """,
                "From: Ann <ann@receiver.example>\nSubject: lunch\n\nMy last mail to bob@x.example bounced. User unknown, it said.\n",
                """
                Return-Path: <>
                From: Mail Delivery System <mailer-daemon@mx.example>
                Subject: Delivery report

                Your message was successfully delivered to <ann@receiver.example>.
                """,
                "Return-Path: <>\nFrom: ann@receiver.example\nSubject: Thank you\n\nI have read it.\n"
            })
    void leavesOrdinaryMailAlone(String mail) {
        assertThat(parse(mail).kind()).isEqualTo(ReceiptKind.NOT_A_REPORT);
    }

    private static final String ORIGINAL = """

            -----Original Message-----
            From: Billing <billing@sender.example>
            Sent: Thursday
            To: Cleo
            Subject: Invoice

            Dear Cleo
            """;

    /** Nobody's mailbox failed: its owner is away, moved on, or has a program that thanks for the mail. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                """
                Subject: Back in April
                Auto-Submitted: auto-replied (vacation)

                My mailbox is full, so please ask dora@receiver.example until then.
                """,
                """
                Subject: Re: Invoice
                Auto-Submitted: auto-replied

                I am away. Mail to my old address was returned, use this one.
                """,
                "Subject: Re: Undeliverable parcel\n\nI am away, so this was not delivered to me.\n",
                "Subject: Urlaub bis Ostern\n\nMails mit großen Anhängen sind derzeit unzustellbar.\n",
                """
                Subject: Urlaub bis Ostern
                Auto-Submitted: auto-replied

                An meine Vertretung konnte nicht zugestellt werden.
                """,
                "Subject: Mateřská dovolená\n\nVaše zpráva nebyla doručena kolegovi.\n",
                "Subject: Chiusura estiva\n\nIl messaggio non è stato consegnato ai colleghi.\n",
                "Subject: Met vakantie\n\nUw bericht kon niet worden bezorgd bij een collega.\n",
                "Subject: Congés d'été\n\nVotre message n'a pas été remis à mes collègues.\n",
                "Subject: Férias\n\nSua mensagem não foi entregue aos colegas.\n",
                "Subject: Urlop\n\nTwoja wiadomość nie została dostarczona nikomu innemu.\n",
                """
                Subject: I do not work here any more

                This mailbox does not exist for long, write to dora@receiver.example.
                """,
                "Subject: New address\n\nMail to cleo@old.example is undeliverable, please note cleo@new.example.\n",
                """
                Subject: Request 8812 opened
                Auto-Submitted: auto-generated

                Your mail was not delivered to a person yet; attached programs have been rejected.
                """,
                """
                Subject: Re: Invoice 4711
                Auto-Submitted: auto-replied

                If your order has not yet been delivered, please wait another day: we have too many messages.
                """,
                """
                Subject: Re: Invoice 4711
                Auto-Submitted: auto-replied

                A request without a customer number was automatically rejected in the past.
                This policy has changed. Write to help@other.example.
                """,
                "Subject: Request 17\n\nA request without a number was automatically rejected by our old policy.\n",
                """
                Subject: Hello
                Auto-Submitted: auto-replied

                收到您的来信。如短信发送失败，请致电；用户不存在时请注册。
                """,
                """
                Subject: Order 17
                Auto-Submitted: auto-generated

                Отправление 17 не удалось доставить, адрес не найден: policy.
                """,
                """
                Subject: Holidays
                Precedence: bulk

                I am hiking until May. When my mailbox is full, call me: 555 0123.
                """,
                """
                Subject: Antwort: Delivery notification for order 17
                Auto-Submitted: auto-replied

                Ich bin im Urlaub. Mein Postfach ist voll, neue Post ist derzeit unzustellbar.
                """,
                """
                Subject: Ferien bis Ostern (was: Delivery notification for order 17)
                Auto-Submitted: auto-replied

                I am hiking. If my mailbox is full, please write again at Easter.
                """,
                """
                Subject: We have your mail

                Thank you for your message to sales@shop.example

                We answer within two days.

                Parcels: whose parcel could not be delivered finds it at the post office
                """,
                """
                Subject: We have your mail

                Thank you for your message to sales@shop.example and welcome! Was your parcel returned as undeliverable?
                """,
                """
                Subject: Re: Undelivered Mail Returned to Sender

                You wrote: the following address(es) failed
                """,
                """
                Subject: We have your mail

                Your email to help@shop.example has arrived. An attachment with a virus was blocked in no case so far.
                """,
                """
                Subject: We have your mail

                Thank you, we have got what is quoted below.

                > Your message to dora@third.example could not be delivered: 550 5.1.1 user unknown
                """,
                """
                Subject: Request 8813 opened: Undelivered mail
                X-Auto-Response-Suppress: All

                You wrote:

                > The following address(es) failed:
                >
                >   dora@receiver.example
                >     550 no such user
                """
            })
    void leavesAnswersOfThoseWhoAreAwayAlone(String note) {
        String mail = "Return-Path: <>\nFrom: Cleo <cleo@receiver.example>\nTo: bounces@sender.example\n" + note;

        assertThat(parse(mail).kind()).isIn(ReceiptKind.AUTO_REPLY, ReceiptKind.NOT_A_REPORT);
        assertThat(parse(mail + ORIGINAL).kind()).isIn(ReceiptKind.AUTO_REPLY, ReceiptKind.NOT_A_REPORT);
    }

    /** Parcels, payments, servers and campaigns fail, too. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                """
                Subject: Undeliverable: your order 5519

                Your order could not be delivered. Write to help@shop.example.
                """,
                "Subject: Zustellung fehlgeschlagen\n\nIhre Sendung konnte nicht zugestellt werden.\n",
                "Subject: Delivery failed, order 5519\n\nUser: cleo@receiver.example. The parcel was returned.\n",
                "Subject: Message returned: direct debit\n\nThe debit was returned, the account does not exist.\n",
                """
                Subject: Returned to sender

                Our letter to you was returned by the post as undeliverable. Where do you live now?
                """,
                """
                Subject: Twelve mails bounced this week

                These contacts bounced:

                cleo@receiver.example
                dora@receiver.example

                Mailbox does not exist.
                """,
                "Subject: CRITICAL: mail failed on web3\n\nState critical, delivery failed for probe@receiver.example.\n",
                "Subject: Resolved: mail delivery problems\n\nSome mail could not be delivered on Friday. All is well.\n",
                """
                Subject: Weekly list of mails bounced or deferred

                by relay
                  2  550 5.1.1 cleo@receiver.example: User unknown
                """,
                """
                Subject: [post] Bounced mails are counted twice (#41)

                In my case:

                The following address(es) failed: dora@receiver.example
                """,
                "Subject: Re: Mail delivery failed\n" + QUOTED,
                "Subject: Mail delivery failed\n\nLook what came today:\n" + QUOTED,
                """
                Subject: Undelivered mail

                Your server sent me this:

                The following address(es) failed:

                  dora@receiver.example
                    550 5.1.1 no such user

                Cleo
                """,
                """
                Subject: Failure notice

                What is that?

                Final-Recipient: rfc822; dora@receiver.example
                Action: failed
                Status: 5.1.1
                """,
                """
                Subject: Mail delivery failed

                Dear Bob, I wanted to write to Dora and got this from your server:
                The following address(es) failed:
                  dora@receiver.example
                    550 5.1.1 no such user
                Can you help me?  Cleo
                """,
                """
                Subject: Mail delivery failed

                Hi!

                The following address(es) failed when I wrote to you yesterday, why?

                  dora@receiver.example
                """,
                """
                Subject: R: Undeliverable: Invoice
                In-Reply-To: <letter.1@sender.example>

                Your message to dora@receiver.example was rejected by our old policy, we have changed it.
                """,
                """
                Subject: Re[2]: Undeliverable: Invoice
                In-Reply-To: <letter.1@sender.example>

                Your message to dora@receiver.example was rejected by our old policy, we have changed it.
                """,
                """
                Subject: 回复：Undeliverable: Invoice
                In-Reply-To: <letter.1@sender.example>

                Your message to dora@receiver.example was rejected by our old policy, we have changed it.
                """,
                """
                Subject: Delivery failure of a chair

                The chair could not be delivered, they call it an unknown address. Ask cleo@receiver.example.
                """
            })
    void leavesOtherFailuresThanThoseOfMailAlone(String rest) {
        String mail = "Return-Path: <cleo@receiver.example>\nFrom: Cleo <cleo@receiver.example>\n"
                + "To: bounces@sender.example\n" + rest;

        assertThat(parse(mail).kind()).isEqualTo(ReceiptKind.NOT_A_REPORT);
    }

    /** Without Return-Path a mail has to show more than such a subject. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Subject: Undeliverable: your order 5519\n\nYour order could not be delivered.\n",
                "Subject: Re: Mail delivery failed\n\nSo my mail was blocked. Why?\n",
                "Subject: Mail delivery failed\n" + QUOTED,
                """
                Subject: A question

                I got this, what can I do?

                Your message to dora@third.example could not be delivered.

                Message-ID: <letter.1@sender.example>
                """,
                """
                Subject: A question about your server

                Look what I got when I wrote to Dora:

                Final-Recipient: rfc822; dora@receiver.example
                Action: failed
                Status: 5.1.1

                Cleo
                """
            })
    void leavesMailWithoutReturnPathAlone(String rest) {
        assertThat(parse("From: Cleo <cleo@receiver.example>\nTo: bounces@sender.example\n" + rest)
                        .kind())
                .isEqualTo(ReceiptKind.NOT_A_REPORT);
    }

    /** What a mail system tells its own people. */
    @ParameterizedTest
    @ValueSource(strings = {"""
                From: Mail Delivery System <MAILER-DAEMON@mx.sender.example>
                Subject: 90 % of your mailbox are used

                When the mailbox is full, new mail will be returned.
                """, """
                From: postmaster@sender.example
                Subject: Quota of bounces@sender.example

                Your mailbox is over quota. Ask it@sender.example for more.
                """, """
                From: postmaster@sender.example
                Subject: Quota of bounces@sender.example

                Your mailbox is over quota: 512 of 500 MB are used.
                """, """
                From: MAILER-DAEMON@sender.example
                Subject: New mail server

                Mails that could not be delivered are kept.

                Regards
                Peter
                peter.smith@sender.example
                """, """
                From: Filter <filter@sender.example>
                Subject: Filter notice

                Your mail to Bounces@Sender.example was blocked, you find it in the folder Junk.
                """, """
                From: Microsoft Exchange <postmaster@sender.example>
                Subject: Your mailbox is nearly full

                Once your mailbox is full you cannot send.
                """, """
                From: Symantec Gateway <postmaster@sender.example>
                Subject: Virus removed

                A message to you from dora@receiver.example had a virus. It was not delivered.
                """, """
                From: Postmaster <postmaster@receiver.example>
                Subject: Held in quarantine

                One message to cleo@receiver.example was blocked.
                """, """
                From: root@mx.sender.example (Mail System)
                Subject: Log summary of Monday

                bounced
                  2  550 5.1.1 cleo@receiver.example: User unknown
                """, """
                From: Postmaster <postmaster@receiver.example>
                Subject: Automatic reply: Invoice

                I am away, and mail cannot be delivered to others.
                """})
    void leavesNewsOfAMailSystemForItsPeopleAlone(String rest) {
        assertThat(parse("Return-Path: <>\nTo: bounces@sender.example\n" + rest).kind())
                .isIn(ReceiptKind.AUTO_REPLY, ReceiptKind.NOT_A_REPORT);
    }

    /** Somebody looks after a mail system and answers by its name. */
    @ParameterizedTest
    @ValueSource(strings = {"Your mail was blocked because of your address:\n> 550 5.7.1 cleo@receiver.example\n", """
                We have repaired it, Cleo gets your mail now.

                > The following address(es) failed:
                >
                >   cleo@receiver.example
                >     550 5.1.1 no such user
                """})
    void leavesAPostmastersOwnAnswerAlone(String text) {
        String mail = """
                Return-Path: <eve@receiver.example>
                From: Postmaster <postmaster@receiver.example>
                To: bounces@sender.example
                Subject: Re: Mail to Cleo
                In-Reply-To: <question@sender.example>

                """ + text + "\nEve\n";

        assertThat(parse(mail).kind()).isEqualTo(ReceiptKind.NOT_A_REPORT);
    }

    /** Who has a sender wants the answers: he is no mail system, whatever his name. */
    @ParameterizedTest
    @ValueSource(strings = {"""
                From: Symantec Partner News <news@partner.example>
                Subject: Threats of March

                The worst attack of March was blocked by our engine. Write to press@agency.example.
                """, """
                From: System Administrator <admin@sender.example>
                Subject: Maintenance on Sunday

                On Sunday the servers are replaced. Mail that has not yet been delivered
                then will arrive on Monday. Questions: help@it.example.
                """})
    void leavesPeopleWithTheNameOfAMailSystemAlone(String rest) {
        assertThat(parse("Return-Path: <somebody@agency.example>\nTo: bounces@sender.example\n" + rest)
                        .kind())
                .isEqualTo(ReceiptKind.NOT_A_REPORT);
    }

    private static final String BROUGHT_BACK = """
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/plain

            Hello,

            your message to <dora@receiver.example> could not be delivered:
            550 5.1.1 User unknown
            --b
            Content-Type: message/rfc822

            From: billing@sender.example
            Message-ID: <letter.1@sender.example>
            Subject: Invoice

            Dear Dora
            --b--
            """;

    /** The same words where header and text show that it is one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                """
                Return-Path: <>
                From: Gateway <gateway@receiver.example>
                Subject: Undeliverable: Invoice

                Your mailbox is fine, but dora's mailbox is full.
                """,
                """
                Return-Path: <>
                From: MAILER-DAEMON@receiver.example
                Subject: Nachricht

                dora@receiver.example
                unzustellbar
                """,
                "Return-Path: <>\nFrom: MAILER-DAEMON@receiver.example\nSubject: Nachricht\n\nunzustellbar: 550 no\n",
                """
                Return-Path: <MAILER-DAEMON@receiver.example>
                From:
                Subject: Nachricht

                It could not be delivered to: dora@receiver.example
                """,
                """
                Return-Path: <>
                From: Post <post@receiver.example>
                Subject: Nachricht

                unzustellbar

                Received: from sender.example
                Message-ID: <letter.1@sender.example>
                """,
                """
                Return-Path: <post@receiver.example>
                From: Post <post@receiver.example>
                Subject: Undelivered mail

                Your message to dora@receiver.example was blocked.
                """,
                """
                Return-Path: <post@receiver.example>
                From: Post <post@receiver.example>
                Subject: Undelivered mail

                The following address(es) failed:

                  dora@receiver.example
                    550 no such user
                """,
                "From: Post <post@receiver.example>\nSubject: Undelivered mail\n\nundelivered: 550 no such user\n",
                """
                From: Post <post@receiver.example>
                Subject: Undelivered mail

                The following address(es) failed:

                  dora@receiver.example
                """,
                """
                From: Post <post@receiver.example>
                Subject: Nachricht
                Content-Type: multipart/mixed; boundary=m

                --m
                Content-Type: text/plain

                Dear sender,

                A message that you sent could not be delivered to one or more of its recipients.
                It could not be delivered to: <dora@receiver.example>
                --m
                Content-Type: message/rfc822

                Message-ID: <letter.1@sender.example>

                Dear Dora
                --m--
                """,
                """
                Return-Path: <MAILER-DAEMON>
                From: Post <post@receiver.example>
                Subject: Undelivered mail

                undelivered: 550 no such user
                """,
                """
                Return-Path: <>
                From: Filter <noreply@filter.receiver.example>
                Subject: The message you sent was stopped

                It was blocked.
                """,
                """
                Return-Path: <>
                From: Filter <noreply@filter.receiver.example>
                Subject: Our filter

                Your message to dora@receiver.example was blocked.
                """,
                """
                Return-Path: <>
                From: Robot <robot@receiver.example>
                Subject: Your mail to Dora
                Auto-Submitted: auto-replied
                """ + BROUGHT_BACK,
                "Return-Path: <>\nFrom: Robot <robot@receiver.example>\nSubject: Re: Invoice\n" + BROUGHT_BACK,
                "From: IT <it@receiver.example>\nSubject: Undeliverable: Invoice\n" + BROUGHT_BACK,
                """
                Return-Path: <>
                From: Robot <robot@mx.receiver.example>
                Subject: Undeliverable mail

                Your message to <dora@tmda.example> could not be delivered: 550 5.1.1 user unknown
                """,
                """
                Return-Path: <>
                From: MAILER-DAEMON@sender.example
                Subject: Nachricht

                dora@sender.example
                unzustellbar
                """,
                """
                Return-Path: <>
                From: MAILER-DAEMON@mx.receiver.example
                Subject: Delayed mail

                Your message was successfully delivered to bob@receiver.example.
                For dora@receiver.example it is delayed, will be retried.
                """,
                """
                Return-Path: <>
                From: Gateway <gateway@receiver.example>
                Subject: Undeliverable: Weekly abuse report
                """ + BROUGHT_BACK,
                "Return-Path: <>\nFrom: Post <post@x.example>\nSubject: Nachricht\n\nWe could not deliver your message to dora@x.example\n",
                """
                Return-Path: <>
                From: Post <post@receiver.example>
                Subject: Nachricht

                Unable to deliver your message to <dora@receiver.example>. The account is closed.
                """,
                """
                Return-Path: <post@receiver.example>
                From: Post <post@receiver.example>
                Subject: Delivery failure

                Delivery failed: your message to dora@receiver.example. User unknown.
                """,
                """
                Return-Path: <post@receiver.example>
                From: Post <post@receiver.example>
                Subject: Delivery failure

                Your message to dora@receiver.example. It was blocked.
                """,
                """
                Return-Path: <>
                From: Post <post@receiver.example>
                Subject: Nachricht

                Your message to:

                  dora@receiver.example

                was blocked.
                """,
                """
                From: Post <post@receiver.example>
                Subject: Undelivered

                The mail server of receiver.example has this to say.

                Final-Recipient: rfc822; dora@receiver.example
                Action: failed
                Status: 5.1.1
                """,
                """
                Return-Path: <srs0=x=y=sender.example=bounces@forwarder.example>
                From: MAILER-DAEMON@mx.receiver.example
                Subject: Nachricht

                I wasn't able to deliver your message to the following addresses.

                <dora@receiver.example>:
                Sorry, there is nobody of that name.

                --- Below this line is a copy of the message.
                """,
                """
                Return-Path: <>
                From: MAILER-DAEMON@sender.example
                Subject: Nachricht

                unzustellbar:
                <dora@sender.example>:
                """,
                """
                Return-Path: <>
                From: MAILER-DAEMON@sender.example
                Subject: Nachricht

                Leider unzustellbar.

                <dora@sender.example>: nein
                """
            })
    void stillKnowsABounceByMoreThanItsWords(String rest) {
        assertThat(parse("To: bounces@sender.example\n" + rest).kind()).isEqualTo(ReceiptKind.BOUNCE_TEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Successful Mail Delivery Report", "Delivery Status Notification (Success)", "Delivery report"})
    void takesGoodNewsWithoutItsReportPartForNoFailure(String subject) {
        Receipt receipt = parse("Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nSubject: " + subject
                + "\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
                + "--b\nContent-Type: text/plain\n\n<ann@receiver.example>: relayed to mx.receiver.example: 250 2.0.0 taken\n"
                + "--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <letter.1@sender.example>\n--b--\n");

        assertThat(receipt.kind()).isEqualTo(ReceiptKind.NOT_A_REPORT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Out of office", "Automatic reply: Invoice", "Abwesenheitsnotiz", "Réponse automatique : facture",
                "Fuera de la oficina", "Risposta automatica: x", "Автоответ: счёт", "自動応答"
            })
    void knowsAutomaticRepliesInSeveralLanguages(String subject) {
        String text = "From: ann@receiver.example\nReturn-Path: <>\nSubject: " + subject
                + "\n\nI am away; urgent mail that could not be delivered goes to bob@receiver.example.\n";

        assertThat(parse(text).kind()).isEqualTo(ReceiptKind.AUTO_REPLY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Your message has been waitlisted. Please add yourself to my list.\n",
                "This account is protected by a filter; click to have your address added to the list.\n"
            })
    void knowsARequestForProof(String text) {
        assertThat(parse("Return-Path: <>\nFrom: ann@receiver.example\nSubject: Re: Invoice\n\n" + text)
                        .kind())
                .isEqualTo(ReceiptKind.AUTO_REPLY);
    }

    @Test
    void knowsTheMDaemonAsAMailSystem() {
        String text = """
                List-Id: <dogs.lists.example>
                References: <a@b.example>
                From: MDaemon@mx.receiver.example
                Subject: Permanent Delivery Failure

                The gateway says:

                No such user: ann@receiver.example
                """;

        assertThat(parse(text).kind()).isEqualTo(ReceiptKind.BOUNCE_TEXT);
        assertThat(parse(text.replace("MDaemon", "bea")).kind()).isEqualTo(ReceiptKind.NOT_A_REPORT);
    }

    @Test
    void knowsARequestForProofDressedUpAsAReport() {
        byte[] report = Reports.deliveryReport("b@sender.example", "", List.of("""
                        Final-Recipient: rfc822; ann@receiver.example
                        Action: failed
                        Status: 4.7.0
                        Diagnostic-Code: X-Notice; Sender not pre-approved
                        """));

        Receipt receipt = parser.parse(report);

        assertThat(receipt.kind()).isEqualTo(ReceiptKind.AUTO_REPLY);
        assertThat(receipt.recipients()).isEmpty();
    }

    /** A host may refuse for good in words that others ask for proof with. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "550 5.7.1 This account is protected by a white list, sender rejected",
                "550 5.1.1 <ann@tmda.example>: Recipient address rejected: User unknown"
            })
    void takesARefusalForGoodForNoRequest(String diagnostic) {
        Receipt receipt = parser.parse(Reports.deliveryReport(
                "b@sender.example", "", List.of("""
                        Final-Recipient: rfc822; ann@tmda.example
                        Action: failed
                        Status: %s
                        Diagnostic-Code: smtp; %s
                        """.formatted(diagnostic.substring(4, 9), diagnostic))));

        assertThat(receipt.kind()).isEqualTo(ReceiptKind.DSN);
        assertThat(receipt.recipients().get(0).action()).contains("failed");
    }

    @Test
    void tellsTheTestkitsBounceFromItsAutomaticReply() {
        byte[] letter =
                "From: billing@sender.example\r\nMessage-ID: <letter.1@sender.example>\r\nSubject: Invoice\r\n\r\nHi\r\n"
                        .getBytes(StandardCharsets.US_ASCII);
        ReceiptFactory receipts = new ReceiptFactory("mx.receiver.example");

        Receipt bounce =
                parser.parse(receipts.textBounce("b@sender.example", "ann@receiver.example", "550 5.1.1 no", letter));
        Receipt reply = parser.parse(receipts.autoReply("b@sender.example", "ann@receiver.example", letter));

        assertThat(bounce.kind()).isEqualTo(ReceiptKind.BOUNCE_TEXT);
        assertThat(bounce.recipients().get(0).address()).contains("ann@receiver.example");
        assertThat(reply.kind()).isEqualTo(ReceiptKind.AUTO_REPLY);
    }
}
