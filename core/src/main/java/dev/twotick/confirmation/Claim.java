package dev.twotick.confirmation;

import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.Printable;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a source says about one recipient, before anything of it is believed. A {@link DeliveryConfirmation} fills in all it
 * found; matching and grading is the {@link EvidenceDesk}'s task, so that every source is judged by the same rules.
 */
public final class Claim {
    private static final int MAX_DIAGNOSTIC = 500;
    private static final int MAX_SHORT = 255;

    private final EvidenceLevel level;
    private final String source;
    private final String id;
    private final List<String> arrivedAt;
    private final Optional<String> envelopeId;
    private final Optional<String> originalRecipient;
    private final Optional<String> finalRecipient;
    private final List<String> messageIds;
    private final boolean authenticated;
    private final Optional<String> authenticatedDomain;
    private final boolean tokenNeeded;
    private final Optional<String> reporter;
    private final Optional<String> status;
    private final Optional<String> diagnostic;
    private final Optional<String> location;
    private final Optional<String> reason;
    private final Optional<String> queueId;
    private final Optional<Instant> happenedAt;
    private final boolean aboutAnyMail;

    private Claim(Builder builder) {
        level = builder.level;
        source = builder.source;
        id = builder.id;
        arrivedAt = List.copyOf(builder.arrivedAt);
        envelopeId = builder.envelopeId;
        originalRecipient = builder.originalRecipient;
        finalRecipient = builder.finalRecipient;
        messageIds = List.copyOf(builder.messageIds);
        authenticated = builder.authenticated;
        authenticatedDomain = builder.authenticatedDomain;
        tokenNeeded = builder.tokenNeeded;
        reporter = builder.reporter;
        status = builder.status;
        diagnostic = builder.diagnostic;
        location = builder.location;
        reason = builder.reason;
        queueId = builder.queueId;
        happenedAt = builder.happenedAt;
        aboutAnyMail = builder.aboutAnyMail;
    }

    /**
     * Begins a claim.
     *
     * @param level what is claimed
     * @param source {@code dsn}, {@code mdn}, {@code relay-log}, {@code webhook}, or a word of the source's own
     * @param id what makes it this fact: the same for the same report read twice, different for another recipient or action
     * @return a builder
     */
    public static Builder of(EvidenceLevel level, String source, String id) {
        return new Builder(level, source, id);
    }

    /**
     * What is claimed.
     *
     * @return the level
     */
    public EvidenceLevel level() {
        return level;
    }

    /**
     * Where it came from.
     *
     * @return a short word
     */
    public String source() {
        return source;
    }

    /**
     * What makes it this fact.
     *
     * @return the id
     */
    public String id() {
        return id;
    }

    /**
     * The addresses that the receipt came to, which may bear a token.
     *
     * @return bare addresses, in the order of preference
     */
    public List<String> arrivedAt() {
        return arrivedAt;
    }

    /**
     * The envelope id that came back (RFC 3464 Original-Envelope-Id, decoded).
     *
     * @return the id, if any
     */
    public Optional<String> envelopeId() {
        return envelopeId;
    }

    /**
     * The original recipient that came back (ORCPT), without its address type.
     *
     * @return the address, if any
     */
    public Optional<String> originalRecipient() {
        return originalRecipient;
    }

    /**
     * The recipient as its last host knows it; shown, and used as a selector only beside a valid token of the letter.
     *
     * @return the address, if any
     */
    public Optional<String> finalRecipient() {
        return finalRecipient;
    }

    /**
     * Message-IDs that came back: of the returned letter first, then of In-Reply-To and References.
     *
     * @return with angle brackets
     */
    public List<String> messageIds() {
        return messageIds;
    }

    /**
     * Whether the source proved who it is: our own relay's log, a signed webhook, an aligned Authentication-Results.
     *
     * @return true when it did
     */
    public boolean authenticated() {
        return authenticated;
    }

    /**
     * As which domain it proved itself, when the proof is no more than that. Such a source is taken at its word about recipients
     * of this domain, of one above or of one below it; a source that proved itself without a domain, about all.
     *
     * @return the domain in A-labels, if the proof is of a domain
     */
    public Optional<String> authenticatedDomain() {
        return authenticatedDomain;
    }

    /**
     * Whether the level holds only for the recipient whose own token is in the address that the receipt came to or in the
     * envelope id: what is matched in any other way is then {@link EvidenceLevel#NOTED}.
     *
     * @return true for example for a bounce in free text
     */
    public boolean tokenNeeded() {
        return tokenNeeded;
    }

    /**
     * Whether the source proved that it may speak for this recipient.
     *
     * @param recipient the recipient in the envelope, not the one that the source names
     * @return true when it is {@link #authenticated} and not bound to another domain
     */
    public boolean authenticatedFor(EmailAddress recipient) {
        return authenticated
                && authenticatedDomain
                        .map(domain -> areRelated(domain, recipient.asciiDomain()))
                        .orElse(true);
    }

    private static boolean areRelated(String one, String other) {
        return one.equals(other) || one.endsWith("." + other) || other.endsWith("." + one);
    }

    /**
     * Who says so.
     *
     * @return the reporter, if named
     */
    public Optional<String> reporter() {
        return reporter;
    }

    /**
     * The enhanced status code (RFC 3463).
     *
     * @return the code, if given
     */
    public Optional<String> status() {
        return status;
    }

    /**
     * The reporter's own words, already harmless.
     *
     * @return the words, if given
     */
    public Optional<String> diagnostic() {
        return diagnostic;
    }

    /**
     * Why it failed or waits, in words of the source's own that do not change from one reporter to the next.
     *
     * @return for example {@code mailbox-full, transient}; empty when nothing tells
     */
    public Optional<String> reason() {
        return reason;
    }

    /**
     * Where the raw proof lies.
     *
     * @return the place, if it has one
     */
    public Optional<String> location() {
        return location;
    }

    /**
     * The relay's own name for the letter, as the final reply told it. Only an authenticated claim is matched by it, and only
     * with {@link #happenedAt}, since relays use such names again.
     *
     * @return the queue id, if known
     */
    public Optional<String> queueId() {
        return queueId;
    }

    /**
     * When it happened, by the source's clock.
     *
     * @return the time, if known
     */
    public Optional<Instant> happenedAt() {
        return happenedAt;
    }

    /**
     * Whether the source tells of all mail, not only of ours: what matches no letter is then no news and is not kept.
     *
     * @return true for example for a relay's log
     */
    public boolean aboutAnyMail() {
        return aboutAnyMail;
    }

    /** Builds a {@link Claim}; foreign text is made harmless and cut on the way in. Used by one thread. */
    public static final class Builder {
        private final EvidenceLevel level;
        private final String source;
        private final String id;
        private List<String> arrivedAt = List.of();
        private Optional<String> envelopeId = Optional.empty();
        private Optional<String> originalRecipient = Optional.empty();
        private Optional<String> finalRecipient = Optional.empty();
        private List<String> messageIds = List.of();
        private boolean authenticated;
        private Optional<String> authenticatedDomain = Optional.empty();
        private boolean tokenNeeded;
        private Optional<String> reporter = Optional.empty();
        private Optional<String> status = Optional.empty();
        private Optional<String> diagnostic = Optional.empty();
        private Optional<String> location = Optional.empty();
        private Optional<String> reason = Optional.empty();
        private Optional<String> queueId = Optional.empty();
        private Optional<Instant> happenedAt = Optional.empty();
        private boolean aboutAnyMail;

        private Builder(EvidenceLevel level, String source, String id) {
            this.level = level;
            this.source = source;
            this.id = id;
        }

        /**
         * Sets {@link Claim#arrivedAt()}.
         *
         * @param addresses bare addresses
         * @return this
         */
        public Builder arrivedAt(List<String> addresses) {
            this.arrivedAt = addresses;
            return this;
        }

        /**
         * Sets {@link Claim#envelopeId()}.
         *
         * @param envelopeId decoded from xtext
         * @return this
         */
        public Builder envelopeId(Optional<String> envelopeId) {
            this.envelopeId = envelopeId;
            return this;
        }

        /**
         * Sets {@link Claim#originalRecipient()}.
         *
         * @param address without address type
         * @return this
         */
        public Builder originalRecipient(Optional<String> address) {
            this.originalRecipient = address;
            return this;
        }

        /**
         * Sets {@link Claim#finalRecipient()}.
         *
         * @param address without address type
         * @return this
         */
        public Builder finalRecipient(Optional<String> address) {
            this.finalRecipient = address;
            return this;
        }

        /**
         * Sets {@link Claim#messageIds()}.
         *
         * @param messageIds with angle brackets, best first
         * @return this
         */
        public Builder messageIds(List<String> messageIds) {
            this.messageIds = messageIds;
            return this;
        }

        /**
         * Sets {@link Claim#authenticated()}.
         *
         * @param authenticated true only when the source proved who it is
         * @return this
         */
        public Builder authenticated(boolean authenticated) {
            this.authenticated = authenticated;
            return this;
        }

        /**
         * Sets {@link Claim#authenticatedDomain()}.
         *
         * @param domain in A-labels
         * @return this
         */
        public Builder authenticatedDomain(Optional<String> domain) {
            this.authenticatedDomain = domain.map(name -> name.toLowerCase(Locale.ROOT));
            return this;
        }

        /**
         * Sets {@link Claim#tokenNeeded()}.
         *
         * @param tokenNeeded true when any other match makes it a mere note
         * @return this
         */
        public Builder tokenNeeded(boolean tokenNeeded) {
            this.tokenNeeded = tokenNeeded;
            return this;
        }

        /**
         * Sets {@link Claim#reporter()}.
         *
         * @param reporter foreign text
         * @return this
         */
        public Builder reporter(Optional<String> reporter) {
            this.reporter = reporter.map(text -> Printable.of(text, MAX_SHORT));
            return this;
        }

        /**
         * Sets {@link Claim#status()}.
         *
         * @param status foreign text
         * @return this
         */
        public Builder status(Optional<String> status) {
            this.status = status.map(text -> Printable.of(text, MAX_SHORT));
            return this;
        }

        /**
         * Sets {@link Claim#diagnostic()}.
         *
         * @param diagnostic foreign text
         * @return this
         */
        public Builder diagnostic(Optional<String> diagnostic) {
            this.diagnostic = diagnostic.map(text -> Printable.of(text, MAX_DIAGNOSTIC));
            return this;
        }

        /**
         * Sets {@link Claim#reason()}.
         *
         * @param reason a few words
         * @return this
         */
        public Builder reason(Optional<String> reason) {
            this.reason = reason.map(text -> Printable.of(text, MAX_SHORT));
            return this;
        }

        /**
         * Sets {@link Claim#location()}.
         *
         * @param location where the raw proof lies
         * @return this
         */
        public Builder location(Optional<String> location) {
            this.location = location.map(text -> Printable.of(text, MAX_SHORT));
            return this;
        }

        /**
         * Sets {@link Claim#queueId()}.
         *
         * @param queueId the relay's own name for the letter
         * @return this
         */
        public Builder queueId(Optional<String> queueId) {
            this.queueId = queueId.map(text -> Printable.of(text, MAX_SHORT));
            return this;
        }

        /**
         * Sets {@link Claim#happenedAt()}.
         *
         * @param time by the source's clock
         * @return this
         */
        public Builder happenedAt(Optional<Instant> time) {
            this.happenedAt = time;
            return this;
        }

        /**
         * Sets {@link Claim#aboutAnyMail()}.
         *
         * @param aboutAnyMail true when the source tells of mail that is not ours, too
         * @return this
         */
        public Builder aboutAnyMail(boolean aboutAnyMail) {
            this.aboutAnyMail = aboutAnyMail;
            return this;
        }

        /**
         * Ends the building.
         *
         * @return the claim
         */
        public Claim build() {
            return new Claim(this);
        }
    }
}
