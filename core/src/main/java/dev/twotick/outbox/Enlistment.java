package dev.twotick.outbox;

/**
 * A transaction of the caller's own in the store of an outbox, for {@link Outbox#accept(dev.twotick.letter.SealedLetter,
 * Enlistment)}. The module of a store says how to make one; each outbox takes its own kind only.
 */
public interface Enlistment {}
