package dev.twotick.plugin;

import dev.twotick.confirmation.DeliveryConfirmation;

/** SPI: makes a source of evidence, named by {@code receipts.url}. */
public interface DeliveryConfirmationProvider extends Plugin<DeliveryConfirmation> {}
