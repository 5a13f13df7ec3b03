package dev.twotick.receipts;

import java.util.List;
import java.util.stream.Stream;

/** Bounces as the families of mail systems write them, about addresses that nobody has. */
final class FamilyBounces {
    /** What a fixture says. */
    record Bounce(
            String name,
            String headers,
            String text,
            List<String> recipients,
            String action,
            Permanence permanence,
            BounceReason reason) {

        byte[] bytes() {
            return Reports.bytes(headers + "To: bounces@sender.example\n\n" + text);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Behind the announcement of each family: the header of the letter. */
    static final String LETTER = """

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

    static Stream<Bounce> all() {
        return Stream.of(software(), providers(), languages(), delays()).flatMap(family -> family);
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

    private static Stream<Bounce> providers() {
        return Stream.of(
                failed(
                        "Prima of Argentina, a mailbox in use up to its quota",
                        DAEMON,
                        """
                        (mx4.receiver.example)
                        Su mensaje no pudo ser entregado - Your message could not be delivered.

                        <ann@receiver.example>:
                        Mailbox quota usage exceeded. La casilla no tiene mas espacio.

                        --- Mensaje original adjunto.
                        """ + LETTER,
                        Permanence.TRANSIENT,
                        BounceReason.MAILBOX_FULL),
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
                        could not be delivered to the following recipients:

                        ann@receiver.example

                        Delivery attempts will continue to be made for 5 days.
                        """,
                        "    A message is delayed for more than 4 hours for\n\nann@receiver.example: connection refused\n",
                        "Delivery to these recipients or groups has been delayed:\n\nann@receiver.example\n")
                .map(text -> new Bounce(
                        "delayed: " + text.lines().findFirst().orElseThrow(),
                        from("Mail Delivery System <MAILER-DAEMON@mx.receiver.example>", "Delayed mail"),
                        text,
                        List.of("ann@receiver.example"),
                        "delayed",
                        Permanence.TRANSIENT,
                        BounceReason.NETWORK));
    }
}
