package dev.twotick.dispatch;

import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.Item;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.Outbox;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * How long a letter is tried: {@code retry.lifetime} from its acceptance, or from the time that it was told to wait for, or
 * from an operator's word that it is to be tried again.
 */
final class Lifetime {
    private static final Set<EventType> RESTARTS =
            Set.of(EventType.REQUEUED, EventType.NOT_SUBMITTED, EventType.RESCHEDULED);

    private final Outbox outbox;
    private final Duration length;

    Lifetime(Outbox outbox, Duration length) {
        this.outbox = outbox;
        this.length = length;
    }

    Duration length() {
        return length;
    }

    /** Whether it will be over after some more time. The ledger is asked only for what seems too old. */
    boolean isOver(Lease lease, Item item, Duration more) {
        Instant then = lease.takenAt().plus(more);
        return isOver(start(lease.letter()), then)
                && restart(item).map(start -> isOver(start, then)).orElse(true);
    }

    private boolean isOver(Instant start, Instant then) {
        return Duration.between(start, then).compareTo(length) > 0;
    }

    private static Instant start(SealedLetter letter) {
        return letter.terms()
                .handling()
                .notBefore()
                .filter(letter.acceptedAt()::isBefore)
                .orElse(letter.acceptedAt());
    }

    private Optional<Instant> restart(Item item) {
        return outbox.find(item.letter()).stream()
                .flatMap(delivery -> delivery.events().stream())
                .filter(event -> event.recipient() == item.number())
                .filter(event -> RESTARTS.contains(event.type()))
                .reduce((earlier, later) -> later)
                .map(Lifetime::moment);
    }

    private static Instant moment(Event event) {
        return event.fact(Fact.DUE).map(Instant::parse).orElse(event.at());
    }
}
