package dev.twotick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.Twotick;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.Stage;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does beside a process that works the outbox. */
class OperatorIT {
    private static final String ANN = "ann@a.example";

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

    private String send(String... recipients) throws Exception {
        Run send = office.run("send", office.letter("a.eml", recipients));
        assertThat(send.code()).as(send.err()).isZero();
        return send.out().get(0).split(" ", 2)[0];
    }

    @Test
    void whatTheOperatorSaysIsSubmittedIsNotSubmittedAgain() throws Exception {
        server.at(Stage.FINAL).afterTaking().reset();
        String id = send(ANN);
        try (Twotick worker = office.work()) {
            Office.awaitOne(worker, SubmissionState.IN_DOUBT);
            server.behave();

            Run run = office.run("resolve", id, ANN, "submitted", "--reason", "it is in the relay's queue", "--json");

            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.json("submission")).isEqualTo("SUBMITTED");
            assertThat(run.json("possibleDuplicate")).isEqualTo("false");
        }
        assertThat(server.received()).hasSize(1);
        assertThat(String.join("\n", office.run("status", id).out()))
                .contains("submitted      operator: it is in the relay's queue");
        assertThat(office.run("events", id, "--json").out())
                .anyMatch(line -> line.endsWith(
                        "\"type\":\"SUBMITTED\",\"reason\":\"it is in the relay's queue\",\"source\":\"operator\"}"));
    }

    @Test
    void whatTheOperatorSaysIsNotSubmittedIsSubmittedByWhoeverWorks() throws Exception {
        server.at(Stage.FINAL).once().close();
        String id = send(ANN);
        try (Twotick worker = office.work()) {
            Office.awaitOne(worker, SubmissionState.IN_DOUBT);

            Run run =
                    office.run("resolve", id, "ANN@a.example", "not-submitted", "--reason", "the relay's log has none");

            assertThat(run.code()).as(run.err()).isZero();
            Office.awaitOne(worker, SubmissionState.SUBMITTED);
        }
        assertThat(server.letters()).hasSize(1);
        assertThat(office.run("status", id, "--json").json("possibleDuplicate")).isEqualTo("false");
    }

    @Test
    void onlyADoubtIsResolved() throws Exception {
        String id = send(ANN);

        Run nothing = office.run("resolve", id, ANN, "not-submitted", "--reason", "it never left");
        assertThat(nothing.code()).isOne();
        assertThat(nothing.err())
                .isEqualTo("twotick: letter " + id
                        + " was not resolved for ann@a.example: it waits in the outbox; nothing" + " has come back.\n");

        Run nobody = office.run("resolve", id, "bob@b.example", "submitted", "--reason", "x");
        assertThat(nobody.code()).isEqualTo(2);
        assertThat(nobody.err())
                .isEqualTo("twotick: ADDRESS: \"bob@b.example\" is no recipient of letter " + id
                        + "; its recipients are ann@a.example\n");

        assertThat(office.run("resolve", id, ANN, "submitted").err()).contains("--reason");
        assertThat(office.run("resolve", id, ANN, "submitted", "--reason", " ").err())
                .contains("--reason: is empty");
        assertThat(office.run("resolve", id, ANN, "sent", "--reason", "x").err())
                .contains("\"sent\" is none of submitted, not-submitted");
        assertThat(office.run("resolve", "0000000000000000", ANN, "submitted", "--reason", "x")
                        .err())
                .contains("there is no letter 0000000000000000");
    }

    @Test
    void whatWasRefusedIsTriedAgain() throws Exception {
        server.at(Stage.RCPT).once().reply("550 5.1.1 no such user");
        String id = send(ANN);
        try (Twotick worker = office.work()) {
            Office.awaitOne(worker, SubmissionState.REJECTED);

            Run run = office.run("retry", id, "--reason", "the mailbox is there now");

            assertThat(run.code()).as(run.err()).isZero();
            assertThat(String.join("\n", run.out())).contains("requeued       operator: the mailbox is there now");
            Office.awaitOne(worker, SubmissionState.SUBMITTED);
        }
        Run again = office.run("retry", id);
        assertThat(again.code()).isOne();
        assertThat(again.err()).contains("letter " + id + " was not tried again for ann@a.example: main took it as");
        assertThat(server.letters()).hasSize(1);
    }

    @Test
    void aDoubtIsNotTriedAgainButResolved() throws Exception {
        server.at(Stage.FINAL).reset();
        String id = send(ANN);
        office.workUntil(SubmissionState.IN_DOUBT);

        Run retry = office.run("retry", id);
        Run cancel = office.run("cancel", id);

        assertThat(retry.code()).isOne();
        assertThat(retry.err()).contains("main may have taken it", "'twotick resolve' settles a doubt");
        assertThat(cancel.code()).isOne();
        assertThat(cancel.err()).contains("was not called back for ann@a.example", "'twotick resolve' settles a doubt");
        assertThat(office.run("status", id, "--json").json("submission")).isEqualTo("IN_DOUBT");
    }

    @Test
    void whatIsCancelledIsNotSubmitted() throws Exception {
        String id = send(ANN);
        String other = send(ANN);

        Run run = office.run("cancel", id, "--reason", "a wrong amount", "--json");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.json("submission")).isEqualTo("CANCELLED");
        assertThat(office.run("cancel", id).code())
                .as("it is called back already")
                .isZero();
        office.workUntil(SubmissionState.SUBMITTED);
        assertThat(server.letters()).hasSize(1);
        Run late = office.run("cancel", other, id);
        assertThat(late.code()).isOne();
        assertThat(late.err())
                .contains("letter " + other + " was not called back for ann@a.example: main took it as")
                .doesNotContain(id);
    }

    @Test
    void tellsWhoGetsACancelledLetterAllTheSame() throws Exception {
        server.at(Stage.RCPT).forRecipient("bob@b.example").reply("450 4.2.0 greylisted");
        office.set("retry.initial", "1h");
        String id = send(ANN, "bob@b.example");
        office.workUntil(SubmissionState.DEFERRED);

        Run run = office.run("cancel", id);

        assertThat(run.code()).isOne();
        assertThat(run.err())
                .contains("was not called back for ann@a.example: main took it")
                .doesNotContain("bob@b.example");
        assertThat(String.join("\n", run.out())).contains("bob@b.example  CANCELLED");
    }

    @Test
    void makesNoOutboxWhereThereIsNone() {
        for (String[] args : new String[][] {
            {"events"},
            {"cancel", "0000000000000000"},
            {"retry", "0000000000000000"},
            {"resolve", "0000000000000000", ANN, "submitted", "--reason", "x"}
        }) {
            Run run = office.run(args);

            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err()).startsWith("twotick: outbox.url: there is no file");
            assertThat(office.database()).doesNotExist();
        }
    }
}
