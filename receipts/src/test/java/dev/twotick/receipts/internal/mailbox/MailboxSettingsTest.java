package dev.twotick.receipts.internal.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.plugin.DeliveryConfirmationProvider;
import dev.twotick.plugin.Fault;
import dev.twotick.plugin.Section;
import dev.twotick.plugin.Settings;
import dev.twotick.receipts.ReceiptMailboxProvider;
import dev.twotick.receipts.internal.mailbox.MailboxSettings.Security;
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

        assertThat(implicit.security()).isEqualTo(Security.IMPLICIT);
        assertThat(implicit.port()).isEqualTo(993);
        assertThat(implicit.folder()).isEqualTo("INBOX");
        assertThat(upgraded.security()).isEqualTo(Security.STARTTLS);
        assertThat(upgraded.port()).isEqualTo(143);
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
    void refusesAUserInTheUrl() {
        Section section = section(complete);

        MailboxSettings.read("imaps://reader@mail.example.com", section);

        assertThat(section.faults()).extracting(Fault::key).containsExactly("receipts.url");
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
