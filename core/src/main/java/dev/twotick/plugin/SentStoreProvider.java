package dev.twotick.plugin;

import dev.twotick.sentstore.SentStore;

/** SPI: makes the Sent store, named by {@code sent-store.url}. */
public interface SentStoreProvider extends Plugin<SentStore> {}
