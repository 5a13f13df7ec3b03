package dev.twotick.imap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.plugin.Fault;
import dev.twotick.plugin.Plugins;
import dev.twotick.plugin.Section;
import dev.twotick.plugin.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    private static ImapUrl url(String text) {
        Section section = Section.of(Settings.EMPTY);
        ImapUrl url = ImapUrl.parse(text, section);
        section.check();
        return url;
    }

    @Test
    void isFoundByItsSchemes() {
        assertThat(new Plugins(getClass().getClassLoader()).sentStore(Section.of(settings("imaps://mail.example.com"))))
                .isPresent()
                .get()
                .isInstanceOf(ImapSentStore.class);
    }

    @Test
    void readsAWholeUrl() {
        assertThat(url("imaps://mail.example.com:9993/INBOX/Sent%20Items"))
                .isEqualTo(new ImapUrl(true, "mail.example.com", 9993, List.of("INBOX", "Sent Items")));
    }

    @Test
    void knowsThePortsOfBothSchemes() {
        assertThat(url("imaps://h").port()).isEqualTo(993);
        assertThat(url("IMAP://h/").port()).isEqualTo(143);
    }

    @Test
    void decodesAFoldersNameAndKeepsAnEncodedSlash() {
        assertThat(url("imaps://h/Envoy%C3%A9s/a%2Fb+c").folder()).containsExactly("Envoyés", "a/b+c");
    }

    @Test
    void readsAnAddressInBrackets() {
        assertThat(url("imaps://[::1]:9993").host()).isEqualTo("::1");
    }

    @ParameterizedTest
    @CsvSource({
        "imaps://, is not a URL",
        "imaps:///Sent, has no host",
        "imaps://host:0/Sent, ports go from 1 to 65535",
        "imaps://host:70000/Sent, ports go from 1 to 65535",
        "imaps://host:imap/Sent, has no host",
        "imaps://bob:hunter2@host/Sent, set user instead",
        "imaps://bob@host/Sent, set user instead",
        "imaps://host/Sent Items, at character 18",
        "imaps://host/Sent?x=1, has a ? or #",
        "imaps://host/Sent%FF, no percent-encoded UTF-8",
        "imaps://host/Sent%0D%0A, control characters"
    })
    void tellsWhatIsWrongWithAUrlAndNeverQuotesIt(String url, String problem) {
        assertThat(faults(settings(url))).singleElement().satisfies(fault -> {
            assertThat(fault.key()).isEqualTo("url");
            assertThat(fault.problem()).contains(problem).doesNotContain("hunter2");
        });
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
    void refusesATrustFileWithoutCertificates(@TempDir Path directory) throws Exception {
        Path empty = Files.writeString(directory.resolve("ca.pem"), "");
        assertThat(faults(settings("imaps://host").with("trust-file", empty.toString())))
                .extracting(Fault::key)
                .containsExactly("trust-file");
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
        Section section = Section.of(settings("imaps://host"));
        ImapAccount account = new ImapAccount(
                url("imaps://host"), true, TrustFile.read(section), "bob", "hunter2", Duration.ofSeconds(1));
        assertThat(account).asString().doesNotContain("hunter2", "bob");
    }
}
