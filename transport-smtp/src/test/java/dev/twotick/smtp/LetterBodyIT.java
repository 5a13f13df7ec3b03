package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twotick.letter.WireBytes;
import dev.twotick.testkit.Letters;
import dev.twotick.testkit.RecordingBatch;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.Stage;
import dev.twotick.transport.Phase;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.RecipientOutcome.Broken;
import dev.twotick.transport.RecipientOutcome.Deferred;
import dev.twotick.transport.RecipientOutcome.Rejected;
import dev.twotick.transport.RecipientOutcome.Submitted;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.SubmissionOutcome.Abandoned;
import dev.twotick.transport.SubmissionOutcome.Answered;
import dev.twotick.transport.Transport;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LetterBodyIT {
    private static final int MANY = 200;
    private static final long SEED = 20_260_101L;
    private static final String[] ODD = {
        "\r\n",
        "\r\n",
        ".",
        ".",
        "..",
        "\r\n.\r\n",
        "\r\n..\r\n",
        "\r\n.",
        "QUIT\r\n",
        "\r\nMAIL FROM:<x@y>\r\n",
        "a",
        "Grüße",
        " ",
        "\t",
        "250 ok\r\n",
        "x".repeat(500),
        "DATA",
        "=",
        "\u0001",
        "\u007f"
    };

    private static Submission with(WireBytes content) {
        Submission plain = Letters.number(1).submission();
        return new Submission(plain.letter(), plain.reversePath(), plain.recipients(), content, plain.dsn());
    }

    private static Submission with(String content) {
        return with(WireBytes.of(content.getBytes(StandardCharsets.UTF_8)));
    }

    private static RecipientOutcome submit(ScriptedSmtpServer server, Submission submission) {
        return submit(server, submission, "timeout.data", "30s", "timeout.final", "30s");
    }

    private static ScriptedSmtpServer offering(String extension) {
        return ScriptedSmtpServer.setUp().offer(extension).start();
    }

    /** What was written when the connection was cut may still be on its way. */
    private static void assertThatNothingCame(ScriptedSmtpServer server) {
        Awaitility.await().until(() -> server.openConnections() == 0);
        assertThat(server.received()).isEmpty();
    }

    private static RecipientOutcome submit(ScriptedSmtpServer server, Submission submission, String... settings) {
        try (Transport transport = TestTransports.inClear(server, settings)) {
            return ((Answered) transport.submit(submission, Crossing.yes()))
                    .recipients()
                    .get(1);
        }
    }

    /** A letter of many blocks of 10,000 octets, of which the store may give fewer than it promised. */
    private record Blocks(int promised, int given, Runnable first) implements WireBytes {
        private static final byte[] BLOCK =
                ("." + "x".repeat(97) + "\r\n").repeat(100).getBytes(StandardCharsets.US_ASCII);

        Blocks(int promised, int given) {
            this(promised, given, () -> {});
        }

        @Override
        public long size() {
            return (long) promised * BLOCK.length;
        }

        @Override
        public boolean eightBit() {
            return false;
        }

        @Override
        public boolean utf8Headers() {
            return false;
        }

        @Override
        public InputStream open() throws IOException {
            first.run();
            if (given == 0) {
                throw new IOException("disk on fire");
            }
            return new SequenceInputStream(Collections.enumeration(IntStream.range(0, given)
                    .mapToObj(i -> new ByteArrayInputStream(BLOCK))
                    .toList()));
        }
    }

    @Test
    void deliversOddLettersUnchangedAndExactlyOnce() {
        Random random = new Random(SEED);
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            for (int i = 0; i < MANY; i++) {
                byte[] letter = oddLetter(random);
                assertThat(submit(server, with(WireBytes.of(letter))))
                        .as("letter %d of seed %d", i, SEED)
                        .isInstanceOf(Submitted.class);
                assertThat(server.received()).hasSize(i + 1);
                assertThat(server.letters().get(i).bytes())
                        .as("letter %d of seed %d", i, SEED)
                        .isEqualTo(letter);
            }
            assertThat(server.commands()).filteredOn("QUIT"::equals).hasSize(MANY);
        }
    }

    private static byte[] oddLetter(Random random) {
        ByteArrayOutputStream letter = new ByteArrayOutputStream();
        if (random.nextInt(10) > 0) {
            letter.writeBytes("From: a@b.example\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        int pieces = random.nextInt(60) * (random.nextInt(20) == 0 ? 100 : 1);
        for (int i = 0; i < pieces; i++) {
            letter.writeBytes(ODD[random.nextInt(ODD.length)].getBytes(StandardCharsets.UTF_8));
        }
        letter.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        return letter.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"From: a@b.example\r\n\r\nno line end", "From: a@b.example\r\n\r\n."})
    void addsTheLineEndThatIsMissing(String content) {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            assertThat(submit(server, with(content))).isInstanceOf(Submitted.class);

            assertThat(server.letters().get(0).text()).isEqualTo(content + "\r\n");
        }
    }

    @Test
    void sendsAnEmptyLetter() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            assertThat(submit(server, with(""))).isInstanceOf(Submitted.class);

            assertThat(server.letters().get(0).bytes()).isEmpty();
        }
    }

    @Test
    void streamsALetterOf20Megabytes() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            assertThat(submit(server, with(new Blocks(2_000, 2_000)))).isInstanceOf(Submitted.class);

            assertThat(server.letters().get(0).bytes()).hasSize(20_000_000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PIPELINING", "CHUNKING"})
    void sendsNoEndWhenTheStoreGivesLessThanItPromised(String extension) {
        try (ScriptedSmtpServer server = offering(extension)) {
            assertThat(submit(server, with(new Blocks(10, 5))))
                    .isInstanceOfSatisfying(
                            Broken.class,
                            broken -> assertThat(broken.reason()).contains("50000 octets instead of 100000"));

            assertThatNothingCame(server);
        }
    }

    /** By BDAT as much as was promised would be a whole letter, and another one than that in the store. */
    @ParameterizedTest
    @CsvSource({"PIPELINING, 10", "PIPELINING, 40", "CHUNKING, 10", "CHUNKING, 40", "CHUNKING, 0"})
    void sendsNoEndWhenTheStoreGivesMoreThanItPromised(String extension, int promised) {
        try (ScriptedSmtpServer server = offering(extension)) {
            assertThat(submit(server, with(new Blocks(promised, promised + 1)))).isInstanceOf(Broken.class);

            assertThatNothingCame(server);
        }
    }

    @Test
    void sendsNoDotWhenTheStoreFails() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                Transport transport = TestTransports.inClear(server)) {
            Crossing crossing = Crossing.yes();
            Answered answered = (Answered) transport.submit(with(new Blocks(1, 0)), crossing);

            assertThat(answered.recipients().get(1))
                    .isInstanceOfSatisfying(
                            Broken.class, broken -> assertThat(broken.reason()).contains("disk on fire"));
            assertThat(answered.relayAtFault()).isFalse();
            assertThat(crossing.asked()).isZero();
        }
    }

    static Stream<Arguments> lettersThatCanBeReadInTwoWays() {
        return Stream.of(
                        "From: a@b.example\r\n\r\na\n.\nMAIL FROM:<x@y>\n",
                        "From: a@b.example\r\n\r\na\r.\rb\r\n",
                        "From: a@b.example\r\n\r\nends in a bare CR\r")
                .flatMap(content -> Stream.of("PIPELINING", "CHUNKING").map(way -> Arguments.of(way, content)));
    }

    @ParameterizedTest
    @MethodSource("lettersThatCanBeReadInTwoWays")
    void sendsNoLetterThatCouldBeReadInTwoWays(String extension, String content) {
        try (ScriptedSmtpServer server = offering(extension)) {
            assertThat(submit(server, with(content))).isInstanceOf(Broken.class);

            assertThatNothingCame(server);
        }
    }

    @Test
    void takesNoOtherLetterOfAWindowAlongWithOneThatCannotBeRead() {
        try (ScriptedSmtpServer server = offering("CHUNKING");
                Transport transport = TestTransports.inClear(server, "window", "3")) {
            RecordingBatch batch = RecordingBatch.of(
                    Letters.number(1).submission(),
                    with("From: a@b.example\r\n\r\nends in a bare CR\r"),
                    Letters.number(3).submission());

            transport.submit(batch);

            assertThat(batch.outcomes())
                    .extracting(
                            outcome -> ((Answered) outcome).recipients().get(1).getClass())
                    .isEqualTo(List.of(Submitted.class, Broken.class, Submitted.class));
            assertThat(server.letters()).hasSize(2);
        }
    }

    private static Submission bigLetter() {
        return with(new Blocks(3_000, 3_000));
    }

    @Test
    void stopsWhenTheRelayRefusesHalfWay() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            server.at(Stage.BODY).afterBytes(100_000).replyThenClose("552 5.3.4 too big");

            assertThat(submit(server, bigLetter()))
                    .isInstanceOfSatisfying(
                            Rejected.class,
                            rejected -> assertThat(rejected.reply()).get().hasToString("552 5.3.4 too big"));
            assertThat(server.received()).isEmpty();
        }
    }

    /** It says why before it resets the connection, and the letter's first octet meets a dead line. */
    @Test
    void hearsTheLastWordsOfARelayThatIsGone() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
                Transport transport = TestTransports.inClear(listener.getLocalPort())) {
            Thread relay = new Thread(
                    () -> talk(listener, "220 hi", "250 hi", "250 ok", "250 ok", "354 go on\r\n554 5.7.1 go away"));
            relay.start();
            WireBytes slow = new Blocks(1, 1, () -> Awaitility.await().until(() -> !relay.isAlive()));
            Answered answered = (Answered) transport.submit(with(slow), Crossing.yes());

            assertThat(answered.recipients().get(1))
                    .isInstanceOfSatisfying(
                            Rejected.class,
                            rejected -> assertThat(rejected.reply()).get().hasToString("554 5.7.1 go away"));
        }
    }

    /** Says all that without looking at what comes, a line for a line, and resets the connection. */
    private static void talk(ServerSocket listener, String... replies) {
        try (Socket session = listener.accept()) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(session.getInputStream(), StandardCharsets.US_ASCII));
            for (int i = 0; i < replies.length; i++) {
                if (i > 0) {
                    in.readLine();
                }
                session.getOutputStream().write((replies[i] + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
            session.setSoLinger(true, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void takesAnEarlyYesForNonsense() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            server.at(Stage.BODY).afterBytes(100_000).reply("250 2.0.0 Ok: queued as LIE");

            assertThat(submit(server, bigLetter())).isInstanceOf(Deferred.class);
            assertThat(server.letters()).isEmpty();
        }
    }

    @Test
    void doesNotTakeAYesFromBeforeTheDotForTheFinalReply() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
                Transport transport = TestTransports.inClear(listener.getLocalPort())) {
            Thread relay = new Thread(() ->
                    talk(listener, "220 hi", "250 hi", "250 ok", "250 ok", "354 go on", "250 2.0.0 Ok: queued as LIE"));
            relay.start();
            Answered answered = (Answered) transport.submit(Letters.number(1).submission(), () -> {
                Awaitility.await().until(() -> !relay.isAlive());
                return true;
            });

            assertThat(answered.recipients().get(1)).isInstanceOf(Deferred.class);
            assertThat(answered.phase()).isEqualTo(Phase.BODY);
        }
    }

    @Test
    void givesUpOnARelayThatReadsNoMore() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            server.at(Stage.BODY).afterBytes(100_000).silence();

            assertThat(submit(server, bigLetter(), "timeout.data", "500ms")).isInstanceOf(Deferred.class);
        }
    }

    @Test
    void seesBeforeTheDotThatTheRelayHasGone() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                Transport transport = TestTransports.inClear(server)) {
            server.at(Stage.BODY).afterBytes(10).close();
            SubmissionOutcome outcome = transport.submit(Letters.number(1).submission(), () -> {
                Awaitility.await().until(() -> server.openConnections() == 0);
                return true;
            });

            assertThat(((Answered) outcome).recipients().get(1)).isInstanceOf(Deferred.class);
        }
    }

    @Test
    void keepsTheDotBackWhenItMayNotCross() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                Transport transport = TestTransports.inClear(server)) {
            Crossing crossing = Crossing.no();

            assertThat(transport.submit(Letters.number(1).submission(), crossing))
                    .isInstanceOf(Abandoned.class);

            assertThat(crossing.asked()).isEqualTo(1);
            assertThat(server.received()).isEmpty();
            assertThat(server.commands()).last().isEqualTo("DATA");
        }
    }

    @Test
    void letsAFailureOfTheCrossingPassWithoutADot() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                Transport transport = TestTransports.inClear(server)) {
            assertThatThrownBy(() -> transport.submit(Letters.number(1).submission(), () -> {
                        throw new IllegalStateException("no database");
                    }))
                    .hasMessage("no database");

            Awaitility.await().until(() -> server.openConnections() == 0);
            assertThat(server.received()).isEmpty();
            assertThat(server.commands()).last().isEqualTo("DATA");
        }
    }
}
