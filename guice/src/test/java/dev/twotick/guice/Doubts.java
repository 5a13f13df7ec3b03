package dev.twotick.guice;

import com.google.inject.Singleton;
import dev.twotick.dispatch.TwotickListener;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts doubts. */
@Singleton
final class Doubts implements TwotickListener {
    final AtomicInteger number = new AtomicInteger();

    @Override
    public void onEvent(Event event) {
        if (event.type() == EventType.IN_DOUBT) {
            number.incrementAndGet();
        }
    }
}
