package dev.twotick.confirmation;

/** How far a piece of evidence is to be trusted. Only {@link #PLAUSIBLE} and better move a recipient's confirmation. */
public enum Trust {
    /** Nothing of ours was found in it; kept as unmatched, changes nothing. */
    NONE,
    /** Points to the letter, but not to this recipient alone; may hold, never confirms. */
    WEAK,
    /** Carries the recipient's own valid token. */
    PLAUSIBLE,
    /** As {@link #PLAUSIBLE}, and comes from our own relay or with an aligned authentication result. */
    VERIFIED;

    /**
     * Whether evidence of this trust moves the view.
     *
     * @return true for {@link #PLAUSIBLE} and {@link #VERIFIED}
     */
    public boolean counts() {
        return compareTo(PLAUSIBLE) >= 0;
    }
}
