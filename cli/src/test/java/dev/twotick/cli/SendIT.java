package dev.twotick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.outbox.SubmissionState;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.Stage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SendIT {
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
    void makesALetterDurableAndAnotherProcessTellsItsState() throws Exception {
        Run send = office.run("send", office.letter("a.eml", "ann@a.example"));

        assertThat(send.code()).as(send.err()).isZero();
        String id = send.out().get(0).split(" ", 2)[0];
        assertThat(send.out().get(0)).matches("[0-9a-v]{16}  <[0-9a-v]{40}@corp\\.example>");

        Process status = office.start("status", id, "--json");
        assertThat(status.waitFor()).isZero();
        assertThat(office.written("out")).startsWith("{\"id\":\"" + id + "\"").contains("\"submission\":\"QUEUED\"");
        assertThat(server.connections()).isZero();
    }

    @Test
    void waitsUntilARelayTookItAndTellsItsQueueId() throws Exception {
        Run run = office.run("send", "--json", "--wait", "submitted", office.letter("a.eml", "ann@a.example"));

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).hasSize(1);
        assertThat(run.json("submission")).isEqualTo("SUBMITTED");
        assertThat(run.json("queueId")).isEqualTo(server.letters().get(0).queueId());
        assertThat(run.json("attempts")).isEqualTo("1");
    }

    @Test
    void showsTheTimelineOfALetterThatWasWaitedFor() throws Exception {
        Run run = office.run("send", "--wait=submitted", office.letter("a.eml", "ann@a.example"));

        assertThat(String.join("\n", run.out()))
                .contains(
                        "✓  ann@a.example  SUBMITTED · NONE",
                        "accepted",
                        "attempt 1",
                        "main: 250",
                        "→ main took it as");
    }

    @Test
    void endsWith4WhenARelayRefusesForGood() throws Exception {
        server.at(Stage.RCPT).forRecipient("bob@b.example").reply("550 5.1.1 no such user");

        Run run = office.run(
                "send", "--json", "--wait", "submitted", office.letter("a.eml", "ann@a.example", "bob@b.example"));

        assertThat(run.code()).as(run.err()).isEqualTo(4);
        assertThat(run.out().get(0)).contains("\"REJECTED\"", "550 5.1.1 no such user", "\"SUBMITTED\"");
    }

    @Test
    void endsWith5WhenTheAnswerIsLostAndNothingMayBeSubmittedTwice() throws Exception {
        office.set("doubt.window", "100ms");
        server.at(Stage.FINAL).afterTaking().reset();

        Run run = office.run(
                "send", "--json", "--wait", "submitted", "--on-doubt", "hold", office.letter("a.eml", "ann@a.example"));

        assertThat(run.code()).as(run.err()).isEqualTo(5);
        assertThat(run.json("submission")).isEqualTo("HELD");
        assertThat(server.received()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"retry,1h", "resolve,100ms"})
    void submitsAgainWhatIsInDoubtAsToldTo(String policy, String window) throws Exception {
        office.set("doubt.window", window).set("on-doubt", "hold");
        server.at(Stage.FINAL).once().afterTaking().reset();

        Run run = office.run(
                "send", "--json", "--wait", "submitted", "--on-doubt", policy, office.letter("a.eml", "ann@a.example"));

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.json("submission")).isEqualTo("SUBMITTED");
        assertThat(server.received()).hasSize(2);
    }

    @Test
    void looksForProofFirstWhenToldToResolve() throws Exception {
        office.set("doubt.window", "1h").set("on-doubt", "retry");
        server.at(Stage.FINAL).once().afterTaking().reset();
        String letter = office.letter("a.eml", "ann@a.example");
        office.run("send", "--key", "invoice-1", "--on-doubt", "resolve", letter);
        office.workUntil(SubmissionState.IN_DOUBT);

        Run run =
                office.run("send", "--key", "invoice-1", "--json", "--wait", "submitted", "--timeout", "500ms", letter);

        assertThat(run.code()).as(run.err()).isEqualTo(5);
        assertThat(run.json("submission")).isEqualTo("IN_DOUBT");
        assertThat(server.received()).hasSize(1);
    }

    @Test
    void endsWith5WhenTheTimeIsOverInDoubt() throws Exception {
        server.at(Stage.FINAL).reset();
        String letter = office.letter("a.eml", "ann@a.example");
        office.run("send", "--key", "invoice-1", letter);
        office.workUntil(SubmissionState.IN_DOUBT);

        Run run =
                office.run("send", "--key", "invoice-1", "--json", "--wait", "submitted", "--timeout", "100ms", letter);

        assertThat(run.code()).as(run.err()).isEqualTo(5);
        assertThat(run.json("submission")).isEqualTo("IN_DOUBT");
    }

    @Test
    void endsWith3WhenTheTimeIsOver() throws Exception {
        server.at(Stage.RCPT).reply("450 4.2.0 greylisted");

        Run run = office.run(
                "send", "--json", "--wait", "submitted", "--timeout", "600ms", office.letter("a.eml", "ann@a.example"));

        assertThat(run.code()).as(run.err()).isEqualTo(3);
        assertThat(run.json("submission")).isIn("QUEUED", "SUBMITTING", "DEFERRED");
    }

    @Test
    void endsWith3WhenTheProofIsOverdue() throws Exception {
        office.set("assurance.deadline", "300ms");

        Run run = office.run("send", "--json", "--wait", "confirmed", office.letter("a.eml", "ann@a.example"));

        assertThat(run.code()).as(run.err()).isEqualTo(3);
        assertThat(run.json("assurance")).isEqualTo("delivered");
        assertThat(run.json("overdue")).isEqualTo("true");
    }

    @Test
    void writesOneObjectForEachLetterAndNothingElse() throws Exception {
        Run run = office.run(
                "send",
                "--wait",
                "submitted",
                office.letter("a.eml", "ann@a.example"),
                office.letter("b.eml", "bob@b.example"),
                "--json");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).hasSize(2).allMatch(line -> line.startsWith("{\"id\":") && line.endsWith("}]}"));
        assertThat(run.err()).contains("twotick: accepted ");
    }

    @Test
    void readsStandardInputAndReplacesTheEnvelope() throws Exception {
        String message = "From: billing@corp.example\n\nHello\n";

        Run run = Run.of(
                directory, Map.of(), message, "send", "--to", "carl@c.example", "--wait", "submitted", "--json", "-");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(server.letters().get(0).addresses()).containsExactly("carl@c.example");
        assertThat(server.letters().get(0).reversePath()).isEqualTo("billing@corp.example");
    }

    @Test
    void keepsTheRecipientsOfTheHeadersWhenOnlyTheSenderIsReplaced() throws Exception {
        Run run = office.run(
                "send", "--from", "robot@corp.example", "--wait", "submitted", office.letter("a.eml", "ann@a.example"));

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(server.letters().get(0).reversePath()).isEqualTo("robot@corp.example");
        assertThat(server.letters().get(0).addresses()).containsExactly("ann@a.example");
    }

    @Test
    void takesTheSameKeyWithTheSameContentOnce() throws Exception {
        String letter = office.letter("a.eml", "ann@a.example");
        Run first = office.run("send", "--key", "invoice-1", letter);
        Run again = office.run("send", "--key", "invoice-1", letter);
        Run other = office.run("send", "--key", "invoice-1", office.letter("b.eml", "bob@b.example"));

        assertThat(again.out()).isEqualTo(first.out());
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("key", "invoice-1");
        assertThat(office.letters()).hasSize(1);
    }

    @Test
    void takesTheRelayFromTheEnvironment() throws Exception {
        Map<String, String> environment = Map.of(
                "TWOTICK_RELAY_MAIN_URL", "smtp://127.0.0.1:" + server.port(),
                "TWOTICK_RELAY_MAIN_STARTTLS", "off-i-accept-clear-text",
                "TWOTICK_OUTBOX_URL", "jdbc:sqlite:" + directory.resolve("other.db"));
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));

        Run run = Run.of(
                elsewhere, environment, "", "send", "--wait", "submitted", office.letter("a.eml", "ann@a.example"));

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(office.letters()).isEmpty();
    }

    @Test
    void keepsAndTellsWhatWasAcceptedBeforeAFailure() throws Exception {
        office.run("send", office.letter("a.eml", "ann@a.example"));
        office.execute(
                "CREATE TRIGGER twotick_full BEFORE INSERT ON twotick_letter WHEN (SELECT count(*) FROM twotick_letter) = 2"
                        + " BEGIN SELECT RAISE(ABORT, 'it is full'); END");

        Run run = office.run("send", office.letter("b.eml", "bob@b.example"), office.letter("c.eml", "carl@c.example"));

        assertThat(run.code()).as(run.err()).isOne();
        assertThat(run.out()).hasSize(1);
        assertThat(run.out().get(0))
                .startsWith(office.letters().get(1).letter().id().value());
        assertThat(office.letters()).hasSize(2);
    }

    @Test
    void givesALetterOfBestEffortOneTry() throws Exception {
        server.at(Stage.RCPT).reply("450 4.2.0 greylisted");

        Run run = office.run(
                "send",
                "--json",
                "--wait",
                "submitted",
                "--assurance",
                "best-effort",
                office.letter("a.eml", "ann@a.example"));

        assertThat(run.code()).as(run.err()).isEqualTo(4);
        assertThat(run.json("submission")).isEqualTo("EXPIRED");
        assertThat(office.letters()).isEmpty();
    }
}
