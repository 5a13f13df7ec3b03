package dev.twotick.dispatch.simulation;

import dev.twotick.outbox.Acceptance;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.Item;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.RecipientView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What happened in a world, line by line, for somebody who reads a failing seed. Silent unless it is wanted. */
final class Trace {
    private final boolean wanted;
    private final List<String> lines = new ArrayList<>();

    Trace(boolean wanted) {
        this.wanted = wanted;
    }

    void add(Instant at, String who, Object... words) {
        if (wanted) {
            Duration since = Duration.between(World.BEGIN, at);
            lines.add(String.format(
                    "%4d %8.3f s  %-9s %s", lines.size() + 1, since.toMillis() / 1000.0, who, text(words)));
        }
    }

    private static String text(Object... words) {
        return Arrays.stream(words).map(Trace::brief).collect(Collectors.joining(" "));
    }

    private static String brief(@Nullable Object word) {
        if (word instanceof Collection<?> some) {
            return some.stream().map(Trace::brief).toList().toString();
        }
        if (word instanceof Optional<?> one) {
            return one.map(Trace::brief).orElse("nothing");
        }
        if (word instanceof Acceptance.Accepted accepted) {
            return brief(accepted.events());
        }
        if (word instanceof Lease lease) {
            return lease.desk() + " " + lease.letter().id() + " "
                    + lease.items().stream().map(Item::number).toList() + " fence " + lease.fence();
        }
        if (word instanceof Event event) {
            return event.letter() + "/" + event.recipient() + " " + event.type();
        }
        if (word instanceof Delivery delivery) {
            return delivery.letter().id() + " "
                    + delivery.recipients().stream()
                            .map(RecipientView::submission)
                            .toList();
        }
        return String.valueOf(word);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
