package dev.twotick.plugin;

import dev.twotick.confirmation.DeliveryConfirmation;

/**
 * SPI: makes a source of evidence. Each kind of source has a section of its own in the settings, so that several can be
 * configured side by side: a receipt mailbox, a relay's log, a webhook.
 */
public interface DeliveryConfirmationProvider extends Plugin<DeliveryConfirmation> {
    /**
     * The first word of its settings.
     *
     * @return for example {@code receipts}
     * @implSpec {@code receipts}
     */
    default String section() {
        return "receipts";
    }

    /**
     * The key of the section that says where the evidence is. When it is set, the source is made from its value. A section
     * whose key is {@code url} may have several plugins, chosen by the URL's scheme.
     *
     * @return for example {@code file}
     * @implSpec {@code url}
     */
    default String placeKey() {
        return "url";
    }
}
