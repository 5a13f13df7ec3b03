package dev.twotick.plugin;

import dev.twotick.outbox.Outbox;

/** SPI: makes the outbox, named by {@code outbox.url}. */
public interface OutboxProvider extends Plugin<Outbox> {}
