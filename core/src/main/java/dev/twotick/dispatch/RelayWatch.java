package dev.twotick.dispatch;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Looks now and then which relays an operator holds, on this node or another one. */
final class RelayWatch implements Clerk {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final Operator operator;
    private final List<Relay> relays;
    private final Ticker ticker;
    private final Runnable afterFirstLook;
    private Optional<Long> lastLook = Optional.empty();
    private volatile boolean hasLooked;

    RelayWatch(Operator operator, List<Relay> relays, Ticker ticker, Runnable afterFirstLook) {
        this.operator = operator;
        this.relays = relays;
        this.ticker = ticker;
        this.afterFirstLook = afterFirstLook;
    }

    @Override
    public String name() {
        return "relays";
    }

    /** Whether it is known of each relay whether it is held. */
    boolean hasLooked() {
        return hasLooked;
    }

    @Override
    public int work() {
        boolean due = lastLook.map(last -> ticker.since(last).compareTo(BETWEEN_LOOKS) >= 0)
                .orElse(true);
        if (due) {
            lastLook = Optional.of(ticker.nanos());
            relays.forEach(relay -> relay.holdFor(operator.held(relay.name())));
            if (!hasLooked) {
                hasLooked = true;
                afterFirstLook.run();
            }
        }
        return 0;
    }
}
