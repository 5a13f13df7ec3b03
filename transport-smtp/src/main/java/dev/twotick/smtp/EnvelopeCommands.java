package dev.twotick.smtp;

import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.WireBytes;
import dev.twotick.transport.RecipientOutcome.Rejected;
import dev.twotick.transport.Submission;
import dev.twotick.transport.Submission.DsnRequest;
import dev.twotick.transport.Submission.Recipient;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * MAIL and RCPT with the parameters that a relay offers and a letter needs, and what such a relay cannot take at all. The
 * domain always goes as A-labels, which every server understands.
 */
final class EnvelopeCommands {
    private final Submission submission;
    private final Extensions relay;
    private final HandlingParameters handling;

    EnvelopeCommands(Submission submission, Extensions relay) {
        this(submission, relay, InstantSource.system());
    }

    EnvelopeCommands(Submission submission, Extensions relay, InstantSource clock) {
        this.submission = submission;
        this.relay = relay;
        this.handling = HandlingParameters.of(submission.handling(), relay, clock);
    }

    /** Why the relay cannot take the letter for anybody. */
    Optional<Rejected> objectionToLetter() {
        WireBytes content = submission.content();
        if (submission.handling().requireTls() && !relay.offers(Extensions.REQUIRETLS)) {
            return rejected("5.7.30 the letter requires TLS on its whole way, which the relay does not offer to see to"
                    + " (REQUIRETLS)");
        }
        OptionalLong limit = relay.sizeLimit();
        if (limit.isPresent() && content.size() > limit.getAsLong()) {
            return rejected(
                    "5.3.4 the letter has " + content.size() + " octets and the relay takes " + limit.getAsLong());
        }
        boolean needsUtf8 = content.utf8Headers()
                || submission.reversePath().filter(EmailAddress::needsSmtpUtf8).isPresent();
        if (needsUtf8 && !relay.offers("SMTPUTF8")) {
            return rejected("5.6.7 the headers or the sender need SMTPUTF8, which the relay does not offer");
        }
        if (content.eightBit() && !relay.offers("8BITMIME")) {
            return rejected("5.6.3 the body has eight-bit lines and the relay does not offer 8BITMIME");
        }
        return Optional.empty();
    }

    /** Why the relay cannot take the letter for one recipient. */
    Optional<Rejected> objectionTo(Recipient recipient) {
        return recipient.address().needsSmtpUtf8() && !relay.offers("SMTPUTF8")
                ? rejected("5.6.7 the address needs SMTPUTF8, which the relay does not offer")
                : Optional.empty();
    }

    private static Optional<Rejected> rejected(String reason) {
        return Optional.of(new Rejected(reason, Optional.empty()));
    }

    /** What the letter's handling asks for and the relay does not offer, as EHLO keywords. */
    List<String> notOffered() {
        return handling.notOffered();
    }

    /** Whether delivery reports are to be asked for and can be. */
    boolean asksForDsn() {
        return submission.dsn().isPresent() && relay.offers("DSN");
    }

    /** MAIL for those recipients (RFC 1870, 6152, 6531, 3461, 8689, 6710, 2852, 4865). */
    String mail(List<Recipient> recipients, boolean withDsn) {
        WireBytes content = submission.content();
        StringBuilder mail = new StringBuilder("MAIL FROM:<");
        submission.reversePath().ifPresent(sender -> mail.append(path(sender)));
        mail.append('>');
        if (relay.offers("SIZE")) {
            mail.append(" SIZE=").append(content.size());
        }
        if ((content.eightBit() || content.utf8Headers()) && relay.offers("8BITMIME")) {
            mail.append(" BODY=8BITMIME");
        }
        boolean utf8 = content.utf8Headers()
                || submission.reversePath().filter(EmailAddress::needsSmtpUtf8).isPresent()
                || recipients.stream().anyMatch(recipient -> recipient.address().needsSmtpUtf8());
        if (utf8) {
            mail.append(" SMTPUTF8");
        }
        submission
                .dsn()
                .filter(dsn -> withDsn)
                .ifPresent(dsn -> mail.append(" RET=HDRS ENVID=").append(Xtext.of(dsn.envelopeId())));
        handling.parameters().forEach(parameter -> mail.append(' ').append(parameter));
        return mail.toString();
    }

    /** RCPT for a recipient. */
    String rcpt(Recipient recipient, boolean withDsn) {
        String rcpt = "RCPT TO:<" + path(recipient.address()) + ">";
        return rcpt
                + submission
                        .dsn()
                        .filter(dsn -> withDsn)
                        .map(dsn -> notification(dsn, recipient.address()))
                        .orElse("");
    }

    private static String notification(DsnRequest dsn, EmailAddress address) {
        return (dsn.success() ? " NOTIFY=SUCCESS,FAILURE,DELAY" : " NOTIFY=FAILURE,DELAY")
                + (address.needsSmtpUtf8()
                        ? " ORCPT=utf-8;" + Xtext.ofUtf8Address(address.value())
                        : " ORCPT=rfc822;" + Xtext.of(path(address)));
    }

    private static String path(EmailAddress address) {
        return address.localPart() + "@" + address.asciiDomain();
    }
}
