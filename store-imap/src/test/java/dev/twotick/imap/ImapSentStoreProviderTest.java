package dev.twotick.imap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.plugin.Fault;
import dev.twotick.plugin.Plugins;
import dev.twotick.plugin.Section;
import dev.twotick.plugin.ServerUrl;
import dev.twotick.plugin.ServerUrl.Security;
import dev.twotick.plugin.Settings;
import dev.twotick.testkit.ScriptedImapServer;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImapSentStoreProviderTest {
    private static Settings settings(String url) {
        return Stores.settings(url);
    }

    private static List<Fault> faults(Settings settings) {
        Section section = Section.of(settings);
        new ImapSentStoreProvider()
                .create(settings.get("url").orElseThrow(), section)
                .close();
        return section.faults();
    }

    private static ImapAccount account(String url) {
        Section section = Section.of(settings(url));
        ImapAccount account = ImapSentStoreProvider.account(url, section);
        section.check();
        return account;
    }

    @Test
    void isFoundByItsSchemes() {
        assertThat(new Plugins(getClass().getClassLoader()).sentStore(Section.of(settings("imaps://mail.example.com"))))
                .isPresent()
                .get()
                .isInstanceOf(ImapSentStore.class);
    }

    @Test
    void readsServerAndFolder() {
        assertThat(account("imaps://mail.example.com:9993/INBOX/Sent%20Items").server())
                .isEqualTo(
                        new ServerUrl("mail.example.com", 9993, Security.IMPLICIT_TLS, List.of("INBOX", "Sent Items")));
    }

    @Test
    void knowsThePortsOfBothSchemes() {
        assertThat(account("imaps://h").server().port()).isEqualTo(993);
        assertThat(account("imap://h").server().port()).isEqualTo(143);
    }

    @Test
    void tellsEverythingAtOnce() {
        Settings settings = Settings.EMPTY
                .with("url", "imaps://bob@host/")
                .with("starttls", "no")
                .with("trust-file", "/nowhere/ca.pem")
                .with("timeout", "soon");
        assertThat(faults(settings))
                .extracting(Fault::key)
                .containsExactlyInAnyOrder("url", "starttls", "trust-file", "user", "password", "timeout");
    }

    @Test
    void refusesATimeOutWithoutSense() {
        assertThat(faults(settings("imaps://host").with("timeout", "999999999d")))
                .extracting(Fault::key)
                .containsExactly("timeout");
    }

    @Test
    void connectsToNothingYet() {
        assertThat(faults(settings("imaps://host.invalid/Sent"))).isEmpty();
    }

    @Test
    void keepsThePasswordOutOfItsText() {
        assertThat(account("imaps://host"))
                .asString()
                .doesNotContain(ScriptedImapServer.PASSWORD, ScriptedImapServer.USER);
    }
}
