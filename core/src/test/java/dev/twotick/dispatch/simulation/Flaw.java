package dev.twotick.dispatch.simulation;

import dev.twotick.outbox.MemoryOutbox;
import dev.twotick.outbox.Outbox;
import java.time.InstantSource;

/** What is wrong with the parts that the engine works with; nothing, usually. */
interface Flaw {
    /** Nothing is wrong. */
    Flaw NONE = new Flaw() {};

    /** The store that all nodes share. */
    default Outbox outbox(InstantSource clock, Chance chance) {
        return new MemoryOutbox(clock);
    }

    /** Whether a process does not notice how long it stood still. */
    default boolean stopsTheTickers() {
        return false;
    }

    /** Whether the transports send the last dot without asking. */
    default boolean ignoresTheGate() {
        return false;
    }
}
