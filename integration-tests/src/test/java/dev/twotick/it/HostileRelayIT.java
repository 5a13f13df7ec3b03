package dev.twotick.it;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import dev.twotick.it.HostileRelay.Harm;
import dev.twotick.it.HostileRelay.Stage;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.testkit.ScriptedSmtpServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostileRelayIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern END_OF_LETTER = Pattern.compile("(?m)^((?:Invoice|Calm) \\d+): ([A-Z_]+) ");

    private final List<HostileRelay> harmful = new ArrayList<>();
    private final List<HostileRelay> holdingUp = new ArrayList<>();

    /**
     * One engine has all of them; a letter that fails at one goes to the next, unless its last dot may be out. What another engine
     * has for the good relay is there before any of those that are held up for minutes.
     */
    @Test
    void neitherStopsNorStarvesWhatGoesToAnotherRelay(@TempDir Path directory) throws Exception {
        Path output = directory.resolve("output");
        try (ScriptedSmtpServer good = ScriptedSmtpServer.start()) {
            for (Stage stage : Stage.values()) {
                harmful.add(new HostileRelay(stage, Harm.ONE_LINE));
                harmful.add(new HostileRelay(stage, Harm.LINES));
                harmful.add(new HostileRelay(stage, Harm.OCTETS));
                holdingUp.add(new HostileRelay(stage, Harm.OCTETS));
            }

            Process process = program(good).redirectOutput(output.toFile()).start();
            boolean ended;
            try {
                await().atMost(PATIENCE).until(() -> holdingUp.stream().allMatch(relay -> relay.victims() > 0));
                process.getOutputStream().close();
                ended = process.waitFor(200, TimeUnit.SECONDS);
            } finally {
                process.destroyForcibly();
            }

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
                SmallHeapProgram.class.getName(),
                holdingUp.stream().map(relay -> "" + relay.port()).collect(joining(","))));
        // only where octets drip a deadline is what ends it; elsewhere it would hide that all is read
        harmful.forEach(relay -> command.add(relay.port() + (relay.harm() == Harm.OCTETS ? deadline(relay) : "")));
        command.add("" + good.port());
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    /** Of the reply alone, or of the whole submission, which ends at its last dot. */
    private static String deadline(HostileRelay relay) {
        return switch (relay.stage()) {
            case GREETING -> "/timeout.greeting=1s";
            case EHLO, RCPT -> "/timeout.total=1s";
            case FINAL -> "/timeout.final=1s";
        };
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
        assertThat(letters.values().stream().mapToInt(Set::size).sum())
                .isEqualTo(SmallHeapProgram.LETTERS + SmallHeapProgram.CALM_LETTERS);
        assertThat(letters.get(SubmissionState.SUBMITTED).stream().filter(letter -> letter.startsWith("Calm")))
                .hasSize(SmallHeapProgram.CALM_LETTERS);
    }

    private int harmedAtTheEnd() {
        return harmful.stream()
                .filter(relay -> relay.stage() == Stage.FINAL)
                .mapToInt(HostileRelay::victims)
                .sum();
    }

    @AfterEach
    void stopHarm() {
        assertThat(Stream.concat(harmful.stream(), holdingUp.stream()))
                .allSatisfy(relay -> assertThatCode(relay::close).doesNotThrowAnyException());
    }
}
