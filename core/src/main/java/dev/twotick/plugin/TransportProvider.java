package dev.twotick.plugin;

import dev.twotick.transport.Transport;

/** SPI: makes a relay's transport, named by {@code relay.<name>.url}. */
public interface TransportProvider extends Plugin<Transport> {}
