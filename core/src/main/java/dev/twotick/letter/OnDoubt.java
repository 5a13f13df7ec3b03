package dev.twotick.letter;

/** What to do with a letter whose last dot may have reached the relay while no complete reply was read (RFC 1047). */
public enum OnDoubt {
    /** Look for proof during the doubt window, then submit again: at least once, with proof tried first. The default. */
    RESOLVE,
    /** Submit the same bytes again at once: at least once, the recipient may get it twice. */
    RETRY,
    /** Never submit again by itself: at most once. Look for proof, then hold it for an operator. */
    HOLD
}
