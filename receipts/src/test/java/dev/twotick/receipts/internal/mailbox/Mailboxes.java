package dev.twotick.receipts.internal.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.plugin.Section;
import dev.twotick.plugin.Settings;
import dev.twotick.receipts.ReceiptMailboxProvider;
import dev.twotick.receipts.ReceiptParser;
import dev.twotick.testkit.ScriptedImapServer;
import java.time.Duration;

/** Receipt mailboxes on a scripted server without TLS. */
final class Mailboxes {
    private Mailboxes() {}

    /** With more settings, each a word and its value. */
    static DeliveryConfirmation open(ScriptedImapServer server, String path, String... more) {
        Section section = section(url(server, path), more);
        DeliveryConfirmation made = new ReceiptMailboxProvider().create(url(server, path), section);
        assertThat(section.faults()).isEmpty();
        return made;
    }

    static DeliveryConfirmation withLongestIdle(ScriptedImapServer server, String path, Duration longestIdle) {
        String url = url(server, path);
        MailboxSettings settings = MailboxSettings.read(url, section(url));
        return new ReceiptMailbox(settings, new ReceiptParser(), longestIdle);
    }

    static DeliveryConfirmation withParser(ScriptedImapServer server, String path, ReceiptParser parser) {
        String url = url(server, path);
        return new ReceiptMailbox(MailboxSettings.read(url, section(url)), parser);
    }

    private static String url(ScriptedImapServer server, String path) {
        return "imap://localhost:" + server.port() + path;
    }

    private static Section section(String url, String... more) {
        Settings settings = Settings.EMPTY
                .with("receipts.url", url)
                .with("receipts.user", ScriptedImapServer.USER)
                .with("receipts.password", ScriptedImapServer.PASSWORD)
                .with("receipts.starttls", "off-i-accept-clear-text")
                .with("receipts.timeout", "5s");
        for (int i = 0; i < more.length; i += 2) {
            settings = settings.with("receipts." + more[i], more[i + 1]);
        }
        return Section.of(settings).part("receipts.");
    }
}
