package dev.twotick.benchmarks.wholeway;

/** What transaction-outbox calls when the caller's transaction is committed; public, as its proxies need it. */
public interface Carrier {
    /**
     * Sends a letter.
     *
     * @param letter its text
     */
    void carry(String letter);
}
