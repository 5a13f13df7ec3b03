package dev.twotick.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.DeliveryQuery;
import dev.twotick.outbox.Outbox;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process that accepts letters with SIGKILL, each time at another moment. */
class KilledProcessIT {
    @TempDir
    Path directory;

    @RepeatedTest(10)
    void losesNoLetterThatItAccepted(RepetitionInfo round) throws Exception {
        OutboxFile file = new OutboxFile(directory);
        List<String> printed = round.getCurrentRepetition() % 2 == 0
                ? runAndKill(file, round.getCurrentRepetition(), () -> {})
                : runAndKillBesideAnother(file, round.getCurrentRepetition());

        assertThat(printed).isNotEmpty();
        try (Outbox outbox = JdbcOutbox.open(file.url())) {
            for (String line : printed) {
                LetterId id = new LetterId(line.substring(0, LetterId.LENGTH));
                Optional<Delivery> found = outbox.find(id);
                assertThat(found).as("letter %s, which was accepted", id).isPresent();
                assertThat(line).isEqualTo(id + " " + hash(found.get().letter()));
            }
            assertThat(outbox.list(DeliveryQuery.ALL))
                    .allSatisfy(delivery -> assertThat(delivery.events()).hasSize(1));
        }
        assertThat(file.ask("PRAGMA integrity_check")).isEqualTo("ok");
    }

    private static int hash(SealedLetter letter) throws IOException {
        try (InputStream in = letter.wire().open()) {
            return Arrays.hashCode(in.readAllBytes());
        }
    }

    /** Meanwhile and afterwards this process writes to the same file. */
    private List<String> runAndKillBesideAnother(OutboxFile file, long seed) throws Exception {
        Samples samples = new Samples(-seed);
        List<LetterId> own = new ArrayList<>();
        try (Outbox outbox = JdbcOutbox.open(file.url())) {
            Runnable accept = () -> {
                SealedLetter letter = samples.letter(outbox.now());
                outbox.accept(letter);
                own.add(letter.id());
            };
            List<String> printed = runAndKill(file, seed, accept);
            accept.run();
            assertThat(own)
                    .hasSizeGreaterThan(1)
                    .allSatisfy(id -> assertThat(outbox.find(id)).isPresent());
            return printed;
        }
    }

    private List<String> runAndKill(OutboxFile file, long seed, Runnable meanwhile) throws Exception {
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledProcess.class.getName(),
                        file.url(),
                        Long.toString(seed))
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            long enough = new Random(seed).nextInt(10_000);
            await().pollInterval(Duration.ofMillis(1))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> {
                        meanwhile.run();
                        return Files.size(output) > enough;
                    });
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        String printed = Files.readString(output);
        // what stands after the last line end was cut by the kill
        return printed.substring(0, printed.lastIndexOf('\n') + 1).lines().toList();
    }
}
