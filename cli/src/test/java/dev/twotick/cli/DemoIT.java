package dev.twotick.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    @Test
    void showsEveryFateAndAddsUp() {
        Run run = Run.in(directory, "demo");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(String.join("\n", run.out()))
                .contains("killed after the dot", "SUBMITTED · CONTESTED", "proven by a receipt (dsn)")
                .contains("Receipts that matched no letter and changed nothing: 1.")
                .doesNotContain("✗\n");
    }

    @Test
    void leavesNothingBehindWhenItIsToldToStop() throws Exception {
        Path files = Files.createDirectory(directory.resolve("files"));
        Process demo = new Office(directory).start(List.of("-Djava.io.tmpdir=" + files), "demo");
        try {
            await().atMost(LONG).until(() -> demo.children().findAny().isPresent());
            List<ProcessHandle> workers = demo.children().toList();
            demo.toHandle().destroy();

            assertThat(demo.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(demo.exitValue()).isOne();
            await().atMost(LONG).until(() -> workers.stream().noneMatch(ProcessHandle::isAlive));
            assertThat(files).isDirectoryNotContaining("glob:**twotick-demo*");
        } finally {
            demo.destroyForcibly();
        }
    }

    @Test
    void givesAnObjectForEachLetter() {
        Run run = Run.in(directory, "demo", "--json");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).hasSizeGreaterThanOrEqualTo(12).allMatch(line -> line.startsWith("{\"id\":"));
    }
}
