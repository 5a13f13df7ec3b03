package dev.twotick.benchmarks.wholeway;

/** A letter's way from the caller to the relay. Thread-safe. */
interface Way {
    /**
     * Takes a letter; when it returns, the letter is durable.
     *
     * @throws Exception when it was not taken
     */
    void send() throws Exception;

    /**
     * How many letters have come to the end of their way so far.
     *
     * @return the count, which may lag by moments
     */
    long arrived();
}
