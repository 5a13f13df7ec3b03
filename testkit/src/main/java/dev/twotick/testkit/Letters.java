package dev.twotick.testkit;

import dev.twotick.letter.Assurance;
import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.Envelope;
import dev.twotick.letter.Handling;
import dev.twotick.letter.Letter;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.OnDoubt;
import dev.twotick.letter.SealedLetter;
import dev.twotick.letter.Terms;
import dev.twotick.transport.Submission;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Letters that are ready to be stored or submitted, with ids and Message-IDs that are the same in every run. Each is
 * described step by step from what a test needs; all else has a default. Immutable.
 *
 * {@snippet :
 * SealedLetter letter = Letters.number(1).to("ann@b.example", "bob@b.example").withSentCopy().seal();
 * }
 */
public final class Letters {
    /** Who writes every letter. */
    public static final EmailAddress SENDER = EmailAddress.of("billing@corp.example");

    private final int number;
    private final List<EmailAddress> recipients;
    private final List<EmailAddress> bcc;
    private final String subject;
    private final String body;
    private final Terms terms;
    private final Optional<String> key;
    private final Instant acceptedAt;

    private Letters(
            int number,
            List<EmailAddress> recipients,
            List<EmailAddress> bcc,
            String subject,
            String body,
            Terms terms,
            Optional<String> key,
            Instant acceptedAt) {
        this.number = number;
        this.recipients = recipients;
        this.bcc = bcc;
        this.subject = subject;
        this.body = body;
        this.terms = terms;
        this.key = key;
        this.acceptedAt = acceptedAt;
    }

    /**
     * A letter to {@code ann@b.example} that asks for submission only, without Sent copy, accepted at
     * {@link SettableClock#START}.
     *
     * @param number its number, from which its id follows: later numbers sort after earlier ones
     * @return the letter's description
     */
    public static Letters number(int number) {
        return new Letters(
                number,
                List.of(EmailAddress.of("ann@b.example")),
                List.of(),
                "Letter " + number,
                "Dear reader,\r\n\r\nthis is letter " + number + ".\r\n.\r\n..\r\n",
                new Terms(Assurance.submitted().orElse(Duration.ofHours(24), OnDoubt.RESOLVE), false, Optional.empty()),
                Optional.empty(),
                SettableClock.START);
    }

    /**
     * The id of the letter with a number.
     *
     * @param number the number
     * @return always the same id
     */
    public static LetterId id(int number) {
        return LetterId.create(SettableClock.START.plusMillis(number), () -> number);
    }

    /**
     * Sets the recipients.
     *
     * @param addresses at least one
     * @return a changed copy
     */
    public Letters to(String... addresses) {
        return new Letters(number, mailboxes(addresses), bcc, subject, body, terms, key, acceptedAt);
    }

    /**
     * Adds recipients that nobody sees.
     *
     * @param addresses the addresses
     * @return a changed copy
     */
    public Letters bcc(String... addresses) {
        return new Letters(number, recipients, mailboxes(addresses), subject, body, terms, key, acceptedAt);
    }

    private static List<EmailAddress> mailboxes(String... addresses) {
        return Arrays.stream(addresses).map(EmailAddress::of).toList();
    }

    /**
     * Sets the subject.
     *
     * @param text one line
     * @return a changed copy
     */
    public Letters subject(String text) {
        return new Letters(number, recipients, bcc, text, body, terms, key, acceptedAt);
    }

    /**
     * Sets the body.
     *
     * @param text any text; line ends are made CRLF, characters beyond ASCII are sent as 8-bit UTF-8
     * @return a changed copy
     */
    public Letters body(String text) {
        return new Letters(number, recipients, bcc, subject, text, terms, key, acceptedAt);
    }

    /**
     * Sets how sure the caller wants to be; what it leaves open is 24 hours and RESOLVE.
     *
     * @param assurance the assurance
     * @return a changed copy
     */
    public Letters assurance(Assurance assurance) {
        Assurance whole = assurance.orElse(Duration.ofHours(24), OnDoubt.RESOLVE);
        return terms(new Terms(whole, terms.sentCopy(), terms.receiptAddress(), terms.handling()));
    }

    /**
     * Has a Sent copy made.
     *
     * @return a changed copy
     */
    public Letters withSentCopy() {
        return terms(new Terms(terms.assurance(), true, terms.receiptAddress(), terms.handling()));
    }

    /**
     * Has receipts come to an address.
     *
     * @param address for example {@code bounces@corp.example}
     * @return a changed copy
     */
    public Letters receiptsTo(String address) {
        return terms(new Terms(
                terms.assurance(), terms.sentCopy(), Optional.of(EmailAddress.of(address)), terms.handling()));
    }

    /**
     * Sets how it is to be handled on its way.
     *
     * @param handling tenant, priority and the rest
     * @return a changed copy
     */
    public Letters handling(Handling handling) {
        return terms(new Terms(terms.assurance(), terms.sentCopy(), terms.receiptAddress(), handling));
    }

    private Letters terms(Terms changed) {
        return new Letters(number, recipients, bcc, subject, body, changed, key, acceptedAt);
    }

    /**
     * Sets the idempotency key.
     *
     * @param name the key
     * @return a changed copy
     */
    public Letters key(String name) {
        return new Letters(number, recipients, bcc, subject, body, terms, Optional.of(name), acceptedAt);
    }

    /**
     * Sets when it was accepted, from when on its recipients are due.
     *
     * @param instant the time
     * @return a changed copy
     */
    public Letters at(Instant instant) {
        return new Letters(number, recipients, bcc, subject, body, terms, key, instant);
    }

    /**
     * Ends the description.
     *
     * @return the letter as an outbox stores it
     */
    public SealedLetter seal() {
        StringBuilder message = new StringBuilder("From: Billing <" + SENDER + ">\r\n");
        message.append("To: ").append(list(recipients)).append("\r\n");
        if (!bcc.isEmpty()) {
            message.append("Bcc: ").append(list(bcc)).append("\r\n");
        }
        message.append("Subject: ").append(subject).append("\r\n");
        message.append("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n");
        message.append("Content-Transfer-Encoding: 8bit\r\n\r\n").append(body);
        List<EmailAddress> everybody = new ArrayList<>(recipients);
        everybody.addAll(bcc);
        Letter letter =
                Letter.raw(message.toString().getBytes(StandardCharsets.UTF_8), new Envelope(SENDER, everybody));
        Letter keyed = key.map(letter::key).orElse(letter).tag("number", Integer.toString(number));
        return keyed.seal(id(number), acceptedAt, "<" + id(number) + "@corp.example>", Optional.empty(), terms);
    }

    private static String list(List<EmailAddress> addresses) {
        return String.join(", ", addresses.stream().map(EmailAddress::value).toList());
    }

    /**
     * Ends the description with a submission to all its recipients that asks for no reports.
     *
     * @return what a transport is given
     */
    public Submission submission() {
        return submissionOf(seal(), Optional.empty());
    }

    /**
     * Ends the description with a submission to all its recipients that asks for reports of delivery.
     *
     * @param envelopeId the ENVID
     * @return what a transport is given
     */
    public Submission submissionWithReports(String envelopeId) {
        return submissionOf(seal(), Optional.of(new Submission.DsnRequest(envelopeId, true)));
    }

    private static Submission submissionOf(SealedLetter letter, Optional<Submission.DsnRequest> dsn) {
        List<Submission.Recipient> numbered = new ArrayList<>();
        for (EmailAddress address : letter.envelope().recipients()) {
            numbered.add(new Submission.Recipient(numbered.size() + 1, address));
        }
        return new Submission(letter.id(), Optional.of(letter.envelope().sender()), numbered, letter.wire(), dsn);
    }
}
