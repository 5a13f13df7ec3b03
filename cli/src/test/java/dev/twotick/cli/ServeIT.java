package dev.twotick.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.twotick.Twotick;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.testkit.ScriptedSmtpServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    @Test
    void submitsWhatIsInTheOutboxAndDrainsOnATermSignal() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            Office office = new Office(directory).relay(server.port());
            Run send = office.run("send", office.letter("a.eml", "ann@a.example"));
            Process serve = office.start("serve");
            try {
                await().atMost(LONG).until(() -> office.written("err").contains("SUBMITTED"));
                assertThat(office.written("err"))
                        .contains("twotick: serving jdbc:sqlite:", "relays: main; sent copies: none; receipts: none");
                serve.toHandle().destroy();

                assertThat(serve.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
                assertThat(serve.exitValue()).isZero();
                assertThat(office.written("out")).isEmpty();
                assertThat(office.written("err")).contains("twotick: draining").doesNotContain("ann@a.example");
                assertThat(office.stocktake().in(SubmissionState.SUBMITTED)).isOne();
                assertThat(send.code()).isZero();
            } finally {
                serve.destroyForcibly();
            }
        }
    }

    @Test
    void worksBesideAnotherOneOnTheSameFileAndGoesOnAlone() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            Office office = new Office(directory).relay(server.port());
            WorkerLock first = new WorkerLock(Optional.of(office.database()));
            assertThat(first.tryTake()).isTrue();
            Process second = office.start("serve");
            try {
                await().atMost(LONG)
                        .until(() -> office.written("err")
                                .contains("another process works this outbox too; both go on together"));
                try (Twotick worker = office.work()) {
                    send(office, 0, 10);
                    await().atMost(LONG).until(() -> worker.outbox().stocktake().in(SubmissionState.SUBMITTED) == 10);
                }
                first.close();
                send(office, 10, 11);
                await().atMost(LONG).until(() -> office.stocktake().in(SubmissionState.SUBMITTED) == 11);
                assertThat(server.received())
                        .flatExtracting(letter -> letter.addresses())
                        .doesNotHaveDuplicates()
                        .hasSize(11);
            } finally {
                first.close();
                second.destroyForcibly().waitFor();
            }
        }
    }

    private static void send(Office office, int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            Run run = office.run("send", office.letter(i + ".eml", "customer-" + i + "@a.example"));
            assertThat(run.code()).as(run.err()).isZero();
        }
    }

    @Test
    void doesNotStartWithoutARelay() throws Exception {
        Run run = new Office(directory).run("serve");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("twotick: relay: there is none");
    }
}
