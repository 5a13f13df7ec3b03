package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.WireBytes;
import dev.twotick.testkit.Letters;
import dev.twotick.testkit.ReceivedLetter;
import dev.twotick.testkit.RecordingBatch;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.Stage;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.RecipientOutcome.InDoubt;
import dev.twotick.transport.RecipientOutcome.Rejected;
import dev.twotick.transport.RecipientOutcome.Submitted;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionOutcome.Abandoned;
import dev.twotick.transport.SubmissionOutcome.Answered;
import dev.twotick.transport.Transport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PipeliningIT {
    private static final String OK = "250 ok";
    private static final String STUFFED = "Subject: x\r\n\r\n..\r\nend\r\n.\r\n";
    private static final String TEXT = "Subject: x\r\n\r\n.\r\nend\r\n";

    private static Submission letter(int number) {
        return new Submission(
                Letters.id(number),
                Optional.of(EmailAddress.of("a@b.example")),
                List.of(new Submission.Recipient(1, EmailAddress.of("r" + number + "@b.example"))),
                WireBytes.of(TEXT.getBytes(StandardCharsets.US_ASCII)),
                Optional.empty());
    }

    private static RecordingBatch batch(int letters) {
        List<Submission> submissions = new ArrayList<>();
        for (int number = 1; number <= letters; number++) {
            submissions.add(letter(number));
        }
        return RecordingBatch.of(submissions.toArray(new Submission[0]));
    }

    private static RecipientOutcome only(RecordingBatch batch, int position) {
        return ((Answered) batch.outcome(position)).recipients().get(1);
    }

    private static void assertAllSubmitted(RecordingBatch batch) {
        assertThat(batch.outcomes())
                .allSatisfy(outcome ->
                        assertThat(((Answered) outcome).recipients().get(1)).isInstanceOf(Submitted.class));
    }

    @Test
    void oneRoundTripForEachLetterOfABatchAfterData() throws Exception {
        try (PatientRelay relay = new PatientRelay("PIPELINING")
                        .hears("DATA\r\n", 1, OK, OK, "354 go")
                        .hears("DATA\r\n", 1, "250 queued", OK, OK, "354 go")
                        .hears("DATA\r\n", 1, "250 queued", OK, OK, "354 go")
                        .hears("\r\n.\r\n", 1, "250 queued")
                        .start();
                Transport transport = TestTransports.inClear(relay.port(), "timeout.total", "20s")) {
            RecordingBatch batch = batch(3);

            transport.submit(batch);

            assertAllSubmitted(batch);
            assertThat(relay.heard())
                    .endsWith(STUFFED + "MAIL FROM:<a@b.example> SIZE=22\r\nRCPT TO:<r3@b.example>\r\nDATA\r\n"
                            + STUFFED);
            assertThat(batch.crossings()).containsExactly(List.of(0, 1, 2));
        }
    }

    @Test
    void oneRoundTripForALetterWithChunking() throws Exception {
        try (PatientRelay relay = new PatientRelay("PIPELINING", "CHUNKING")
                        .hears(TEXT, 1, OK, OK, "250 queued")
                        .hears(TEXT, 1, OK, OK, "250 queued")
                        .start();
                Transport transport = TestTransports.inClear(relay.port(), "timeout.total", "20s")) {
            RecordingBatch batch = batch(2);

            transport.submit(batch);

            assertAllSubmitted(batch);
            assertThat(relay.heard())
                    .endsWith("MAIL FROM:<a@b.example> SIZE=22\r\nRCPT TO:<r2@b.example>\r\nBDAT 22 LAST\r\n" + TEXT);
        }
    }

    @Test
    void asManyLettersOnTheWayAsTheWindowIsWide() throws Exception {
        String[] first = {OK, OK, "250 queued", OK, OK, OK, "250 queued", OK, OK, OK, "250 queued"};
        try (PatientRelay relay = new PatientRelay("PIPELINING", "CHUNKING")
                        .hears(TEXT, 3, first)
                        .hears(TEXT, 1, OK, OK, "250 queued")
                        .start();
                Transport transport = TestTransports.inClear(relay.port(), "window", "3", "timeout.total", "20s")) {
            RecordingBatch batch = batch(4);

            transport.submit(batch);

            assertAllSubmitted(batch);
            assertThat(relay.heard()).contains(TEXT + "RSET\r\nMAIL FROM").endsWith(TEXT);
        }
    }

    @Test
    void withoutTheseExtensionsEveryCommandWaits() throws Exception {
        try (PatientRelay relay = new PatientRelay("8BITMIME")
                        .hears("\r\n", 1, OK)
                        .hears("\r\n", 1, OK)
                        .hears("DATA\r\n", 1, "354 go")
                        .hears("\r\n.\r\n", 1, "250 queued")
                        .start();
                Transport transport = TestTransports.inClear(relay.port(), "timeout.total", "20s")) {
            RecordingBatch batch = batch(1);

            transport.submit(batch);

            assertAllSubmitted(batch);
            assertThat(relay.heard()).endsWith(".\r\n");
        }
    }

    @Test
    void manyRecipientsAreAskedForInGroupsThatBothSidesCanHold() {
        List<Submission.Recipient> many = new ArrayList<>();
        for (int number = 1; number <= 250; number++) {
            many.add(new Submission.Recipient(number, EmailAddress.of("r" + number + "@b.example")));
        }
        Submission plain = letter(1);
        Submission submission = new Submission(plain.letter(), plain.reversePath(), many, plain.content(), plain.dsn());
        for (String extension : List.of("PIPELINING", "CHUNKING")) {
            try (ScriptedSmtpServer server =
                            ScriptedSmtpServer.setUp().offer(extension).start();
                    Transport transport = TestTransports.inClear(server)) {
                server.at(Stage.RCPT).forRecipient("r121@b.example").reply("550 5.1.1 no such user");
                Answered answered = (Answered) transport.submit(submission, Crossing.yes());

                assertThat(answered.recipients().get(121)).isInstanceOf(Rejected.class);
                assertThat(answered.recipients().values())
                        .filteredOn(Submitted.class::isInstance)
                        .hasSize(249);
                assertThat(server.letters().get(0).recipients()).hasSize(249);
            }
        }
    }

    @Test
    void aWindowOfLettersToManyIsNoWiderThanBothSidesCanHold() {
        List<Submission> letters = new ArrayList<>();
        List<Integer> onTheWay = new ArrayList<>();
        AtomicReference<RecordingBatch> batch = new AtomicReference<>();
        for (int number = 1; number <= 8; number++) {
            letters.add(toAHundred(
                    number,
                    () -> onTheWay.add(onTheWay.size() - batch.get().order().size())));
        }
        batch.set(RecordingBatch.of(letters.toArray(new Submission[0])));
        try (ScriptedSmtpServer server =
                        ScriptedSmtpServer.setUp().offer("CHUNKING").start();
                Transport transport = TestTransports.inClear(server, "window", "64")) {
            transport.submit(batch.get());

            assertAllSubmitted(batch.get());
            assertThat(onTheWay).hasSize(8).contains(1).allMatch(others -> others <= 2);
        }
    }

    private static Submission toAHundred(int number, Runnable opened) {
        List<Submission.Recipient> many = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            many.add(new Submission.Recipient(i, EmailAddress.of("r" + i + "@b.example")));
        }
        Submission plain = letter(number);
        WireBytes content = new WatchedBytes(plain.content(), opened);
        return new Submission(plain.letter(), plain.reversePath(), many, content, plain.dsn());
    }

    /** More than any buffer takes is on its way, so that the line is lost while something is written and not while a reply is read. */
    @Test
    void lettersThatTheRelayTookBeforeTheLineWasLostInTheMiddleOfAWriteAreNotInDoubt() {
        WireBytes content = WireBytes.of("twelve chars\r\n".repeat(18_000).getBytes(StandardCharsets.US_ASCII));
        List<Submission> letters = new ArrayList<>();
        for (int number = 1; number <= 40; number++) {
            letters.add(LongBytes.in(
                    Letters.number(number).to("r" + number + "@b.example").submission(), content));
        }
        RecordingBatch batch = RecordingBatch.of(letters.toArray(new Submission[0]));
        try (ScriptedSmtpServer server =
                        ScriptedSmtpServer.setUp().offer("CHUNKING").start();
                Transport transport = TestTransports.inClear(server, "window", "40")) {
            server.at(Stage.BODY)
                    .forRecipient("r3@b.example")
                    .afterBytes(100_000)
                    .once()
                    .reset();

            transport.submit(batch);

            for (int position = 0; position < 2; position++) {
                assertThat(((Answered) batch.outcome(position)).recipients().get(1))
                        .isInstanceOf(Submitted.class);
            }
            assertThat(((Answered) batch.outcome(2)).recipients().get(1)).isInstanceOf(InDoubt.class);
            assertThat(server.received())
                    .flatExtracting(ReceivedLetter::addresses)
                    .startsWith("r1@b.example", "r2@b.example")
                    .doesNotHaveDuplicates();
        }
    }

    /** What is learnt from the first letter holds for those that are written after it, and those on their way lose nobody. */
    @ParameterizedTest
    @ValueSource(strings = {"452 4.5.3 too many recipients", "552 5.5.3 too many recipients"})
    void aWindowOfLettersToMoreThanTheRelayTakesAtATime(String tooMany) {
        List<Submission> letters = new ArrayList<>();
        for (int number = 1; number <= 5; number++) {
            letters.add(Letters.number(number).to(four(number)).submission());
        }
        RecordingBatch batch = RecordingBatch.of(letters.toArray(new Submission[0]));
        try (ScriptedSmtpServer server =
                        ScriptedSmtpServer.setUp().offer("CHUNKING").start();
                Transport transport = TestTransports.inClear(server, "window", "3")) {
            for (int number = 1; number <= 3; number++) {
                server.at(Stage.RCPT).forRecipient(four(number)[2]).once().reply(tooMany);
                server.at(Stage.RCPT).forRecipient(four(number)[3]).once().reply(tooMany);
            }

            transport.submit(batch);

            assertAllSubmittedToAll(batch, 4);
            assertThat(server.letters())
                    .hasSize(10)
                    .allSatisfy(letter -> assertThat(letter.addresses()).hasSize(2))
                    .flatExtracting(ReceivedLetter::addresses)
                    .doesNotHaveDuplicates();
            assertThat(server.commands())
                    .as("only the three that were on their way asked for more than two")
                    .filteredOn(line -> line.startsWith("RCPT"))
                    .hasSize(5 * 4 + 3 * 2);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    private static String[] four(int number) {
        return new String[] {
            "r1." + number + "@b.example",
            "r2." + number + "@b.example",
            "r3." + number + "@b.example",
            "r4." + number + "@b.example"
        };
    }

    private static void assertAllSubmittedToAll(RecordingBatch batch, int recipients) {
        assertThat(batch.outcomes())
                .allSatisfy(
                        outcome -> assertThat(((Answered) outcome).recipients().values())
                                .hasSize(recipients)
                                .hasOnlyElementsOfType(Submitted.class));
    }

    @ParameterizedTest
    @CsvSource({"MAIL, 1", "RCPT, 4"})
    void aWindowOfLettersWhoseReportsTheRelayRefuses(Stage stage, int times) {
        List<Submission> letters = new ArrayList<>();
        for (int number = 1; number <= 5; number++) {
            letters.add(Letters.number(number).to(four(number)).submissionWithReports("env" + number));
        }
        RecordingBatch batch = RecordingBatch.of(letters.toArray(new Submission[0]));
        try (ScriptedSmtpServer server =
                        ScriptedSmtpServer.setUp().offer("CHUNKING").start();
                Transport transport = TestTransports.inClear(server, "window", "3")) {
            server.at(stage).times(times).reply("555 5.5.4 unsupported parameter");

            transport.submit(batch);

            assertAllSubmittedToAll(batch, 4);
            assertThat(batch.outcomes())
                    .allSatisfy(outcome ->
                            assertThat(((Answered) outcome).dsnOffered()).hasValue(false));
            assertThat(server.letters())
                    .hasSize(5)
                    .flatExtracting(ReceivedLetter::recipients)
                    .allSatisfy(recipient -> assertThat(recipient.parameters()).isEmpty());
            assertThat(server.commands())
                    .as("only the first letter asks")
                    .filteredOn(line -> line.contains("ENVID=") || line.contains("NOTIFY="))
                    .hasSize(1 + 4);
            assertThat(server.commands()).as("the others go together").contains("RSET");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void anEnvelopeThatIsRefusedInAGroupIsTakenBack() {
        for (String extension : List.of("PIPELINING", "CHUNKING")) {
            try (ScriptedSmtpServer server =
                            ScriptedSmtpServer.setUp().offer(extension).start();
                    Transport transport = TestTransports.inClear(server, "window", "2")) {
                server.at(Stage.RCPT).forRecipient("r2@b.example").reply("550 5.1.1 no such user");
                server.at(Stage.RCPT).forRecipient("r3@b.example").reply("450 4.2.0 later");
                RecordingBatch batch = batch(5);

                transport.submit(batch);

                assertThat(only(batch, 1)).isInstanceOf(Rejected.class);
                assertThat(only(batch, 2)).isInstanceOf(RecipientOutcome.Deferred.class);
                assertThat(server.letters())
                        .extracting(letter -> letter.addresses().get(0))
                        .containsExactly("r1@b.example", "r4@b.example", "r5@b.example");
                assertThat(server.connections()).isEqualTo(1);
            }
        }
    }

    @Test
    void aLetterThatMayNotCrossAfterDataCostsTheConnectionAndNoMore() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                Transport transport = TestTransports.inClear(server)) {
            RecordingBatch batch = batch(6).keepBack(0, 4);

            transport.submit(batch);

            assertThat(batch.outcome(0)).isInstanceOf(Abandoned.class);
            assertThat(batch.outcome(4)).isInstanceOf(Abandoned.class);
            assertThat(server.received()).hasSize(4);
            assertThat(batch.order()).containsExactly(0, 1, 2, 3, 4, 5);
            assertThat(server.connections()).isEqualTo(3);
        }
    }

    @Test
    void answersComeAsSoonAsTheyAreKnown() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                Transport transport = TestTransports.inClear(server)) {
            List<Integer> known = new ArrayList<>();
            RecordingBatch batch = batch(9);
            batch.beforeCrossing(positions -> known.add(batch.order().size()));

            transport.submit(batch);

            assertThat(known).containsExactly(0, 4, 8);
        }
    }
}
