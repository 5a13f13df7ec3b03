package dev.twotick.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the scripted server does at a stage. */
sealed interface Reaction {
    /** The reply it would give by itself, perhaps with a line before it that belongs nowhere, perhaps byte by byte. */
    record Proceed(Optional<String> junk, Duration gap) implements Reaction {}

    /** Other lines than its own, as they are. */
    record Answer(List<String> lines, boolean thenClose) implements Reaction {}

    /** Some bytes without an end, then FIN. */
    record Part(String text) implements Reaction {}

    /** Nothing, and the connection stays open. */
    record Silence() implements Reaction {}

    /** FIN. */
    record Close() implements Reaction {}

    /** RST. */
    record Reset() implements Reaction {}

    /** What happens where nothing was scripted. */
    static Reaction normal() {
        return new Proceed(Optional.empty(), Duration.ZERO);
    }

    /**
     * The complete reply that comes of it.
     *
     * @param normal the reply it would give by itself
     * @return the lines; none when no complete reply is given
     */
    default List<String> reply(List<String> normal) {
        if (this instanceof Answer answer) {
            return answer.lines();
        }
        return this instanceof Proceed ? normal : List.of();
    }
}
