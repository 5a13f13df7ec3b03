package dev.twotick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    @TempDir
    private Path directory;

    @Test
    void explainsItself() {
        Run run = Run.in(directory, "--help");

        assertThat(run.code()).isZero();
        assertThat(String.join("\n", run.out()))
                .contains(
                        "demo",
                        "send",
                        "serve",
                        "status",
                        "list",
                        "events",
                        "resolve",
                        "retry",
                        "cancel",
                        "inspect",
                        "Exit status");
        assertThat(Run.in(directory, "send", "--help").out()).anyMatch(line -> line.contains("--on-doubt=POLICY"));
    }

    @Test
    void wantsACommand() {
        Run run = Run.in(directory);

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("twotick: which command? one of demo, send, serve, status, list, events, resolve,"
                        + " retry, cancel, inspect");
    }

    @Test
    void takesAFileWhoseNameBeginsWithAnAtSign() throws Exception {
        Path arguments = Files.writeString(directory.resolve("arguments"), "--help");

        Run run = Run.in(directory, "inspect", "@" + arguments);

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("@" + arguments + ": cannot be read");
    }

    @Test
    void pointsToTheHelpOfTheCommandThatWasMisused() {
        Run run = Run.in(directory, "list", "--colour");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--colour", "try 'twotick list --help'");
    }
}
