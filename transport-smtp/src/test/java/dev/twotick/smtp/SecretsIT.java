package dev.twotick.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsIT {
    @Test
    void noSecretIsEverWritten(@TempDir Path directory) throws Exception {
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SecretsProgram.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        String written = Files.readString(output);

        assertThat(written)
                .contains("all was said", "logging in by XOAUTH2", "RelayUnusable", "Submitted")
                .contains("5.5.1 (the rest repeats", "4.7.0 (the rest repeats");
        assertThat(traces()).noneMatch(written::contains);
    }

    /** The secrets, and what stands for them on the wire, whatever stands before them there. */
    private static Stream<String> traces() {
        return Stream.of(SecretsProgram.PASSWORD, SecretsProgram.TOKEN, SecretsProgram.OTHER_TOKEN)
                .flatMap(secret -> Stream.concat(
                        Stream.of(secret), List.of("", "x", "xx").stream().map(before -> encoded(before, secret))));
    }

    /** The part of its base64 that depends on the secret only. */
    private static String encoded(String before, String secret) {
        String whole = Base64.getEncoder().withoutPadding().encodeToString((before + secret).getBytes(UTF_8));
        return whole.substring(before.isEmpty() ? 0 : before.length() + 1, whole.length() - 2);
    }
}
