package dev.twotick;

/**
 * As many recipients wait for their submission as {@code queue.limit} allows. Nothing was stored; try again when some have been
 * submitted.
 */
public final class QueueFullException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The setting. */
    private final long limit;

    QueueFullException(long limit) {
        super("queue.limit: " + limit
                + " recipients wait for their submission already; send it later, or find out why they wait");
        this.limit = limit;
    }

    /**
     * How many recipients may wait.
     *
     * @return the setting {@code queue.limit}
     */
    public long limit() {
        return limit;
    }
}
