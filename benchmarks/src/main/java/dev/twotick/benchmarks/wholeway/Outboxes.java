package dev.twotick.benchmarks.wholeway;

import dev.twotick.Twotick;
import dev.twotick.TwotickBuilder;
import dev.twotick.benchmarks.table.Options;

/**
 * Begins with the outbox that a child JVM is told of by {@code outbox} and, for PostgreSQL, {@code user} and {@code password},
 * and with the sink at {@code port} as relay.
 */
final class Outboxes {
    private static final int NOBODY = 1;

    private Outboxes() {}

    static TwotickBuilder builder(Options options) {
        String url = options.text("outbox", "");
        TwotickBuilder builder = Twotick.builder()
                .outbox(url)
                .set("relay.main.url", "smtp://127.0.0.1:" + options.number("port", NOBODY))
                .set("relay.main.starttls", "off-i-accept-clear-text");
        if (url.startsWith("jdbc:postgresql")) {
            builder.set("outbox.user", options.text("user", "")).set("outbox.password", options.text("password", ""));
        }
        return builder;
    }
}
