package dev.twotick.cli;

import dev.twotick.dispatch.TwotickListener;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.Fact;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line for each event, without addresses. */
final class EventLog implements TwotickListener {
    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

    @Override
    public void onEvent(Event event) {
        LOG.info(
                "letter {} recipient {} {}{}{}",
                event.letter(),
                event.recipient(),
                event.type(),
                event.fact(Fact.RELAY).map(relay -> " relay " + relay).orElse(""),
                event.fact(Fact.QUEUE_ID).map(id -> " queue id " + id).orElse(""));
    }

    @Override
    public void onRelayHeld(String relay, String reason, Duration nextTry) {
        LOG.warn("relay {} is held, next try in {}: {}", relay, nextTry, reason);
    }
}
