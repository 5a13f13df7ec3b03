package dev.twotick.benchmarks.submission;

/** A library that sends letters to the sink, over as many connections as it has lanes; the end of its process closes it. */
interface Contender {
    /**
     * Opens one lane for a round; each is used by one thread.
     *
     * @return the lane
     * @throws Exception when it cannot be opened
     */
    Lane open() throws Exception;

    /** What one thread does over and over. */
    interface Lane {
        /**
         * Sends and waits until the letters are taken.
         *
         * @return how many were taken
         * @throws Exception when one was not
         */
        int send() throws Exception;

        /**
         * Gives back what belongs to the lane alone.
         *
         * @throws Exception when it cannot be given back
         */
        default void close() throws Exception {}
    }
}
