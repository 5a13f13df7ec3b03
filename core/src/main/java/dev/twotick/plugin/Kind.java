package dev.twotick.plugin;

import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.outbox.Outbox;
import dev.twotick.sentstore.SentStore;
import dev.twotick.transport.Transport;
import java.util.Map;

/**
 * The kinds of plugins, each with its provider interface and the modules of ours that a user may have forgotten.
 *
 * @param provider the interface that {@link java.util.ServiceLoader} lists
 * @param word what to call it in messages
 * @param modules the module to add for a scheme that is known but not found
 * @param <T> what its plugins make
 * @param <P> the provider interface
 */
record Kind<T, P extends Plugin<T>>(Class<P> provider, String word, Map<String, String> modules) {
    static final Kind<Transport, TransportProvider> TRANSPORT = new Kind<>(
            TransportProvider.class,
            "transport",
            Map.of(
                    "smtp", "twotick-transport-smtp",
                    "smtps", "twotick-transport-smtp",
                    "lmtp", "twotick-transport-smtp"));
    static final Kind<SentStore, SentStoreProvider> SENT_STORE = new Kind<>(
            SentStoreProvider.class, "sent store", Map.of("imap", "twotick-store-imap", "imaps", "twotick-store-imap"));
    static final Kind<DeliveryConfirmation, DeliveryConfirmationProvider> CONFIRMATION = new Kind<>(
            DeliveryConfirmationProvider.class,
            "delivery confirmation",
            Map.of("imap", "twotick-receipts", "imaps", "twotick-receipts"));
    static final Kind<Outbox, OutboxProvider> OUTBOX = new Kind<>(
            OutboxProvider.class,
            "outbox",
            Map.of("jdbc:sqlite", "twotick-outbox-jdbc", "jdbc:postgresql", "twotick-outbox-jdbc"));
}
