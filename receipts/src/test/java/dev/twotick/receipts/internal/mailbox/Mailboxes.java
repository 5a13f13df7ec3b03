package dev.twotick.receipts.internal.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.plugin.Section;
import dev.twotick.plugin.Settings;
import dev.twotick.receipts.ReceiptMailboxProvider;
import dev.twotick.testkit.ScriptedImapServer;

/** Receipt mailboxes on a scripted server without TLS. */
final class Mailboxes {
    private Mailboxes() {}

    /** With more settings, each a word and its value. */
    static DeliveryConfirmation open(ScriptedImapServer server, String path, String... more) {
        String url = "imap://localhost:" + server.port() + path;
        Settings settings = Settings.EMPTY
                .with("receipts.url", url)
                .with("receipts.user", ScriptedImapServer.USER)
                .with("receipts.password", ScriptedImapServer.PASSWORD)
                .with("receipts.starttls", "off-i-accept-clear-text")
                .with("receipts.timeout", "5s");
        for (int i = 0; i < more.length; i += 2) {
            settings = settings.with("receipts." + more[i], more[i + 1]);
        }
        Section section = Section.of(settings).part("receipts.");
        DeliveryConfirmation made = new ReceiptMailboxProvider().create(url, section);
        assertThat(section.faults()).isEmpty();
        return made;
    }
}
