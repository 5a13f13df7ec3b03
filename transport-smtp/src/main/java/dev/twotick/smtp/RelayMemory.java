package dev.twotick.smtp;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;

/**
 * What one relay taught us beside its EHLO answer, over all its connections. Nothing is remembered for longer than an hour,
 * so that a relay that was mended is found out. Thread-safe.
 */
final class RelayMemory {
    private static final Duration SPAN = Duration.ofHours(1);

    private final LongSupplier nanoTime;
    private volatile Optional<Note> recipients = Optional.empty();
    private volatile Optional<Note> dsn = Optional.empty();

    private record Note(int value, long since) {}

    RelayMemory(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** It takes no more recipients in one transaction. */
    void takesRecipients(int most) {
        recipients = note(most);
    }

    /** The most recipients of one transaction, where it was learned. */
    OptionalInt recipients() {
        return known(recipients);
    }

    /** Whether it takes the parameters of RFC 3461 that it offers. */
    void takesDsn(boolean taken) {
        dsn = note(taken ? 1 : 0);
    }

    /** Whether it was seen to take the parameters of RFC 3461. */
    boolean dsnProven() {
        return known(dsn).orElse(0) == 1;
    }

    /** Whether it was seen to refuse the parameters of RFC 3461. */
    boolean dsnRefused() {
        return known(dsn).orElse(1) == 0;
    }

    private Optional<Note> note(int value) {
        return Optional.of(new Note(value, nanoTime.getAsLong()));
    }

    private OptionalInt known(Optional<Note> note) {
        return note.isPresent() && nanoTime.getAsLong() - note.get().since() < SPAN.toNanos()
                ? OptionalInt.of(note.get().value())
                : OptionalInt.empty();
    }
}
