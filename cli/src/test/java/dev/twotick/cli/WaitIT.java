package dev.twotick.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.twotick.outbox.SubmissionState;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code send --wait} does beside other processes, and when it is told to stop. */
class WaitIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final ScriptedSmtpServer server = ScriptedSmtpServer.start();

    @TempDir
    private Path directory;

    private Office office;

    @BeforeEach
    void moveIn() throws Exception {
        office = new Office(directory).relay(server.port());
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void leavesTheWorkToTheProcessThatServes() throws Exception {
        Process serve = office.start("serve");
        try {
            await().atMost(LONG).until(() -> office.written("err").contains("serving"));

            Run run = office.run(
                    "send",
                    "--json",
                    "--wait",
                    "submitted",
                    "--timeout",
                    "30s",
                    office.letter("a.eml", "ann@a.example"));

            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.err()).contains("another process works this outbox").doesNotContain("any more");
            await().atMost(LONG).until(() -> office.written("err").contains("SUBMITTED"));
        } finally {
            serve.destroyForcibly().waitFor();
        }
    }

    @Test
    void submitsNothingWhileAnotherProcessWorks() throws Exception {
        try (WorkerLock other = new WorkerLock(Optional.of(office.database()))) {
            other.tryTake();

            Run run = office.run(
                    "send",
                    "--json",
                    "--wait",
                    "submitted",
                    "--timeout",
                    "100ms",
                    office.letter("a.eml", "ann@a.example"));

            assertThat(run.code()).as(run.err()).isEqualTo(3);
            assertThat(run.json("submission")).isEqualTo("QUEUED");
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void takesTheWorkOverFromAProcessThatGoes() throws Exception {
        Process send = startBesideAWorker(office.letter("a.eml", "ann@a.example"));
        try {
            assertThat(send.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(send.exitValue()).isZero();
            assertThat(office.written("err")).contains("no other process works this outbox any more");
            assertThat(server.letters()).hasSize(1);
        } finally {
            send.destroyForcibly();
        }
    }

    /** The worker goes when the letter has been accepted. */
    private Process startBesideAWorker(String letter) throws Exception {
        try (WorkerLock other = new WorkerLock(Optional.of(office.database()))) {
            other.tryTake();
            Process send = office.start("send", "--wait", "submitted", "--timeout", "60s", letter);
            await().atMost(LONG).until(() -> office.written("err").contains("accepted "));
            assertThat(server.connections()).isZero();
            return send;
        }
    }

    @Test
    void letsARunningSubmissionEndWhenItIsToldToStop() throws Exception {
        server.at(Stage.FINAL).after(Duration.ofSeconds(2)).reply("250 2.0.0 Ok: queued as 4X");
        Process send = office.start("send", "--wait", "confirmed", office.letter("a.eml", "ann@a.example"));
        try {
            await().atMost(LONG).until(() -> server.commands().contains("DATA"));
            send.toHandle().destroy();

            assertThat(send.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(send.exitValue()).as(office.written("err")).isEqualTo(3);
            assertThat(office.stocktake().in(SubmissionState.SUBMITTED)).isOne();
            assertThat(office.written("out")).contains("ann@a.example");
        } finally {
            send.destroyForcibly();
        }
    }
}
