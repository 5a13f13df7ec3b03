package dev.twotick.metrics;

import io.micrometer.common.docs.KeyName;
import java.util.Locale;

/**
 * The tags of the meters. Each has a small, closed set of values; addresses, Message-IDs, subjects and foreign text are never
 * among them.
 */
public enum TwotickTag implements KeyName {
    /** The relay. */
    RELAY("the relay's configured name; `none` where no relay was concerned"),
    /** What came of it. */
    OUTCOME("what came of it, in the words given with each meter"),
    /** What evidence says. */
    LEVEL("`noted`, `delayed`, `relayed`, `delivered`, `displayed` or `bounced`"),
    /** Where evidence came from. */
    SOURCE("`dsn`, `mdn`, `arf`, `bounce-text`, `auto-reply`, `relay-log`, `webhook`, `operator` or `other`"),
    /** How far evidence is trusted. */
    TRUST("`weak`, `plausible` or `verified`"),
    /** The part of the engine. */
    PART("`dispatcher`, `leases`, `housekeeper`, `doubts`, `filing`, `receipts`, `relay-log` or `other`; of"
            + " `twotick.receipts.poll.age` the configured name of the source");

    private final String description;

    TwotickTag(String description) {
        this.description = description;
    }

    @Override
    public String asString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * What its values are.
     *
     * @return a phrase in Markdown
     */
    public String description() {
        return description;
    }
}
