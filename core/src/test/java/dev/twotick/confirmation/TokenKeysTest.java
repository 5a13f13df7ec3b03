package dev.twotick.confirmation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twotick.letter.LetterId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenKeysTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final LetterId LETTER = LetterId.create(NOW, new Random(1));
    private static final String ANN = "ann@customer.example";

    private final TokenKeys keys = TokenKeys.ephemeral(new SecureRandom());

    @Test
    void aTokenIsFoundAgainWhereverItStands() {
        Token token = keys.issue(LETTER, 3, ANN, NOW);
        String text = token.text();
        assertThat(text).hasSize(Token.LENGTH).matches("[0-9a-v]+");
        for (String place : List.of(
                text, "b+" + text + "@x.example", "<" + text + "@x>", "B+" + text.toUpperCase(Locale.ROOT) + "@X")) {
            assertThat(Token.findIn(place)).containsExactly(token);
            assertThat(keys.genuine(Token.findIn(place).get(0), ANN, NOW)).isTrue();
        }
    }

    @Test
    void itIsTheSameOnEveryAttempt() {
        assertThat(keys.issue(LETTER, 1, ANN, NOW)).isEqualTo(keys.issue(LETTER, 1, ANN, NOW));
    }

    @Test
    void noChangedCharacterIsGenuine() {
        String text = keys.issue(LETTER, 3, ANN, NOW).text();
        for (int i = 0; i < text.length(); i++) {
            char other = text.charAt(i) == '7' ? '8' : '7';
            String forged = text.substring(0, i) + other + text.substring(i + 1);
            assertThat(Token.findIn(forged)).noneMatch(token -> keys.genuine(token, ANN, NOW));
        }
    }

    @Test
    void itIsForOneRecipientOneKeyAndSomeTimeOnly() {
        Token token = keys.issue(LETTER, 1, ANN, NOW);
        assertThat(keys.genuine(token, "bob@customer.example", NOW)).isFalse();
        assertThat(TokenKeys.ephemeral(new SecureRandom()).genuine(token, ANN, NOW))
                .isFalse();
        Instant lastDay = NOW.plus(Duration.ofDays(TokenKeys.VALIDITY_DAYS));
        assertThat(keys.genuine(token, ANN, lastDay)).isTrue();
        assertThat(keys.genuine(token, ANN, lastDay.plus(Duration.ofDays(1)))).isFalse();
    }

    @Test
    void findsNothingInOrdinaryText() {
        assertThat(Token.findIn("")).isEmpty();
        assertThat(Token.findIn("<20260301100000.ABC123@mail.example.com>")).isEmpty();
        assertThat(Token.findIn("a".repeat(41))).isEmpty();
        assertThat(Token.findIn("w".repeat(40))).isEmpty();
    }

    @Test
    void aKeyFileIsMadeForItsOwnerOnlyAndKept(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("keys");
        Token token = TokenKeys.load(file, new SecureRandom()).issue(LETTER, 1, ANN, NOW);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(TokenKeys.load(file, new SecureRandom()).genuine(token, ANN, NOW))
                .isTrue();
        try (var files = Files.list(dir)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void afterAChangeOfKeysTheOldOneStillVerifies(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("keys");
        Token old = TokenKeys.load(file, new SecureRandom()).issue(LETTER, 1, ANN, NOW);
        String oldKeys = Files.readString(file);
        Files.writeString(file, "2 " + "ab".repeat(32) + "\n" + oldKeys);
        TokenKeys both = TokenKeys.load(file, new SecureRandom());
        assertThat(both.genuine(old, ANN, NOW)).isTrue();
        assertThat(both.issue(LETTER, 1, ANN, NOW).keyId()).isEqualTo(2);
    }

    @Test
    void aSpoiltKeyFileIsRefusedWithoutShowingIt(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("keys");
        for (String spoilt :
                List.of("", "1 abcd", "300 " + "ab".repeat(32), "1 secretsecretsecretsecretsecretsecret")) {
            Files.writeString(file, spoilt);
            assertThatThrownBy(() -> TokenKeys.load(file, new SecureRandom()))
                    .hasMessageContaining("key file")
                    .hasMessageNotContaining("secretsecret");
        }
        assertThat(keys.toString()).isEqualTo("TokenKeys[1]");
    }
}
