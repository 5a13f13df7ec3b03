package dev.twotick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {
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
    void givesAnObjectForEachLetter() {
        Run run = Run.in(directory, "demo", "--json");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).hasSizeGreaterThanOrEqualTo(12).allMatch(line -> line.startsWith("{\"id\":"));
    }
}
