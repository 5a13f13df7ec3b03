package dev.twotick.letter;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How sure the caller wants to be about one letter: how far it must get, by when, and what to do in doubt. Immutable.
 *
 * {@snippet :
 * Assurance.delivered().within(Duration.ofHours(4)).onDoubt(OnDoubt.HOLD);
 * }
 *
 * @param reach how far the letter must get
 * @param deadline how long after acceptance the proof may take; empty: the configured {@code assurance.deadline}
 * @param onDoubt what to do in doubt; empty: the configured {@code on-doubt}
 */
public record Assurance(Reach reach, Optional<Duration> deadline, Optional<OnDoubt> onDoubt) {

    /** How far a letter must get before its caller is content, in the order a reader expects. */
    public enum Reach {
        /** One try without the durable outbox: nothing survives a crash and nothing is retried. */
        BEST_EFFORT,
        /** A relay took it: one tick. */
        SUBMITTED,
        /** As {@link #SUBMITTED}, and the Sent copy lies in the sender's folder. */
        FILED,
        /** Proof that it left for the recipient's side by a route that will report no more. */
        RELAYED,
        /** Proof that the recipient's mailbox took it: two ticks. */
        DELIVERED,
        /** The recipient's software says that it was displayed. */
        DISPLAYED;

        /**
         * Whether proof has to come back for this.
         *
         * @return true from {@link #RELAYED} on
         */
        public boolean asksConfirmation() {
            return compareTo(RELAYED) >= 0;
        }

        /**
         * The word used in settings, output and flags.
         *
         * @return for example {@code best-effort} or {@code delivered}
         */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /**
         * Reads a word.
         *
         * @param word as {@link #word()} gives it
         * @return the reach, or empty for a word that is none
         */
        public static Optional<Reach> ofWord(String word) {
            for (Reach reach : values()) {
                if (reach.word().equals(word)) {
                    return Optional.of(reach);
                }
            }
            return Optional.empty();
        }
    }

    /**
     * Checks the deadline.
     *
     * @throws InvalidLetterException with the field {@code assurance.deadline} when it is not positive
     */
    public Assurance {
        if (deadline.isPresent()
                && (deadline.get().isNegative() || deadline.get().isZero())) {
            throw new InvalidLetterException("assurance.deadline", "must be longer than nothing, for example 4h");
        }
    }

    /**
     * One try, no outbox.
     *
     * @return the preset
     */
    public static Assurance bestEffort() {
        return of(Reach.BEST_EFFORT);
    }

    /**
     * Durable, retried until a relay takes it.
     *
     * @return the preset
     */
    public static Assurance submitted() {
        return of(Reach.SUBMITTED);
    }

    /**
     * As {@link #submitted()}, with a copy in the Sent folder.
     *
     * @return the preset
     */
    public static Assurance filed() {
        return of(Reach.FILED);
    }

    /**
     * Confirmed by proof that the recipient's mailbox took it.
     *
     * @return the preset
     */
    public static Assurance delivered() {
        return of(Reach.DELIVERED);
    }

    /**
     * Confirmed by a disposition notification of the recipient's software.
     *
     * @return the preset
     */
    public static Assurance displayed() {
        return of(Reach.DISPLAYED);
    }

    /**
     * Any reach, with the configured deadline and doubt policy.
     *
     * @param reach how far
     * @return the assurance
     */
    public static Assurance of(Reach reach) {
        return new Assurance(reach, Optional.empty(), Optional.empty());
    }

    /**
     * Sets the deadline for the proof.
     *
     * @param deadline counted from acceptance
     * @return a changed copy
     */
    public Assurance within(Duration deadline) {
        return new Assurance(reach, Optional.of(deadline), onDoubt);
    }

    /**
     * Sets what to do in doubt.
     *
     * @param policy the policy
     * @return a changed copy
     */
    public Assurance onDoubt(OnDoubt policy) {
        return new Assurance(reach, deadline, Optional.of(policy));
    }

    /**
     * Fills in what the letter left open.
     *
     * @param deadline the configured deadline
     * @param onDoubt the configured doubt policy
     * @return an assurance without gaps
     */
    public Assurance orElse(Duration deadline, OnDoubt onDoubt) {
        return new Assurance(
                reach, this.deadline.or(() -> Optional.of(deadline)), this.onDoubt.or(() -> Optional.of(onDoubt)));
    }
}
