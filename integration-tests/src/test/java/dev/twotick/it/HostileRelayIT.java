package dev.twotick.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.it.HostileRelay.Harm;
import dev.twotick.testkit.ScriptedSmtpServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostileRelayIT {
    @Test
    void neitherStopsNorStarvesWhatGoesToAnotherRelay(@TempDir Path directory) throws Exception {
        Path output = directory.resolve("output");
        try (ScriptedSmtpServer good = ScriptedSmtpServer.start();
                HostileRelay oneLine = new HostileRelay(Harm.ONE_LINE);
                HostileRelay lines = new HostileRelay(Harm.LINES);
                HostileRelay octets = new HostileRelay(Harm.OCTETS)) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx128m",
                            "-XX:+ExitOnOutOfMemoryError",
                            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                            "-cp",
                            System.getProperty("java.class.path"),
                            SmallHeapProgram.class.getName(),
                            "" + good.port(),
                            "" + oneLine.port(),
                            "" + lines.port(),
                            "" + octets.port())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(120, TimeUnit.SECONDS);
            process.destroyForcibly();

            assertThat(ended).as(Files.readString(output)).isTrue();
            assertThat(Files.readString(output))
                    .contains("all were submitted", "all were closed")
                    .doesNotContain("OutOfMemory");
            assertThat(process.exitValue()).isZero();
            assertThat(good.letters()).hasSize(SmallHeapProgram.LETTERS);
            assertThat(oneLine.victims()).isPositive();
            assertThat(lines.victims()).isPositive();
            assertThat(octets.victims()).isPositive();
        }
    }
}
