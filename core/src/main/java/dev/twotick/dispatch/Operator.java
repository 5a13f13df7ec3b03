package dev.twotick.dispatch;

import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.Printable;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.RecipientView;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.outbox.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * An operator's hand in an outbox: cancels, resolves, retries, reschedules, and keeps letters from a relay. Whatever it does is
 * in the ledger with the operator as its source and the reason that was given. It needs no engine, and every process that works
 * on the outbox acts on it. Each recipient is changed on its own; a method tells how many were. Thread-safe.
 *
 * <p>Every method throws {@link dev.twotick.outbox.OutboxException} when the outbox cannot do it.
 */
public final class Operator {
    private static final String SOURCE = "operator";
    private static final int MAX_REASON = 500;
    private static final List<SubmissionState> WAITING = List.of(SubmissionState.QUEUED, SubmissionState.DEFERRED);

    private final Outbox outbox;
    private final Consumer<List<Event>> hears;

    /**
     * An operator at an outbox.
     *
     * @param outbox the outbox; left open
     * @param hears is told what was written to the ledger
     */
    public Operator(Outbox outbox, Consumer<List<Event>> hears) {
        this.outbox = outbox;
        this.hears = hears;
    }

    /**
     * Calls a letter back for those recipients that wait for a submission or are held, and of which no submission ever came into
     * doubt: nobody can call back what a relay may have taken.
     *
     * @param letter the letter
     * @param reason why
     * @return how many recipients it was called back for
     */
    public int cancel(LetterId letter, String reason) {
        return each(
                letter,
                view -> view.doubts() == 0 && (isWaiting(view) || view.submission() == SubmissionState.HELD),
                view -> Transition.to(view.number(), EventType.CANCELLED, facts(reason)));
    }

    /**
     * Settles a doubt by what the operator found out. As submitted, it has its tick and is not submitted again; as not submitted,
     * it is queued again, and is not taken for a possible duplicate.
     *
     * @param letter the letter
     * @param recipient the recipient's address
     * @param submitted whether a relay took it
     * @param reason how the operator knows
     * @return 1, or 0 when there is no such recipient, or nothing about it is in doubt
     */
    public int resolve(LetterId letter, EmailAddress recipient, boolean submitted, String reason) {
        Predicate<RecipientView> meant = view -> view.address().canonical().equals(recipient.canonical());
        Predicate<RecipientView> stopped =
                view -> view.submission() == SubmissionState.IN_DOUBT || view.submission() == SubmissionState.HELD;
        Predicate<RecipientView> doubtful = view -> view.doubts() > 0 && isWaiting(view);
        if (submitted) {
            return each(
                    letter,
                    meant.and(stopped.or(doubtful)),
                    view -> Transition.to(view.number(), EventType.SUBMITTED, facts(reason)));
        }
        return each(
                letter,
                meant.and(stopped).and(view -> view.doubts() > 0),
                view -> again(view, EventType.NOT_SUBMITTED, reason));
    }

    /**
     * Has a letter tried again for those recipients that were held, deferred, or ended without submission. One that is held
     * after a doubt may get the letter twice then, and says so; to avoid that, {@link #resolve} it.
     *
     * @param letter the letter
     * @param reason why
     * @return how many recipients it is tried again for
     * @throws IllegalStateException when the letter's bytes were removed after their retention
     */
    public int retry(LetterId letter, String reason) {
        Optional<Delivery> found = outbox.find(letter);
        if (found.isPresent() && !found.get().letter().wire().available()) {
            throw new IllegalStateException("letter " + letter
                    + " cannot be tried again: its bytes were removed when retention.bodies was over; send a new one");
        }
        return each(
                letter,
                view -> view.submission() == SubmissionState.DEFERRED
                        || view.submission() == SubmissionState.HELD
                        || view.submission().failed(),
                view -> again(view, retryOf(view), reason));
    }

    private static EventType retryOf(RecipientView view) {
        if (view.submission() == SubmissionState.DEFERRED) {
            return EventType.RESCHEDULED;
        }
        boolean doubtful = view.submission() == SubmissionState.HELD && view.doubts() > 0;
        return doubtful ? EventType.RETRIED : EventType.REQUEUED;
    }

    private static Transition again(RecipientView view, EventType type, String reason) {
        return Transition.to(view.number(), type, Duration.ZERO, facts(reason));
    }

    /**
     * Moves the next submission of those recipients that wait for one.
     *
     * @param letter the letter
     * @param time when it may be submitted; one that has passed: as soon as possible
     * @param reason why
     * @return how many recipients it was moved for
     */
    public int reschedule(LetterId letter, Instant time, String reason) {
        Duration left = Duration.between(outbox.now(), time);
        Map<Fact, String> facts = facts(reason);
        facts.put(Fact.DUE, time.toString());
        return each(
                letter,
                Operator::isWaiting,
                view -> Transition.to(
                        view.number(), EventType.RESCHEDULED, left.isNegative() ? Duration.ZERO : left, facts));
    }

    /**
     * Keeps letters from a relay until it is released: on every node, soon, and also after a restart. Running submissions end.
     *
     * @param relay the relay's configured name
     * @param reason why, at most 500 characters are kept
     */
    public void holdRelay(String relay, String reason) {
        outbox.watermark(place(relay), "held " + Printable.of(reason, MAX_REASON));
    }

    /**
     * Lets letters go to a relay again; it is probed with one first.
     *
     * @param relay the relay's configured name
     */
    public void releaseRelay(String relay) {
        outbox.watermark(place(relay), "");
    }

    /**
     * Why a relay is held.
     *
     * @param relay the relay's configured name
     * @return the reason, or empty when it is not held by an operator
     */
    public Optional<String> held(String relay) {
        return outbox.watermark(place(relay))
                .filter(value -> value.startsWith("held"))
                .map(value -> value.substring("held".length()).strip());
    }

    private static String place(String relay) {
        return "relay/" + relay;
    }

    private static boolean isWaiting(RecipientView view) {
        return WAITING.contains(view.submission());
    }

    private static Map<Fact, String> facts(String reason) {
        Map<Fact, String> facts = new EnumMap<>(Fact.class);
        facts.put(Fact.SOURCE, SOURCE);
        facts.put(Fact.REASON, Printable.of(reason, MAX_REASON));
        return facts;
    }

    private int each(LetterId letter, Predicate<RecipientView> which, Function<RecipientView, Transition> step) {
        List<RecipientView> recipients =
                outbox.find(letter).map(Delivery::recipients).orElse(List.of());
        int changed = 0;
        for (RecipientView view : recipients) {
            if (which.test(view)) {
                Optional<List<Event>> events = settle(letter, view.submission(), step.apply(view));
                events.ifPresent(hears);
                changed += events.isPresent() ? 1 : 0;
            }
        }
        return changed;
    }

    /** What went on since it was looked at is left alone, even when it came back to the same state by way of a doubt. */
    private Optional<List<Event>> settle(LetterId letter, SubmissionState expected, Transition step) {
        try {
            return outbox.settle(letter, expected, step);
        } catch (IllegalStateException e) {
            return Optional.empty();
        }
    }
}
