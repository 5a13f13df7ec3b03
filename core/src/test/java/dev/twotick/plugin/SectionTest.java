package dev.twotick.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SectionTest {
    @Test
    void readsDurationsNumbersSizesAndWords() {
        Section section = Section.of(Settings.EMPTY
                        .with("s.d", "200ms")
                        .with("s.n", "7")
                        .with("s.o", "25MB")
                        .with("s.w", "hold"))
                .part("s.");
        assertThat(section.duration("d", Duration.ZERO)).isEqualTo(Duration.ofMillis(200));
        assertThat(section.duration("absent", Duration.ofHours(4))).isEqualTo(Duration.ofHours(4));
        assertThat(section.number("n", 1, 1, 9)).isEqualTo(7);
        assertThat(section.octets("o", 1)).isEqualTo(25L << 20);
        assertThat(section.choice("w", 0, Map.of("hold", 1))).isEqualTo(1);
        section.check();
    }

    @Test
    void gathersAllFaultsWithTheirWholeWords() {
        Section all = Section.of(Settings.EMPTY
                .with("s.d", "soon")
                .with("s.n", "0")
                .with("s.o", "-1")
                .with("s.w", "maybe"));
        Section section = all.part("s.");
        section.duration("d", Duration.ZERO);
        section.number("n", 1, 1, 9);
        section.octets("o", 1);
        section.choice("w", 0, Map.of("hold", 1));
        assertThatThrownBy(all::check)
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        e -> assertThat(e.faults()).extracting(Fault::key).containsExactly("s.d", "s.n", "s.o", "s.w"))
                .hasMessageContaining("4 faults")
                .hasMessageContaining("200ms, 5s, 10m, 4h or 5d");
    }

    @Test
    void secretsComeFromAFileToo(@TempDir Path dir) throws Exception {
        Path file = Files.writeString(dir.resolve("secret"), "geheim\n");
        Section section = Section.of(Settings.EMPTY.with("password-file", file.toString()));
        assertThat(section.secret("password")).contains("geheim");
        Section both =
                Section.of(Settings.EMPTY.with("password-file", file.toString()).with("password", "x"));
        both.secret("password");
        assertThat(both.faults()).hasSize(1);
        Section missing = Section.of(
                Settings.EMPTY.with("password-file", dir.resolve("no").toString()));
        assertThat(missing.secret("password")).isEmpty();
        assertThat(missing.faults()).extracting(Fault::key).containsExactly("password-file");
    }

    @Test
    void aSecretKeepsItsWhiteSpaceButForTheLastLineEnd(@TempDir Path dir) throws Exception {
        for (String end : new String[] {"", "\n", "\r\n"}) {
            Path file = Files.writeString(dir.resolve("secret"), " ge\nheim\n\t " + end);
            Section section = Section.of(Settings.EMPTY.with("password-file", file.toString()));
            assertThat(section.secret("password")).contains(" ge\nheim\n\t ");
        }
        Path twoEnds = Files.writeString(dir.resolve("two"), "geheim\n\n");
        assertThat(Section.of(Settings.EMPTY.with("password-file", twoEnds.toString()))
                        .secret("password"))
                .contains("geheim\n");
    }

    @Test
    void theWordsToChooseFromAreListedInOrder() {
        Section section = Section.of(Settings.EMPTY.with("w", "maybe"));
        section.choice("w", 0, Map.of("retry", 1, "hold", 2, "resolve", 3, "always", 4));
        assertThat(section.faults()).first().asString().endsWith("none of always, hold, resolve, retry");
    }

    @Test
    void theEnvironmentAloneMayDescribeARelay() {
        Vocabulary words = new Vocabulary(
                Set.of("receipts.url"), Map.of("relay", Set.of("url", "file", "trust-file", "timeout.connect")));
        Map<String, String> environment = Map.of(
                "TWOTICK_RELAY_MAIN_URL", "smtps://a",
                "TWOTICK_RELAY_MAIN_TRUST_FILE", "a.pem",
                "TWOTICK_RELAY_MAIN_TIMEOUT_CONNECT", "5s",
                "TWOTICK_RELAY_BACKUP_EU_URL", "smtps://b",
                "TWOTICK_RELAY_TO_US_URL", "smtps://c",
                "TWOTICK_RELAY_URL", "no name",
                "TWOTICK_RELAY_MAIN_NONSENSE", "no key",
                "RELAY_OTHER_URL", "not ours");
        Settings file = Settings.EMPTY.with("relay.backup-eu.url", "smtps://old");
        Settings settings = file.withEnvironment(environment, words.candidates(file, environment));
        assertThat(settings.keys())
                .containsExactlyInAnyOrder(
                        "relay.main.url",
                        "relay.main.trust-file",
                        "relay.main.timeout.connect",
                        "relay.backup-eu.url",
                        "relay.to_us.url");
        assertThat(settings.get("relay.backup-eu.url")).contains("smtps://b");
        assertThat(settings.get("relay.main.timeout.connect")).contains("5s");
    }

    @Test
    void settingsShowTheirWordsOnly() {
        assertThat(Settings.EMPTY.with("relay.main.password", "geheim").toString())
                .doesNotContain("geheim");
    }

    @Test
    void theEnvironmentOverrides() {
        Settings settings = Settings.EMPTY
                .with("relay.main.password-file", "a")
                .withEnvironment(
                        Map.of(
                                "TWOTICK_RELAY_MAIN_PASSWORD_FILE",
                                "b",
                                "TWOTICK_RECEIPTS_URL",
                                "imaps://x",
                                "OTHER",
                                "y"),
                        Set.of("receipts.url"));
        assertThat(settings.get("relay.main.password-file")).contains("b");
        assertThat(settings.get("receipts.url")).contains("imaps://x");
        assertThat(settings.keys()).hasSize(2);
    }

    @Test
    void anUnknownWordIsToldWithItsNearestNeighbour() {
        Vocabulary words = new Vocabulary(Set.of("retry.initial"), Map.of("relay", Set.of("url", "starttls")));
        Settings settings = Settings.EMPTY
                .with("retry.inital", "1m")
                .with("relay.main.url", "smtps://x")
                .with("relay.main.startls", "required")
                .with("nonsense", "1");
        Section faults = Section.of(settings);
        words.check(settings, faults);
        assertThat(faults.faults())
                .extracting(Fault::toString)
                .containsExactly(
                        "nonsense: is no setting",
                        "relay.main.startls: is no setting; did you mean relay.main.starttls?",
                        "retry.inital: is no setting; did you mean retry.initial?");
    }

    @Test
    void durationsAreWrittenAsTheyAreRead() {
        for (String text : new String[] {"1ms", "1500ms", "2s", "90s", "10m", "4h", "5d"}) {
            Duration duration = Durations.parse(text).orElseThrow();
            assertThat(Durations.parse(Durations.format(duration))).contains(duration);
        }
        assertThat(Durations.parse("5 s")).isEmpty();
        assertThat(Durations.parse("-5s")).isEmpty();
    }

    @Test
    void tokensComeFromCodeOrFromAFileThatIsReadEachTime(@TempDir Path dir) throws Exception {
        Path file = Files.writeString(dir.resolve("token"), "first\n");
        Settings settings = Settings.EMPTY.with("token-file", file.toString());
        TokenSupplier fromFile = Section.of(settings).tokens().orElseThrow();
        assertThat(fromFile.token(false)).isEqualTo("first");
        Files.writeString(file, "second\n");
        assertThat(fromFile.token(true)).isEqualTo("second");

        Settings inCode = Settings.EMPTY.with(Settings.EMPTY.with("relay.main.token", afresh -> "mine"));
        assertThat(Section.of(inCode).part("relay.main.").tokens().orElseThrow().token(false))
                .isEqualTo("mine");
        assertThat(inCode.keys()).isEmpty();
        assertThat(Section.of(Settings.EMPTY).tokens()).isEmpty();

        Section both = Section.of(settings.with("token", afresh -> "mine"));
        both.tokens();
        assertThat(both.faults()).extracting(Fault::key).containsExactly("token-file");
    }
}
