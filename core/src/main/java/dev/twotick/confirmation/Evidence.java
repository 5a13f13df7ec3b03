package dev.twotick.confirmation;

import dev.twotick.letter.LetterId;
import java.time.Instant;
import java.util.Optional;

/**
 * One fact about one recipient, matched to its letter and graded.
 *
 * @param id what makes it this fact; the same fact read twice has the same id
 * @param letter the letter
 * @param recipient the recipient's number in the envelope, from 1
 * @param level what it says
 * @param source where it came from: {@code dsn}, {@code mdn}, {@code relay-log}, {@code webhook}, {@code operator}
 * @param trust how far to trust it
 * @param at when we received it, by our own clock; dates inside receipts are only shown
 * @param reporter who says so, for example the reporting MTA
 * @param status the enhanced status code (RFC 3463), where given
 * @param diagnostic the reporter's own words, harmless and at most 500 characters
 * @param location where the raw proof lies, for example {@code imap:INBOX;uidvalidity=1;uid=7}
 * @param reason why it failed or waits, in words of the source's own, for example {@code mailbox-full, transient}
 */
public record Evidence(
        String id,
        LetterId letter,
        int recipient,
        EvidenceLevel level,
        String source,
        Trust trust,
        Instant at,
        Optional<String> reporter,
        Optional<String> status,
        Optional<String> diagnostic,
        Optional<String> location,
        Optional<String> reason) {

    /**
     * A fact without a reason.
     *
     * @param id what makes it this fact
     * @param letter the letter
     * @param recipient the recipient's number in the envelope, from 1
     * @param level what it says
     * @param source where it came from
     * @param trust how far to trust it
     * @param at when we received it
     * @param reporter who says so
     * @param status the enhanced status code
     * @param diagnostic the reporter's own words
     * @param location where the raw proof lies
     */
    public Evidence(
            String id,
            LetterId letter,
            int recipient,
            EvidenceLevel level,
            String source,
            Trust trust,
            Instant at,
            Optional<String> reporter,
            Optional<String> status,
            Optional<String> diagnostic,
            Optional<String> location) {
        this(id, letter, recipient, level, source, trust, at, reporter, status, diagnostic, location, Optional.empty());
    }

    /**
     * Whether this proves that a relay took the letter for this recipient: only one who has the letter knows the
     * recipient's own token.
     *
     * @return true when a doubt about the submission is settled by it
     */
    public boolean provesSubmission() {
        return trust.counts();
    }
}
