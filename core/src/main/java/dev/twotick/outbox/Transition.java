package dev.twotick.outbox;

import dev.twotick.letter.Printable;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * A step of one item that the engine decided on and the outbox writes, with its event.
 *
 * @param item the recipient's number from 1, or {@link Item#SENT_COPY}
 * @param type what happened; it must lead to a state
 * @param dueIn when the item is to be taken again, counted from now by the outbox's clock; empty: not by itself
 * @param facts the event's details
 */
public record Transition(int item, EventType type, Optional<Duration> dueIn, Map<Fact, String> facts) {
    /** Longer than any reply of sixteen lines; what is longer is foreign and of no use. */
    private static final int MAX_FACT = 9000;

    /**
     * Copies the details and makes foreign text in them harmless.
     *
     * @throws IllegalArgumentException when the type leads to no state
     */
    public Transition {
        Map<Fact, String> harmless = new EnumMap<>(Fact.class);
        facts.forEach((fact, value) -> harmless.put(fact, Printable.of(value, MAX_FACT)));
        facts = Collections.unmodifiableMap(harmless);
        if (type.leadsTo().isEmpty()) {
            throw new IllegalArgumentException(type + " does not change a state");
        }
    }

    /**
     * A step that nothing follows by itself.
     *
     * @param item the item
     * @param type what happened
     * @param facts the event's details
     * @return the step
     */
    public static Transition to(int item, EventType type, Map<Fact, String> facts) {
        return new Transition(item, type, Optional.empty(), facts);
    }

    /**
     * A step after which the item waits.
     *
     * @param item the item
     * @param type what happened
     * @param dueIn how long it waits
     * @param facts the event's details
     * @return the step
     */
    public static Transition to(int item, EventType type, Duration dueIn, Map<Fact, String> facts) {
        return new Transition(item, type, Optional.of(dueIn), facts);
    }
}
