package dev.twotick;

import dev.twotick.letter.LetterId;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.Event;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The two ticks of one letter. Thread-safe.
 *
 * {@snippet :
 * Tracking invoice = post.send(letter, Assurance.delivered());
 * invoice.submitted().thenAccept(delivery -> log.info("one tick: {}", delivery.submitted()));
 * invoice.confirmed().thenAccept(delivery -> log.info("two ticks: {}", delivery.confirmed()));
 * }
 *
 * <p>Outcomes are values: both futures complete normally whatever became of the letter, and exceptionally only when the {@link
 * Twotick} they came from is closed first or the letter is no longer in the outbox. What depends on them runs on one thread for
 * all of them and must not block it.
 */
public final class Tracking {
    private final LetterId id;
    private final Trackings trackings;

    Tracking(LetterId id, Trackings trackings) {
        this.id = id;
        this.trackings = trackings;
    }

    /**
     * The letter's name, to track it later or on another node.
     *
     * @return the id
     */
    public LetterId id() {
        return id;
    }

    /**
     * Tick 1: completes when the submission to every recipient has come to an end: taken by a relay, refused for good, expired,
     * cancelled, or held for an operator. A letter in doubt has not come to an end.
     *
     * @return the view at that time; {@link Delivery#submitted()} tells whether each recipient has its tick
     */
    public CompletableFuture<Delivery> submitted() {
        return trackings.when(id, Delivery::submissionSettled);
    }

    /**
     * Tick 2: completes when the proof that the letter's assurance asks for is there for every recipient, or is not awaited any
     * more: the recipient failed, or the deadline passed. When the assurance asks for no proof, it completes with tick 1 (or
     * with the Sent copy, when it asks for that), and {@link Delivery#confirmed()} is false.
     *
     * @return the view at that time; {@link Delivery#confirmed()} tells whether each recipient has its tick
     */
    public CompletableFuture<Delivery> confirmed() {
        return trackings.when(id, Delivery::confirmationSettled);
    }

    /**
     * All that is known now.
     *
     * @return the view
     * @throws dev.twotick.outbox.OutboxException when the outbox cannot be read
     */
    public Delivery delivery() {
        return trackings.find(id);
    }

    /**
     * What happened so far, in the order of the ledger.
     *
     * @return the events
     * @throws dev.twotick.outbox.OutboxException when the outbox cannot be read
     */
    public List<Event> timeline() {
        return delivery().events();
    }
}
