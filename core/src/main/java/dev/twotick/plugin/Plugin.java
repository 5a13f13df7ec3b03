package dev.twotick.plugin;

import java.util.Set;

/**
 * SPI: makes an adapter from settings. Implementations are listed by {@link java.util.ServiceLoader} under the interface of
 * their kind ({@link TransportProvider}, {@link SentStoreProvider}, {@link DeliveryConfirmationProvider}, {@link
 * OutboxProvider}), have a public constructor without arguments that does nothing, and are used by one thread at start.
 *
 * @param <T> what is made
 */
public interface Plugin<T> {
    /**
     * The URL schemes that name this plugin.
     *
     * @return for example {@code smtp} and {@code smtps}; for JDBC with the driver's name, {@code jdbc:sqlite}
     */
    Set<String> schemes();

    /**
     * The keys that may stand in its section beside {@code url} and, for a relay, the relay's own keys.
     *
     * @return for example {@code user} and {@code timeout.connect}
     */
    Set<String> keys();

    /**
     * Makes the adapter. No server is connected yet: one that is down must not keep an application from starting. An
     * embedded store may be opened, since what is wrong with it only its user can mend.
     *
     * @param url the URL whose scheme named this plugin
     * @param section its settings; what is wrong with them is noted there
     * @return the adapter; when a fault was noted, it is closed and never used
     * @throws ConfigurationException when it cannot even be made
     */
    T create(String url, Section section);
}
