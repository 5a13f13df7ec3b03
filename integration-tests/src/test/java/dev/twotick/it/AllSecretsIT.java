package dev.twotick.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.testkit.ScriptedImapServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the SMTP transport's own test shows of its mechanisms, for all parts together. */
class AllSecretsIT {
    private static final int GIVES_SOMETHING_AWAY = 16;

    @Test
    void noSecretIsEverWritten(@TempDir Path directory) throws Exception {
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AllSecretsProgram.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        process.destroyForcibly();
        String written = Files.readString(output);

        assertThat(ended).isTrue();
        assertThat(written)
                .contains("all was said", "SUBMITTED", "logging in by XOAUTH2", "main is held")
                .contains("the database post on 127.0.0.1 cannot be reached")
                .contains("TRACE", "FINEST");
        assertThat(traces(directory)).hasSizeGreaterThan(20).noneMatch(written::contains);
    }

    /** The secrets, what stands for them on the wire, and the parts of those that lie in files. */
    private static List<String> traces(Path directory) throws IOException {
        List<String> traces = new ArrayList<>();
        for (String secret : List.of(
                AllSecretsProgram.PASSWORD,
                AllSecretsProgram.WRONG_PASSWORD,
                AllSecretsProgram.TOKEN,
                AllSecretsProgram.DATABASE_PASSWORD,
                ScriptedImapServer.PASSWORD)) {
            traces.add(secret);
            for (String before : List.of("", "x", "xx")) {
                traces.add(encoded(before, secret));
            }
        }
        for (String file : List.of(AllSecretsProgram.CLIENT_KEY, AllSecretsProgram.TOKEN_KEYS)) {
            for (String word : Files.readString(directory.resolve(file)).split("[\\s=:]+", -1)) {
                if (word.length() >= GIVES_SOMETHING_AWAY) {
                    traces.add(word.substring(0, GIVES_SOMETHING_AWAY));
                }
            }
        }
        return traces;
    }

    /** The part of its base64 that depends on the secret only. */
    private static String encoded(String before, String secret) {
        String whole = Base64.getEncoder().withoutPadding().encodeToString((before + secret).getBytes(UTF_8));
        return whole.substring(before.isEmpty() ? 0 : before.length() + 1, whole.length() - 2);
    }
}
