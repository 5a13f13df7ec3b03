package dev.twotick.it;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.it.HostileRelay.Harm;
import dev.twotick.it.HostileRelay.Stage;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.testkit.ScriptedSmtpServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostileRelayIT {
    private static final Pattern END_OF_LETTER = Pattern.compile("(?m)^(Invoice \\d+): ([A-Z_]+) ");

    private final List<HostileRelay> harmful = new ArrayList<>();

    /** One engine has all of them; a letter that fails at one goes to the next, unless its last dot may be out. */
    @Test
    void neitherStopsNorStarvesWhatGoesToAnotherRelay(@TempDir Path directory) throws Exception {
        Path output = directory.resolve("output");
        try (ScriptedSmtpServer good = ScriptedSmtpServer.start()) {
            for (Stage stage : Stage.values()) {
                harmful.add(new HostileRelay(stage, Harm.ONE_LINE));
                harmful.add(new HostileRelay(stage, Harm.LINES));
            }
            harmful.add(new HostileRelay(Stage.GREETING, Harm.OCTETS));
            harmful.add(new HostileRelay(Stage.FINAL, Harm.OCTETS));

            Process process = program(good).redirectOutput(output.toFile()).start();
            boolean ended = process.waitFor(200, TimeUnit.SECONDS);
            process.destroyForcibly();

            String said = Files.readString(output);
            assertThat(ended).as(said).isTrue();
            assertThat(said).endsWith("closed\n").doesNotContain("OutOfMemory");
            assertThat(process.exitValue()).isZero();
            assertThat(harmful).allSatisfy(relay -> assertThat(relay.victims()).isPositive());
            checkOutcomes(said, good);
        }
    }

    private ProcessBuilder program(ScriptedSmtpServer good) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeapProgram.class.getName()));
        // only where octets drip a deadline is what ends it; elsewhere it would hide that all is read
        harmful.forEach(relay -> command.add(relay.port() + (relay.harm() == Harm.OCTETS ? "/1s" : "")));
        command.add("" + good.port());
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    /** Those in doubt are held and were given to nobody else; all others are with the good relay, once. */
    private void checkOutcomes(String said, ScriptedSmtpServer good) {
        Map<SubmissionState, Set<String>> letters = END_OF_LETTER
                .matcher(said)
                .results()
                .collect(groupingBy(
                        letter -> SubmissionState.valueOf(letter.group(2)),
                        mapping(letter -> letter.group(1), toSet())));
        assertThat(letters).containsOnlyKeys(SubmissionState.SUBMITTED, SubmissionState.HELD);
        assertThat(good.letters())
                .extracting(letter -> letter.header("Subject").orElseThrow())
                .containsExactlyInAnyOrderElementsOf(letters.get(SubmissionState.SUBMITTED));
        assertThat(letters.get(SubmissionState.HELD)).hasSize(harmedAtTheEnd());
        assertThat(letters.values().stream().mapToInt(Set::size).sum()).isEqualTo(SmallHeapProgram.LETTERS);
    }

    private int harmedAtTheEnd() {
        return harmful.stream()
                .filter(relay -> relay.stage() == Stage.FINAL)
                .mapToInt(HostileRelay::victims)
                .sum();
    }

    @AfterEach
    void stopHarm() throws Exception {
        for (HostileRelay relay : harmful) {
            relay.close();
        }
    }
}
