package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.plugin.Fault;
import dev.twotick.plugin.Plugins;
import dev.twotick.plugin.Section;
import dev.twotick.plugin.ServerUrl;
import dev.twotick.plugin.ServerUrl.Security;
import dev.twotick.plugin.Settings;
import dev.twotick.transport.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpTransportProviderTest {
    private static final String URL = "smtps://mail.example.com";

    private static Section section(String... pairs) {
        Settings settings = Settings.EMPTY;
        for (int i = 0; i < pairs.length; i += 2) {
            settings = settings.with("relay.main." + pairs[i], pairs[i + 1]);
        }
        return Section.of(settings).part("relay.main.");
    }

    private static List<Fault> faults(String url, String... pairs) {
        Section section = section(pairs);
        new SmtpTransportProvider().create(url, section).close();
        return section.faults();
    }

    private static void hasOneFault(List<Fault> faults, String key, String... words) {
        assertThat(faults).singleElement().satisfies(fault -> {
            assertThat(fault.key()).isEqualTo("relay.main." + key);
            assertThat(fault.problem()).contains(words);
        });
    }

    @Test
    void isFoundByItsSchemes() {
        for (String scheme : List.of("smtp", "smtps", "lmtp")) {
            Section section = section("url", scheme + "://mail.example.com");
            Optional<Transport> transport = new Plugins(getClass().getClassLoader()).transport(section);

            assertThat(section.faults()).isEmpty();
            assertThat(transport).isPresent();
            transport.ifPresent(Transport::close);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "smtps://mail.example.com, 465, IMPLICIT_TLS",
        "smtps://mail.example.com/, 465, IMPLICIT_TLS",
        "smtp://mail.example.com, 587, STARTTLS",
        "smtp://mail.example.com:2525, 2525, STARTTLS",
        "lmtp://mail.example.com, 24, STARTTLS"
    })
    void knowsThePortsOfSubmission(String url, int port, Security security) {
        Section section = section();

        assertThat(SmtpSettings.read(url, section).relay())
                .isEqualTo(new ServerUrl("mail.example.com", port, security, List.of()));
        assertThat(section.faults()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"smtps://", "smtps://:465", "smtps://mail.example.com/path", "smtps://mail.example.com?x=1"})
    void findsFaultsInUrls(String url) {
        assertThat(faults(url)).singleElement().extracting(Fault::key).isEqualTo("relay.main.url");
    }

    @Test
    void saysWhereTheUserBelongs() {
        hasOneFault(faults("smtps://app:sesame@mail.example.com"), "url", "relay.main.user");
    }

    @Test
    void wantsASecretForAUserAndAUserForASecret() {
        hasOneFault(faults(URL, "user", "app"), "password", "missing");
        hasOneFault(faults(URL, "password", "sesame"), "user", "missing");
        hasOneFault(faults(URL, "user", "app", "auth", "xoauth2"), "token-file", "missing");
    }

    @Test
    void takesAUserInClearTextOnlyWithTheLongNamedSwitch() {
        assertThat(faults(
                        "smtp://mail.example.com",
                        "user",
                        "app",
                        "password",
                        "sesame",
                        "starttls",
                        "off-i-accept-clear-text"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "login", "scram-sha-256"})
    void knowsTheMechanismsOfPasswords(String mechanism) {
        assertThat(faults(URL, "user", "app", "password", "sesame", "auth", mechanism))
                .isEmpty();
    }

    @Test
    void saysWhichMechanismsItSupports() {
        hasOneFault(
                faults(URL, "user", "app", "password", "sesame", "auth", "cram-md5"),
                "auth",
                "plain, login, scram-sha-256, oauthbearer, xoauth2");
    }

    @Test
    void doesNotTakeTwoKindsOfSecrets(@TempDir Path directory) {
        String file = directory.resolve("token").toString();

        hasOneFault(faults(URL, "user", "app", "password", "sesame", "token-file", file), "token-file", "no use");
        hasOneFault(
                faults(URL, "user", "app", "password", "sesame", "token-file", file, "auth", "xoauth2"),
                "password",
                "no use");
    }

    @Test
    void takesNoControlCharactersThatWouldMakeTwoFieldsOfOne() {
        hasOneFault(faults(URL, "user", "app\u0001auth=Bearer x", "password", "sesame"), "user", "control");
        hasOneFault(faults(URL, "user", "app", "password", "ses\0ame"), "password", "control");
    }

    @Test
    void tellsAllFaultsTogether() {
        assertThat(faults(
                        "smtps://", "starttls", "maybe", "timeout.final", "soon", "helo", "a b", "trust-file", "/none"))
                .extracting(Fault::key)
                .containsExactlyInAnyOrder(
                        "relay.main.url",
                        "relay.main.starttls",
                        "relay.main.timeout.final",
                        "relay.main.helo",
                        "relay.main.trust-file");
    }

    @Test
    void readsTimeouts() {
        Timeouts timeouts = Timeouts.read(section("timeout.final", "12m", "timeout.connect", "200ms"));

        assertThat(timeouts.finalReply()).isEqualTo(Duration.ofMinutes(12));
        assertThat(timeouts.connect()).isEqualTo(Duration.ofMillis(200));
        assertThat(timeouts.total()).isEqualTo(Duration.ofMinutes(20));
        assertThat(Timeouts.read(section()).finalReply())
                .as("RFC 5321 section 4.5.3.2.6")
                .isGreaterThanOrEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void triesAnAddressForNoLongerThanTheSubmissionMayTake() {
        Timeouts timeouts = Timeouts.read(section("timeout.connect", "30s", "timeout.total", "1m"));

        assertThat(timeouts.connectAfter(Duration.ZERO)).isEqualTo(Duration.ofSeconds(30));
        assertThat(timeouts.connectAfter(Duration.ofSeconds(50))).isEqualTo(Duration.ofSeconds(10));
        assertThat(timeouts.connectAfter(Duration.ofSeconds(61))).isEqualTo(Duration.ZERO);
    }

    @Test
    void keepsTheSecretOutOfItsText() {
        assertThat(Credentials.read(section("user", "app", "password", "sesame")))
                .get()
                .asString()
                .doesNotContain("sesame");
    }

    @Test
    void readsATokenFromItsFileForEachLogin(@TempDir Path directory) throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "first\n");
        Credentials credentials = Credentials.read(
                        section("user", "app", "auth", "xoauth2", "token-file", token.toString()))
                .orElseThrow();

        assertThat(credentials.secret().token(false)).isEqualTo("first");
        Files.writeString(token, "second\n");
        assertThat(credentials.secret().token(false)).isEqualTo("second");
    }
}
