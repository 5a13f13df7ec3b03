package dev.twotick.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.plugin.ServerUrl.Security;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerUrlTest {
    private final Section section =
            Section.of(Settings.EMPTY.with("s.user", "app")).part("s.");

    @ParameterizedTest
    @CsvSource({
        "imaps://mail.example.com, mail.example.com, 993, IMPLICIT_TLS",
        "imap://mail.example.com, mail.example.com, 143, STARTTLS",
        "IMAPS://mail.example.com:1993/, mail.example.com, 1993, IMPLICIT_TLS",
        "imap://127.0.0.1:3143, 127.0.0.1, 3143, STARTTLS",
        "imaps://[2001:db8::1]:993, 2001:db8::1, 993, IMPLICIT_TLS",
        "smtp://my_relay:25, my_relay, 25, STARTTLS",
        "imaps://bücher.example, xn--bcher-kva.example, 993, IMPLICIT_TLS"
    })
    void readsHostPortAndSecurity(String url, String host, int port, Security security) {
        ServerUrl server = ServerUrl.read(url, section, 993, 143);
        assertThat(section.faults()).isEmpty();
        assertThat(server).isEqualTo(new ServerUrl(host, port, security, List.of()));
    }

    @Test
    void decodesEachPartOfThePathByItself() {
        assertThat(ServerUrl.read("imaps://h/Sent%20Items/a%2Fb/%C3%BC", section, 993, 143)
                        .path())
                .containsExactly("Sent Items", "a/b", "ü");
        assertThat(section.faults()).isEmpty();
    }

    @Test
    void clearTextNeedsTheLongNamedSwitch() {
        Section clear = Section.of(Settings.EMPTY.with("starttls", "off-i-accept-clear-text"));
        assertThat(ServerUrl.read("smtp://h", clear, 465, 587).security()).isEqualTo(Security.CLEAR_TEXT);
        assertThat(ServerUrl.read("smtps://h", clear, 465, 587).security()).isEqualTo(Security.IMPLICIT_TLS);
        Section off = Section.of(Settings.EMPTY.with("starttls", "off"));
        ServerUrl.read("smtp://h", off, 465, 587);
        assertThat(off.faults()).extracting(Fault::key).containsExactly("starttls");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "imaps:",
                "imaps://",
                "imaps:///folder",
                "imaps://app:geheim@h",
                "imaps://h:",
                "imaps://h:0",
                "imaps://h:65536",
                "imaps://h:abc",
                "imaps://h h",
                "imaps://h/a b",
                "imaps://h/%zz",
                "imaps://h/%0d%0a",
                "imaps://h/%ff",
                "imaps://h?x=1",
                "imaps://[1::2",
                "mail.example.com"
            })
    void notesWhatIsWrongWithoutQuotingTheUrl(String url) {
        ServerUrl.read(url, section, 993, 143);
        assertThat(section.faults())
                .isNotEmpty()
                .allSatisfy(fault -> assertThat(fault.key()).isEqualTo("s.url"))
                .allSatisfy(fault -> assertThat(fault.problem()).doesNotContain("geheim"));
    }

    @Test
    void aTrustFileOfNoUseIsAFault(@TempDir Path dir) throws Exception {
        Path empty = Files.createFile(dir.resolve("empty.pem"));
        for (String file : List.of(empty.toString(), dir.resolve("none.pem").toString(), "\u0000")) {
            Section faulty = Section.of(Settings.EMPTY.with("trust-file", file));
            TrustFile.context(faulty);
            assertThat(faulty.faults()).extracting(Fault::key).containsExactly("trust-file");
        }
        Section plain = Section.of(Settings.EMPTY);
        assertThat(TrustFile.context(plain).getProtocol()).isEqualTo("TLS");
        assertThat(plain.faults()).isEmpty();
    }
}
