package dev.twotick.receipts.internal.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.plugin.DeliveryConfirmationProvider;
import dev.twotick.plugin.Fault;
import dev.twotick.plugin.Section;
import dev.twotick.plugin.ServerUrl.Security;
import dev.twotick.plugin.Settings;
import dev.twotick.receipts.ReceiptMailboxProvider;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class MailboxSettingsTest {
    private final Settings complete =
            Settings.EMPTY.with("receipts.user", "reader").with("receipts.password", "open sesame");

    private static Section section(Settings settings) {
        return Section.of(settings).part("receipts.");
    }

    @Test
    void isFoundAmongThePlugins() {
        assertThat(ServiceLoader.load(DeliveryConfirmationProvider.class))
                .anyMatch(plugin -> plugin instanceof ReceiptMailboxProvider
                        && plugin.schemes().contains("imaps"));
    }

    @Test
    void hasSafeDefaults() {
        MailboxSettings implicit = MailboxSettings.read("imaps://mail.example.com", section(complete));
        MailboxSettings upgraded = MailboxSettings.read("imap://mail.example.com/A%20b/c", section(complete));

        assertThat(implicit.server().security()).isEqualTo(Security.IMPLICIT_TLS);
        assertThat(implicit.server().port()).isEqualTo(993);
        assertThat(implicit.folder()).isEqualTo("INBOX");
        assertThat(upgraded.server().security()).isEqualTo(Security.STARTTLS);
        assertThat(upgraded.server().port()).isEqualTo(143);
        assertThat(upgraded.folder()).isEqualTo("A b/c");
    }

    @Test
    void tellsAllFaultsTogether() {
        Section section = section(Settings.EMPTY
                .with("receipts.starttls", "perhaps")
                .with("receipts.timeout", "soon")
                .with("receipts.trust-file", "/no/such/file.pem"));

        new ReceiptMailboxProvider().create("imaps:///INBOX", section).close();

        assertThat(section.faults())
                .extracting(Fault::key)
                .containsExactlyInAnyOrder(
                        "receipts.url",
                        "receipts.user",
                        "receipts.password",
                        "receipts.starttls",
                        "receipts.timeout",
                        "receipts.trust-file");
    }

    @Test
    void showsNoSecret() {
        assertThat(MailboxSettings.read("imaps://mail.example.com", section(complete))
                        .toString())
                .doesNotContain("sesame");
    }

    @Test
    void namesEveryMailboxApartAndBriefly() {
        MailboxSettings one = MailboxSettings.read("imaps://mail.example.com/a", section(complete));
        MailboxSettings other = MailboxSettings.read("imaps://mail.example.com/" + "b".repeat(300), section(complete));

        assertThat(one.place()).isEqualTo("imap:reader@mail.example.com/a");
        assertThat(other.place()).hasSizeLessThan(150);
    }
}
