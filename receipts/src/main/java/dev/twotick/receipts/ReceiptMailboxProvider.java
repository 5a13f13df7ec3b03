package dev.twotick.receipts;

import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.plugin.DeliveryConfirmationProvider;
import dev.twotick.plugin.Section;
import dev.twotick.receipts.internal.mailbox.MailboxSettings;
import dev.twotick.receipts.internal.mailbox.ReceiptMailbox;
import java.util.Set;

/** Makes the reader of a receipt mailbox, {@code imaps://host[:993][/folder]} or {@code imap://host[:143][/folder]}. */
public final class ReceiptMailboxProvider implements DeliveryConfirmationProvider {
    /** Does nothing; for {@link java.util.ServiceLoader}. */
    public ReceiptMailboxProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of("imap", "imaps");
    }

    @Override
    public Set<String> keys() {
        return MailboxSettings.KEYS;
    }

    @Override
    public DeliveryConfirmation create(String url, Section section) {
        return new ReceiptMailbox(MailboxSettings.read(url, section), new ReceiptParser());
    }
}
