package dev.twotick.outbox;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.Evidence;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * SPI: stores letters, their items and the ledger. The arithmetic of items is in {@link Item}; an outbox makes each method
 * below one atomic, durable step and appends its events in the same step.
 *
 * <ul>
 *   <li><b>Who calls it:</b> the engine, and the command and API for reading.
 *   <li><b>On which thread:</b> any, many at once.
 *   <li><b>How often:</b> {@link #accept} or {@link #acceptAndLease} once a letter; {@link #lease}, {@link #intend} and {@link
 *       #record} about once a submission each; {@link #lease} and {@link #recover} several times a second when idle.
 *   <li><b>May it block:</b> yes, for as long as its store needs to make the step durable, within a finite time-out.
 *   <li><b>Nulls:</b> neither given nor taken.
 *   <li><b>Failures:</b> {@link OutboxException} when the store cannot do it. {@link #accept} then counts as not accepted. The
 *       engine starts no new submission while outcomes cannot be recorded, keeps what it knows, and writes it later.
 *   <li><b>Closing:</b> once, by whoever opened it, after the engine stopped; no method is called afterwards.
 * </ul>
 *
 * <p>All times are the store's own ({@link #now}); leases of several nodes are only comparable by one clock.
 */
public interface Outbox extends AutoCloseable {
    /**
     * The time by the store's clock.
     *
     * @return now, to the millisecond
     */
    Instant now();

    /**
     * Whether what is accepted survives the end of the process.
     *
     * @return true for a durable store
     */
    boolean durable();

    /**
     * Stores a letter, its items ({@link Item#allOf}) and an {@link
     * EventType#ACCEPTED} event for each recipient. Idempotency keys are the tenant's: two tenants may use the same. When it
     * returns {@link Acceptance.Accepted}, all of it is durable.
     *
     * @param letter the letter
     * @return what became of it
     * @throws OutboxException when it could not be made durable, or a letter with its id is there already
     */
    Acceptance accept(SealedLetter letter);

    /**
     * Stores a letter as {@link #accept(SealedLetter)} does, and in the same step leases to the caller what of it is due for {@link
     * Desk#SUBMISSION}, as {@link #lease} would with an {@link EventType#SUBMITTING} event for each item. So a letter that
     * nobody waits before need not be looked for. An outbox may always leave the lease out; it does so for a letter whose bytes it
     * would not hold in a lease.
     *
     * @param letter the letter
     * @param ttl how long the lease lasts
     * @return what became of it, with the lease
     * @throws OutboxException when it could not be made durable, or a letter with its id is there already
     * @implSpec leaves the lease out
     */
    default Acceptance acceptAndLease(SealedLetter letter, Duration ttl) {
        return accept(letter);
    }

    /**
     * Stores a letter inside the caller's own transaction: it is there if and only if the caller commits, and nothing of it is
     * seen before. Its events get their places in the ledger then.
     *
     * @param letter the letter
     * @param enlistment the caller's transaction, of a kind that this outbox knows; it is neither committed nor rolled back here
     * @return what becomes of it when the caller commits
     * @throws OutboxException when it could not be written, or this outbox knows no such transaction; the caller must then roll
     *     back
     * @implSpec always throws
     */
    default Acceptance accept(SealedLetter letter, Enlistment enlistment) {
        throw new OutboxException(
                "this outbox cannot take part in a transaction of its caller; accept the letter without one, or"
                        + " keep the outbox in the caller's own database");
    }

    /**
     * Takes items that are due for a desk and leases them: for each letter one lease with all its due items, up to
     * {@code maxItems}. Ranks, what was tried before, and tenants have their {@link Turns}; within a lane those due longest come
     * first. For {@link Desk#SUBMISSION} an {@link EventType#SUBMITTING} event with the attempt's number is written for each item.
     * However big the letters, the leases of one call hold a few megabytes of their bytes at most ({@link
     * dev.twotick.letter.WireBytes#held}).
     *
     * @param desk the desk
     * @param maxLetters the most leases to give
     * @param maxItems the most items in one lease
     * @param ttl how long the leases last
     * @return the leases, perhaps none
     */
    List<Lease> lease(Desk desk, int maxLetters, int maxItems, Duration ttl);

    /**
     * Lengthens a lease.
     *
     * @param lease the lease
     * @param ttl how long it lasts from now
     * @return false when none of its items is held by it any more
     */
    boolean renew(Lease lease, Duration ttl);

    /**
     * Makes the intent to send the last dot durable for some items of a lease, all of them or none, with an {@link
     * EventType#INTENDED} event each.
     *
     * @param lease the lease
     * @param items the items' numbers
     * @return false, with nothing changed, when the lease no longer holds each of them or has run out
     */
    boolean intend(Lease lease, List<Integer> items);

    /**
     * Does steps of items of a lease, all of them or none, and gives these items back. When a recipient becomes {@link
     * SubmissionState#SUBMITTED} and the letter is to be filed, the Sent copy becomes {@link SentCopyState#PENDING} in the
     * same step unless it was so before.
     *
     * @param lease the lease
     * @param steps at most one for each item
     * @return the events; empty, with nothing changed, when the lease no longer holds each of the items
     */
    Optional<List<Event>> record(Lease lease, List<Transition> steps);

    /**
     * The intents of several leases in one durable step; each is conditional on its own lease. The events carry the relay.
     *
     * @param intents one for each lease
     * @return for each, in order, what {@link #intend} says of it
     */
    default List<Boolean> intendAll(List<Intent> intents) {
        return intents.stream()
                .map(intent -> intend(intent.lease(), intent.items()))
                .toList();
    }

    /**
     * What is to be intended under one lease.
     *
     * @param lease the lease
     * @param items the items' numbers
     * @param relay the relay that is about to get them, for the event: after a crash it is known who may have the letter
     */
    record Intent(Lease lease, List<Integer> items, Optional<String> relay) {
        /**
         * An intent that names no relay.
         *
         * @param lease the lease
         * @param items the items' numbers
         */
        public Intent(Lease lease, List<Integer> items) {
            this(lease, items, Optional.empty());
        }
    }

    /**
     * The steps of several leases in one durable step; each lease's are done together or not at all. An illegal step
     * ({@link IllegalStateException}) undoes all of them.
     *
     * @param outcomes one for each lease
     * @return for each, in order, what {@link #record} says of it
     */
    default List<Optional<List<Event>>> recordAll(List<Outcome> outcomes) {
        return outcomes.stream()
                .map(outcome -> record(outcome.lease(), outcome.steps()))
                .toList();
    }

    /**
     * What is to be recorded under one lease.
     *
     * @param lease the lease
     * @param steps at most one for each item
     */
    record Outcome(Lease lease, List<Transition> steps) {}

    /**
     * Does a step of one item without a lease, whoever holds one, on condition that it stands in a certain state. This is how
     * an operator cancels, reschedules ({@link EventType#RESCHEDULED}), resolves a doubt and has something tried again ({@link
     * EventType#REQUEUED}, {@link EventType#RETRIED} after a doubt).
     *
     * @param letter the letter
     * @param expected the state it must be in
     * @param step the step
     * @return the events, as in {@link #record}; empty, with nothing changed, when it is in another state or unknown
     */
    Optional<List<Event>> settle(LetterId letter, ItemState expected, Transition step);

    /**
     * Frees what leases that have run out still hold, as {@link Item#recovery} and {@link Item#freed} say.
     *
     * @param limit the most items to free
     * @return the events
     */
    List<Event> recover(int limit);

    /**
     * Records evidence, unless evidence with this id is there for this recipient, and the fold over all evidence of the
     * recipient with it. The event carries the confirmation before and after.
     *
     * @param evidence the evidence
     * @return the events; none when it was known or the recipient is not
     */
    List<Event> addEvidence(Evidence evidence);

    /**
     * Several pieces of evidence in one durable step.
     *
     * @param evidence all of it
     * @return the events of all, in order
     */
    default List<Event> addEvidence(List<Evidence> evidence) {
        return evidence.stream().flatMap(one -> addEvidence(one).stream()).toList();
    }

    /**
     * Keeps a claim that matched no letter, unless one with its id is kept already. It changes no letter.
     *
     * @param claim the claim
     * @param at when it came
     * @return true when it is new
     */
    boolean keepUnmatched(Claim claim, Instant at);

    /**
     * Marks recipients whose deadline passed without proof, with an {@link EventType#OVERDUE} event each.
     *
     * @param limit the most recipients to mark
     * @return the events
     */
    List<Event> markOverdue(int limit);

    /**
     * One letter with everything that is known about it.
     *
     * @param letter the letter
     * @return the view, or empty for an unknown letter
     */
    Optional<Delivery> find(LetterId letter);

    /**
     * The letter with a Message-ID, for receipts that bear no token.
     *
     * @param messageId with its angle brackets
     * @return the letter; empty for an unknown Message-ID and for one that several letters bear
     */
    Optional<LetterId> findByMessageId(String messageId);

    /**
     * The letters that a relay knows under a queue id, for its log. Relays use their ids again after some time.
     *
     * @param queueId as the relay gave it in a reply
     * @return at most ten, the one accepted last first
     */
    List<LetterId> findByQueueId(String queueId);

    /**
     * What is left of a letter that was purged.
     *
     * @param letter the letter
     * @return its tombstone; empty for a letter that is there and for one that was never known, or is forgotten by now
     */
    Optional<Tombstone> tombstone(LetterId letter);

    /**
     * Letters in the order of their acceptance.
     *
     * @param query which ones
     * @return at most {@code query.limit()} views
     */
    List<Delivery> list(DeliveryQuery query);

    /**
     * The ledger in its order.
     *
     * @param afterSeq only events with a greater number
     * @param limit the most events to give
     * @return the events
     */
    List<Event> events(long afterSeq, int limit);

    /**
     * The number of the newest event.
     *
     * @return 0 for an empty ledger
     */
    long lastSeq();

    /**
     * Counts.
     *
     * @return how many stand where
     */
    Stocktake stocktake();

    /**
     * How many recipients wait for their submission and are in nobody's hands, due or not. Cheap, so that it can be asked for
     * each letter.
     *
     * @return 0 or more; with several processes, a figure of the last seconds
     */
    long backlog();

    /**
     * Removes what has been kept long enough after a letter's end: first its bytes, so that {@link
     * dev.twotick.letter.WireBytes#available} turns false and all else stays; later the letter with its ledger, of which a {@link
     * Tombstone} is left; last the tombstone, and with it the idempotency key. No event is written; the numbers of the events that
     * stay do not change. A letter that has not ended is never touched.
     *
     * @param retention how long what is kept
     * @param limit the most letters to look at; the larger, the longer other steps wait
     * @return how many were looked at; fewer than {@code limit} when there is no more to do for now
     */
    int purge(Retention retention, int limit);

    /**
     * A remembered place of a source of evidence.
     *
     * @param name the name
     * @return what was last remembered
     */
    Optional<String> watermark(String name);

    /**
     * Remembers a place of a source of evidence.
     *
     * @param name the name, at most 300 characters
     * @param value at most 1000 characters
     */
    void watermark(String name, String value);

    /** Gives everything back. Idempotent. */
    @Override
    void close();
}
