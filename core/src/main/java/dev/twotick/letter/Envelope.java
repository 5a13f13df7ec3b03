package dev.twotick.letter;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who a letter is from and to whom it goes (RFC 5321 section 2.3.1), apart from what its headers say.
 *
 * @param sender the mailbox that failures concern; the reverse-path is derived from it or from {@code receipts.address}
 * @param recipients the forward-paths, in order; a mailbox that is named twice is kept once, as it was written first.
 *     Addresses that differ in case only are taken for one mailbox (see {@link EmailAddress#canonical}), because a letter
 *     that arrives twice is the likelier harm; for a host that does tell them apart, send one letter each
 */
public record Envelope(EmailAddress sender, List<EmailAddress> recipients) {
    /** The most recipients of one letter: {@value}. */
    public static final int MAX_RECIPIENTS = 50_000;

    /**
     * Drops doubled recipients and checks the number.
     *
     * @throws InvalidLetterException with the field {@code recipients} when there are none or more than
     *     {@link #MAX_RECIPIENTS}
     */
    public Envelope {
        recipients = withoutDoubles(recipients);
        if (recipients.isEmpty()) {
            throw new InvalidLetterException("recipients", "there are none; name at least one in to, cc or bcc");
        }
        if (recipients.size() > MAX_RECIPIENTS) {
            throw new InvalidLetterException("recipients", "more than " + MAX_RECIPIENTS + "; split the letter");
        }
    }

    private static List<EmailAddress> withoutDoubles(List<EmailAddress> recipients) {
        Set<String> seen = new HashSet<>();
        List<EmailAddress> kept = new ArrayList<>();
        for (EmailAddress recipient : recipients) {
            if (seen.add(recipient.canonical())) {
                kept.add(recipient);
            }
        }
        return List.copyOf(kept);
    }
}
