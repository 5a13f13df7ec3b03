package dev.twotick.receipts;

import java.util.List;
import java.util.stream.Stream;

/** Bounces as the families of mail systems write them, about addresses that nobody has. */
public final class FamilyBounces {
    /** What a fixture says. */
    public record Bounce(
            String name,
            String headers,
            String text,
            List<String> recipients,
            String action,
            Permanence permanence,
            BounceReason reason) {

        /** The whole mail. */
        public byte[] bytes() {
            return Reports.bytes(headers + "To: bounces@sender.example\n\n" + text);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Behind the announcement of each family: the header of the letter. */
    public static final String LETTER = """

            Received: from desk.sender.example by mx.sender.example
            From: billing@sender.example
            To: customers@sender.example
            Message-ID: <letter.1@sender.example>
            Subject: Invoice
            """;

    private static final String DAEMON =
            from("Mail Delivery System <MAILER-DAEMON@mx.receiver.example>", "Undelivered mail");

    private FamilyBounces() {}

    private static String from(String from, String subject) {
        return "From: " + from + "\nSubject: " + subject + "\n";
    }

    /** All of them. */
    public static Stream<Bounce> all() {
        return Stream.of(software(), gateways(), providers(), carriers(), exchange(), languages(), delays())
                .flatMap(family -> family);
    }

    private static Bounce unknown(String name, String headers, String text, String... recipients) {
        return new Bounce(
                name, headers, text, List.of(recipients), "failed", Permanence.PERMANENT, BounceReason.MAILBOX_UNKNOWN);
    }

    private static Bounce failed(String name, String headers, String text, Permanence permanence, BounceReason reason) {
        return new Bounce(name, headers, text, List.of("ann@receiver.example"), "failed", permanence, reason);
    }

    private static Stream<Bounce> software() {
        return Stream.of(
                unknown("Exim", DAEMON, """
                        A message that you sent could not be delivered to one or more of its
                        recipients. The following address(es) failed:

                          ann@receiver.example
                            Unrouteable address
                          bob@receiver.example
                            host mx.receiver.example: 550 5.1.1 no such user

                        ------ This is a copy of the message, including all the headers. ------
                        """ + LETTER, "ann@receiver.example", "bob@receiver.example"),
                failed("Exim, retries ended", DAEMON, """
                        A message that you sent could not be delivered to one or more of its
                        recipients. This is a permanent error. The following address(es) failed:

                          ann@receiver.example
                            retry timeout exceeded
                        """, Permanence.TRANSIENT, BounceReason.EXPIRED),
                unknown("Postfix", DAEMON, """
                        Sorry to tell you that your message could not
                        be delivered to one or more recipients.

                        For help write to <postmaster@mx.receiver.example>.

                        <ann@receiver.example>: host mx.receiver.example[192.0.2.7] said: 550
                            <ann@receiver.example>: Recipient address rejected: User unknown (in reply to
                            RCPT TO command)
                        """, "ann@receiver.example"),
                unknown(
                        "Sendmail",
                        from("Mail Delivery Subsystem <MAILER-DAEMON@old.example>", "Returned mail: User unknown"),
                        """
                           ----- The following addresses had permanent fatal errors -----
                        <ann@receiver.example>

                           ----- Transcript of session follows -----
                        ... while talking to mx.receiver.example.:
                        >>> RCPT To:<ann@receiver.example>
                        <<< 550 <ann@receiver.example>... User unknown
                        550 <ann@receiver.example>... User unknown

                           ----- Unsent message follows -----
                        """ + LETTER,
                        "ann@receiver.example"),
                failed(
                        "qmail",
                        from("MAILER-DAEMON@mx.receiver.example", "failure notice"),
                        """
                        Hi. This is the qmail-send program at mx.receiver.example.
                        This is a permanent error; I've given up.

                        <ann@receiver.example>:
                        Her mailbox is full. (#5.2.2)

                        --- Below this line is a copy of the message.
                        """ + LETTER,
                        Permanence.PERMANENT,
                        BounceReason.MAILBOX_FULL),
                failed("OpenSMTPD of old", DAEMON, """
                            Hi!

                            An error has occurred while attempting to deliver a message for
                            these people:

                        ann@receiver.example: Envelope expired

                            Below is a copy of the original message:
                        """ + LETTER, Permanence.PERMANENT, BounceReason.EXPIRED),
                failed("dma", DAEMON, """
                        This is the DragonFly Mail Agent at mx.receiver.example.

                        There was an error delivering your mail to <ann@receiver.example>.

                        mx.receiver.example did not like our DATA:
                        552 5.3.4 the letter is too large

                        Original message headers.
                        """ + LETTER, Permanence.PERMANENT, BounceReason.SIZE),
                unknown("Smail", DAEMON, """
                        |------------------------- Message log follows: -------------------------|
                         no valid recipients were found for this message
                        |------------------------- Failed addresses follow: ---------------------|
                         ann@receiver.example ... unknown user
                        |------------------------- Message text follows: ------------------------|
                        """ + LETTER, "ann@receiver.example"),
                unknown(
                        "Exchange",
                        from("System Administrator <postmaster@receiver.example>", "Undeliverable: Invoice"),
                        """
                        Your message

                          To:      ann@receiver.example
                          Subject: Invoice

                        did not reach the following recipient(s):

                        ann@receiver.example on Thu, 1 Jan 2026 10:00:00 +0100
                            The recipient name is not recognized
                        """,
                        "ann@receiver.example"),
                unknown(
                        "Notes",
                        from("POSTMASTER@notes.receiver.example", "Undeliverable message"),
                        """
                        ------- Failure Reasons  --------

                        User not listed in public Name & Address Book
                        ann@receiver.example

                        ------- Returned Message --------
                        """ + LETTER,
                        "ann@receiver.example"),
                unknown(
                        "IMail",
                        from("Postmaster <postmaster@receiver.example>", "Undeliverable Mail"),
                        """
                        Unknown user: ann@receiver.example

                        Original message follows.
                        """ + LETTER,
                        "ann@receiver.example"),
                unknown("James", from("post_master@receiver.example", "Re:Invoice"), """
                        Error: wrong address

                        Error message below:
                        550 - no such user here

                        Message details:
                          MAIL FROM: billing@sender.example
                          RCPT TO: ann@receiver.example
                        """, "ann@receiver.example"),
                unknown("MDaemon", DAEMON, """
                        The attached message had PERMANENT fatal delivery errors!

                        Failed address: ann@receiver.example

                        --- Session Transcript ---
                         > RCPT To:<ann@receiver.example>
                         < 550 unknown user
                        """, "ann@receiver.example"),
                unknown(
                        "Messaging Server",
                        from("postmaster@receiver.example", "Delivery Notification: Delivery has failed"),
                        """
                        This report relates to a message you sent with the following header fields:

                          Message-id: <letter.1@sender.example>

                        Your message cannot be delivered to the following recipients:

                          Recipient address: ann@receiver.example
                          Reason: Remote SMTP server has rejected address
                          Diagnostic code: smtp;550 5.1.1 unknown user
                        """,
                        "ann@receiver.example"),
                failed(
                        "fml",
                        from("staff-admin@receiver.example", "You billing@sender.example are not member (staff ML)"),
                        """
                        You are not a member of this mailing list <ann@receiver.example>.
                        """,
                        Permanence.PERMANENT,
                        BounceReason.POLICY));
    }

    private static Stream<Bounce> gateways() {
        return Stream.of(
                failed("Courier", DAEMON, """
                        Your message to the following recipients cannot be delivered:

                        <ann@receiver.example>:
                            mx.receiver.example [192.0.2.7]:
                        >>> RCPT TO:<ann@receiver.example>
                        <<< 552 5.2.2 Her mailbox is full

                        The first 50 lines of your original message are attached.
                        """, Permanence.PERMANENT, BounceReason.MAILBOX_FULL),
                unknown(
                        "GroupWise",
                        from("Mailer-Daemon@gw.receiver.example", "Message status - undeliverable"),
                        """
                        The message that you sent was undeliverable to the following:
                        \tann@receiver.example (550 No such recipient)
                        """,
                        "ann@receiver.example"),
                failed(
                        "IMail, a full mailbox",
                        from("Postmaster <postmaster@receiver.example>", "Undeliverable Mail"),
                        """
                        Body of message generated response:
                        552 5.2.2 mailbox full

                        User mailbox exceeds allowed size: ann@receiver.example

                        Original message follows.
                        """ + LETTER,
                        Permanence.PERMANENT,
                        BounceReason.MAILBOX_FULL),
                failed(
                        "IMail, tried often",
                        from("Postmaster <postmaster@receiver.example>", "Undeliverable Mail"),
                        """
                        Delivery failed 20 attempts: ann@receiver.example
                        The host did not respond.
                        """,
                        Permanence.PERMANENT,
                        BounceReason.NETWORK),
                unknown("CommuniGate Pro", DAEMON, """
                        Failed to deliver to 'ann@receiver.example'
                        SMTP module(domain receiver.example) reports:
                         host mx.receiver.example says:
                         550 5.1.1 unknown user
                        """, "ann@receiver.example"),
                unknown(
                        "XMail",
                        from("postmaster@receiver.example", "Error sending message [1] to [ann]"),
                        """
                        [<00>] XMail bounce: Rcpt=[ann@receiver.example];Error=[550 unknown user]

                        [<01>] Error sending message [1] from [mx.receiver.example].

                        ID:        <1>
                        Mail From: <billing@sender.example>
                        Rcpt To:   <ann@receiver.example>

                        [<02>] The reason of the delivery failure was:

                        550 5.1.1 unknown user

                        [<05>] Here is listed the initial part of the message:
                        """ + LETTER,
                        "ann@receiver.example"),
                unknown(
                        "PowerMTA",
                        from("postmaster@mx.receiver.example", "Delivery report"),
                        """
                          <ann@receiver.example>  delivery failed; will not continue trying
                          550 5.1.1 unknown user
                        """,
                        "ann@receiver.example"),
                failed(
                        "amavis, a forbidden name",
                        from(
                                "\"Content-filter at mx\" <postmaster@receiver.example>",
                                "BANNED contents from you (.exe)"),
                        """
                        BANNED CONTENTS ALERT

                        Found in a mail of yours
                            banned name: .exe

                        from <bounces@sender.example>
                        to the following recipient:
                        -> ann@receiver.example

                        Delivery of the email was stopped!
                        """,
                        Permanence.PERMANENT,
                        BounceReason.CONTENT),
                failed(
                        "amavis, spam",
                        from(
                                "\"Content-filter at mx\" <postmaster@receiver.example>",
                                "Considered UNSOLICITED BULK EMAIL"),
                        """
                        A message from <bounces@sender.example> to:
                        -> ann@receiver.example
                        was taken for unsolicited mail.
                        Delivery of the email was stopped!
                        """,
                        Permanence.PERMANENT,
                        BounceReason.CONTENT),
                failed(
                        "amavis, not relayed",
                        from("\"Content-filter at mx\" <postmaster@receiver.example>", "VIRUS in message from you"),
                        """
                        A virus was found in it.
                        The message WAS NOT relayed to:
                        <ann@receiver.example>:
                           554 5.7.0 Reject, infected
                        """,
                        Permanence.PERMANENT,
                        BounceReason.CONTENT),
                failed(
                        "servers that had trouble, one that was refused",
                        "Return-Path: <>\n"
                                + from("noreply@mx.receiver.example", "There was an error sending your mail"),
                        """
                        We had trouble delivering your message. Full details follow:

                        Subject: 'Invoice'
                        Date: 'Thu, 1 Jan 2026 10:00:00 +0000'

                        1 error(s):

                        SMTP Server <mx.receiver.example> rejected recipient <ann@receiver.example>
                          (after RCPT). It said: [552 5.2.2 Mailbox full]

                        The attachment contains the original mail headers
                        """,
                        Permanence.PERMANENT,
                        BounceReason.MAILBOX_FULL),
                unknown(
                        "servers that had trouble, several",
                        "Return-Path: <>\n"
                                + from("noreply@mx.receiver.example", "There was an error sending your mail"),
                        """
                        We had trouble delivering your message. Full details follow:

                        The following recipients returned permanent errors: ann@receiver.example.
                        They are unknown users: user unknown.
                        """,
                        "ann@receiver.example"),
                failed(
                        "InterScan",
                        from("InterScan <interscan@receiver.example>", "Mail could not be delivered"),
                        """
                        Unable to deliver message to <ann@receiver.example>.
                        The mail server is not reachable: connection timed out.
                        """,
                        Permanence.PERMANENT,
                        BounceReason.NETWORK),
                unknown("MailFoundry", DAEMON, """
                        Delivery failed for the following reason:
                        Server mx.receiver.example[192.0.2.7] failed with: 550 <ann@receiver.example> No such user here
                        """, "ann@receiver.example"),
                failed(
                        "MailMarshal",
                        from("MailMarshal <postmaster@receiver.example>", "Undeliverable Mail"),
                        """
                        Your message could not be delivered because of a loop detected by the last server.

                        The following recipients were affected:
                            ann@receiver.example
                        """,
                        Permanence.PERMANENT,
                        BounceReason.LOOP),
                unknown(
                        "SurfControl",
                        from("Postmaster <postmaster@receiver.example>", "Message delivery failure"),
                        """
                        Your message could not be sent.
                        Failed to send to identified host,
                        ann@receiver.example: [192.0.2.7], 550 no such user
                        """,
                        "ann@receiver.example"),
                failed(
                        "Barracuda",
                        from("Barracuda <postmaster@mx.receiver.example>", "Undelivered Mail"),
                        """
                        When delivery was attempted, the following error was returned.

                        <ann@receiver.example>: host mx.receiver.example[192.0.2.7] said:
                            554 5.7.1 taken for spam
                        """,
                        Permanence.PERMANENT,
                        BounceReason.CONTENT),
                failed(
                        "Sieve's reject",
                        "Return-Path: <>\n" + from("MAILER-DAEMON@mx.receiver.example", "Rejected: Invoice"),
                        """
                        Your message to <ann@receiver.example> was automatically rejected:
                        Quota exceeded (mailbox for user is full)
                        """,
                        Permanence.PERMANENT,
                        BounceReason.MAILBOX_FULL),
                failed("gateways that abort after hours", DAEMON, """
                        Delivery of your message to the following recipients was aborted after 5 hours:

                          * ann@receiver.example
                        """, Permanence.PERMANENT, BounceReason.EXPIRED),
                unknown(
                        "m-FILTER",
                        "Content-Type: text/plain; charset=utf-8\n" + DAEMON,
                        """
                        以下のメールアドレスへの送信に失敗しました。
                        ann@receiver.example

                        -------server message
                        550 5.1.1 unknown user

                        -------original mail info
                        """ + LETTER,
                        "ann@receiver.example"),
                unknown(
                        "1&1",
                        from("Mail Delivery System <mailer-daemon@receiver.example>", "Mail delivery failed"),
                        """
                        A mail could not be delivered to one or more of its recipients. The following addresses failed:

                        ann@receiver.example:
                        user unknown

                        --- The header of the original message is following. ---
                        """ + LETTER,
                        "ann@receiver.example"));
    }

    private static Stream<Bounce> carriers() {
        return Stream.of(
                unknown(
                        "Google Groups",
                        from("Mail Delivery <mailer-daemon@google.example>", "Delivery failure"),
                        """
                        Hello billing@sender.example,
                        The group you tried to contact (ann) may not exist: ann@receiver.example does not exist.
                        """,
                        "ann@receiver.example"),
                failed(
                        "Gmail, a sender that is set wrong",
                        DAEMON,
                        """
                        ** Message not delivered **

                        Your settings are out of date.

                        The response to ann@receiver.example was:
                        535 5.7.8 authentication failure
                        """,
                        Permanence.PERMANENT,
                        BounceReason.AUTHENTICATION),
                failed(
                        "SFR",
                        "Content-Type: text/plain; charset=utf-8\n" + DAEMON,
                        """
                        Votre message n'a pu être distribué au destinataire suivant :

                        ann@receiver.example : boîte aux lettres pleine
                        """,
                        Permanence.PERMANENT,
                        BounceReason.MAILBOX_FULL),
                failed("iCloud", DAEMON, """
                        This message could not be delivered to the following iCloud accounts. They are over quota:

                          ann@receiver.example
                        """, Permanence.PERMANENT, BounceReason.MAILBOX_FULL),
                unknown("GoDaddy", DAEMON, """
                        Your mail message to the following address(es) could not be delivered. This
                        is a permanent error.

                        <ann@receiver.example>:
                        child status 100: user invalid (#5.1.1)
                        """, "ann@receiver.example"),
                unknown("SendGrid", DAEMON, """
                        Your message was not able to be delivered to one of its intended recipients.

                        ann@receiver.example
                        550 5.1.1 unknown user
                        """, "ann@receiver.example"),
                unknown(
                        "Amazon SES",
                        from("MAILER-DAEMON@ses.example", "Delivery Status Notification (Failure)"),
                        """
                        An error occurred while trying to deliver the mail to the following recipients:
                        ann@receiver.example: user unknown
                        """,
                        "ann@receiver.example"),
                failed("an ISP, a full mailbox", DAEMON, """
                        Sorry, unable to deliver your message to ann@receiver.example for the following reason:

                        552 Quota violation for ann@receiver.example
                        """, Permanence.PERMANENT, BounceReason.MAILBOX_FULL),
                unknown(
                        "Verizon",
                        from("post_master@vtext.example", "Undeliverable Message"),
                        """
                        Error: No valid recipients from this MM

                        Message could not be delivered to mobile:
                        ann@receiver.example
                        """,
                        "ann@receiver.example"),
                unknown(
                        "NTT docomo",
                        "Content-Type: text/plain; charset=utf-8\n" + DAEMON,
                        """
                        宛先が見つからないため、メールをお届けできませんでした。
                        ann@receiver.example
                        550 Unknown user
                        """,
                        "ann@receiver.example"),
                unknown("Tencent", "Content-Type: text/plain; charset=utf-8\n" + DAEMON, """
                        您的邮件被退回到您的邮箱。

                        收件人: ann@receiver.example
                        退信原因: 550 5.1.1 no such user
                        """, "ann@receiver.example"),
                unknown("Mail.ru", "Content-Type: text/plain; charset=utf-8\n" + DAEMON, """
                        Ваше письмо не может быть доставлено:

                        ann@receiver.example
                        550 5.1.1 user not found
                        """, "ann@receiver.example"));
    }

    /** Text-only reports of Exchange and Domino: nothing in them is English, not even the subject. */
    private static Stream<Bounce> exchange() {
        return Stream.of(
                        "Det gick inte att leverera till följande mottagare eller grupper:",
                        "Toimitus näille vastaanottajille tai ryhmille epäonnistui:",
                        "A következő címzetteknek vagy csoportoknak nem sikerült kézbesíteni:",
                        "Сбой доставки следующим получателям или группам:",
                        "Не вдалося доставити повідомлення таким одержувачам або групам:",
                        "Η παράδοση σε αυτούς τους παραλήπτες ή τις ομάδες απέτυχε:",
                        "Livrarea către acești destinatari sau grupuri a eșuat:",
                        "המסירה לנמענים או לקבוצות הבאים נכשלה:",
                        "无法将邮件传递到以下收件人或组:",
                        "未能传递给以下收件人或组:",
                        "無法傳遞至下列收件者或群組:",
                        "Recapito non riuscito per i seguenti destinatari o gruppi:",
                        "Ihre Nachricht\nBetreff: x\nwurde nicht zugestellt an:",
                        "Votre message\nObjet : x\nn'a pas été distribué à :",
                        "Su mensaje\nAsunto: x\nno se entregó a:",
                        "Il messaggio\nOggetto: x\nnon è stato consegnato a:")
                .map(words -> unknown(
                        words,
                        "Content-Type: text/plain; charset=utf-8\n" + from("<postmaster@receiver.example>", "x"),
                        words + "\n\n  ann@receiver.example\n\n#550 5.1.1 RecipNotFound\n",
                        "ann@receiver.example"));
    }

    private static Stream<Bounce> providers() {
        return Stream.of(
                unknown(
                        "Gmail",
                        from(
                                "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
                                "Delivery Status Notification (Failure)"),
                        """
                        Delivery to the following recipient failed permanently:

                             ann@receiver.example

                        Technical details of permanent failure:
                        550-5.1.1 Nobody has that account.
                        550 5.1.1 Look at our pages - gsmtp

                        ----- Original message -----
                        """ + LETTER,
                        "ann@receiver.example"),
                failed(
                        "Yahoo",
                        from("MAILER-DAEMON@yahoo.example", "Delivery failure"),
                        """
                        Message from yahoo.example.
                        Unable to deliver message to the following address(es).

                        <ann@receiver.example>:
                        This account is over quota.

                        --- Original message follows.
                        """ + LETTER,
                        Permanence.PERMANENT,
                        BounceReason.MAILBOX_FULL),
                failed(
                        "AOL",
                        from("Mail Delivery Subsystem <MAILER-DAEMON@receiver.example>", "Mail Delivery Problem"),
                        """
                        Your mail to the following recipients could not be delivered because they are not accepting mail from strangers:
                        	ann
                        """,
                        Permanence.PERMANENT,
                        BounceReason.MAILBOX_DISABLED),
                failed(
                        "KDDI",
                        "Return-Path: <>\n" + from("no-reply@receiver.example", "Mail"),
                        """
                        Your mail sent on: Thu, 1 Jan 2026 10:00:00 +0900
                             Could not be delivered to: <ann@receiver.example>
                             As their mailbox is full.
                        """,
                        Permanence.PERMANENT,
                        BounceReason.MAILBOX_FULL),
                unknown(
                        "EZweb",
                        from("Postmaster@receiver.example", "Mail System Error - Returned Mail"),
                        """
                        Each of the following recipients was rejected by a remote
                        mail server.

                            Recipient: <ann@receiver.example>
                            >>> RCPT TO:<ann@receiver.example>
                            <<< 550 <ann@receiver.example>: User unknown
                        """,
                        "ann@receiver.example"),
                failed(
                        "Zoho",
                        from("mailer-daemon@mail.receiver.example", "Undelivered Mail Returned to Sender"),
                        """
                        A message that you sent could not be delivered to one or more of its recipients.

                        ann@receiver.example Error, ERROR_CODE :421, ERROR_CODE :, Host not reachable.
                        """,
                        Permanence.TRANSIENT,
                        BounceReason.NETWORK));
    }

    private static Stream<Bounce> languages() {
        return Stream.of(
                        "ist unzustellbar: konnte nicht zugestellt werden",
                        "Impossibile recapitare il messaggio",
                        "Votre message n'a pas pu être remis",
                        "No se pudo entregar el mensaje",
                        "Não foi possível entregar",
                        "Kon niet worden bezorgd",
                        "Nie można dostarczyć wiadomości",
                        "Письмо не доставлено",
                        "Невозможно доставить сообщение",
                        "Повідомлення не вдалося доставити",
                        "Meddelandet kunde inte levereras",
                        "Az üzenet nem kézbesíthető",
                        "以下邮件未送达",
                        "Viestiä ei voitu toimittaa",
                        "Zprávu nelze doručit",
                        "Mesajul nu a putut fi livrat",
                        "Το μήνυμα δεν παραδόθηκε",
                        "לא ניתן למסור את ההודעה",
                        "İleti teslim edilemedi",
                        "메일이 전달되지 않았습니다",
                        "以下の宛先に送信できませんでした",
                        "邮件无法投递到以下地址")
                .map(words -> unknown(
                        words,
                        "Content-Type: text/plain; charset=utf-8\n" + DAEMON,
                        words + "\n\n<ann@receiver.example>:\n550 5.1.1 no\n",
                        "ann@receiver.example"));
    }

    private static Stream<Bounce> delays() {
        return Stream.of(
                        "Your message to these has not yet been delivered:\n\n  ann@receiver.example\n\nWe go on trying.\n",
                        "THIS IS A WARNING ONLY.\nYour letter could not be delivered for 4 hours.\n\n<ann@receiver.example>: no route\n",
                        """
                        Delivery attempts will continue to be made for 5 days to

                        ann@receiver.example
                        """,
                        """
                        Your message to ann@receiver.example could not be delivered yet.

                        This is just a warning, you do not need to take any action.
                        """,
                        "Die Zustellung an folgende Empfänger oder Gruppen hat sich verzögert:\n\nann@receiver.example\n",
                        "    A message is delayed for more than 4 hours for\n\nann@receiver.example: connection refused\n",
                        "Delivery to these recipients or groups has been delayed:\n\nann@receiver.example\n")
                .map(text -> new Bounce(
                        "delayed: " + text.lines().findFirst().orElseThrow(),
                        "Content-Type: text/plain; charset=utf-8\n"
                                + from("Mail Delivery System <MAILER-DAEMON@mx.receiver.example>", "Delayed mail"),
                        text,
                        List.of("ann@receiver.example"),
                        "delayed",
                        Permanence.TRANSIENT,
                        BounceReason.NETWORK));
    }
}
