package dev.twotick.it;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.twotick.it.LineCutter.Where;
import dev.twotick.it.MailServers.Whim;
import dev.twotick.letter.EmailAddress;
import dev.twotick.plugin.Section;
import dev.twotick.plugin.Settings;
import dev.twotick.smtp.SmtpTransportProvider;
import dev.twotick.testkit.Letters;
import dev.twotick.testkit.ReceivedLetter;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.transport.Phase;
import dev.twotick.transport.RecipientOutcome.Deferred;
import dev.twotick.transport.RecipientOutcome.Rejected;
import dev.twotick.transport.RecipientOutcome.Submitted;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionBatch;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.SubmissionOutcome.Answered;
import dev.twotick.transport.SubmissionOutcome.RelayUnusable;
import dev.twotick.transport.Transport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a scripted server cannot prove: that servers which nobody here wrote see the protocol as we do. */
class RealSubmissionIT {
    private static final List<String> ODD_LINES = List.of(
            "",
            ".",
            "..",
            ". ",
            ".\t.",
            "QUIT",
            "RSET",
            "BDAT 0 LAST",
            "MAIL FROM:<evil@x.example>",
            "From here it goes on",
            ">From there",
            " ends in blanks  ",
            "\t",
            "é \uD83D\uDE00 \u2028 \u0085",
            "=20=",
            "--boundary--",
            "Bcc: victim@x.example",
            "y".repeat(998),
            "." + "z".repeat(997));

    private static ScriptedSmtpServer sink;
    private static MailServers servers;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        MailServers.missing().ifPresent(Requirement::missing);
        sink = ScriptedSmtpServer.start();
        servers = MailServers.start(sink.port());
    }

    @AfterAll
    static void stop() throws IOException {
        if (servers != null) {
            servers.close();
        }
        if (sink != null) {
            sink.close();
        }
    }

    private static Transport transport(String url, String... settings) {
        Settings all = Settings.EMPTY;
        for (int i = 0; i < settings.length; i += 2) {
            all = all.with(settings[i], settings[i + 1]);
        }
        Section section = Section.of(all);
        Transport transport = new SmtpTransportProvider().create(url, section);
        section.check();
        return transport;
    }

    private static Transport submission(String mechanism, String password) {
        return transport(
                "smtp://127.0.0.1:" + servers.submissionPort(),
                "trust-file",
                servers.trustFile().toString(),
                "user",
                "sender@corp.test",
                "password",
                password,
                "auth",
                mechanism);
    }

    private static Transport inClear(String scheme, int port) {
        return transport(scheme + "://127.0.0.1:" + port, "starttls", "off-i-accept-clear-text");
    }

    private static SubmissionOutcome submit(Transport transport, Submission submission) {
        try (transport) {
            return transport.submit(submission, () -> true);
        }
    }

    private static List<Class<?>> kinds(SubmissionOutcome outcome) {
        Answered answered = (Answered) outcome;
        List<Class<?>> kinds = new ArrayList<>();
        for (int number = 1; number <= answered.recipients().size(); number++) {
            kinds.add(answered.recipients().get(number).getClass());
        }
        return kinds;
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "login", "scram-sha-256"})
    void logsInAfterStartTls(String mechanism) {
        SubmissionOutcome outcome = submit(
                submission(mechanism, "secret"),
                Letters.number(1).to("bob@dest.test").submission());

        assertThat(((Answered) outcome).recipients().get(1))
                .isInstanceOfSatisfying(
                        Submitted.class,
                        submitted -> assertThat(submitted.queueId()).isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "login", "scram-sha-256"})
    void holdsTheRelayWhenTheLoginIsWrong(String mechanism) {
        SubmissionOutcome outcome = submit(
                submission(mechanism, "wrong"),
                Letters.number(1).to("bob@dest.test").submission());

        assertThat(outcome).isInstanceOfSatisfying(RelayUnusable.class, unusable -> {
            assertThat(unusable.phase()).isEqualTo(Phase.AUTH);
            assertThat(unusable.reply())
                    .hasValueSatisfying(reply -> assertThat(reply.code()).isEqualTo(535));
        });
    }

    @Test
    void isNotServedWithoutALogin() {
        Transport transport = transport(
                "smtp://127.0.0.1:" + servers.submissionPort(),
                "trust-file",
                servers.trustFile().toString());

        // Postfix refuses at RCPT, where one letter must not hold the relay
        assertThat(kinds(submit(transport, Letters.number(1).to("bob@dest.test").submission())))
                .doesNotContain(Submitted.class);
    }

    @Test
    void submitsToThoseWhoWereAccepted() {
        SubmissionOutcome outcome = submit(
                submission("plain", "secret"),
                Letters.number(1)
                        .to("bob@dest.test", "nobody@dest.test", "alice@dest.test")
                        .submission());

        assertThat(kinds(outcome)).containsExactly(Submitted.class, Rejected.class, Submitted.class);
    }

    @Test
    void sendsNothingThatIsTooBig() {
        String body = "x".repeat(70).concat("\r\n").repeat(MailServers.SUBMISSION_LIMIT / 70);
        SubmissionOutcome outcome = submit(
                submission("plain", "secret"),
                Letters.number(1).to("bob@dest.test").body(body).submission());

        assertThat(((Answered) outcome).recipients().get(1))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.reason())
                                .startsWith("5.3.4 ")
                                .contains("50000"));
    }

    @Test
    void sendsToInternationalRecipients() {
        Submission plain = Letters.number(1).submission();
        Submission submission = new Submission(
                plain.letter(),
                plain.reversePath(),
                List.of(new Submission.Recipient(1, EmailAddress.of("jörg@sink.test"))),
                plain.content(),
                Optional.empty());

        assertThat(kinds(submit(submission("plain", "secret"), submission))).containsExactly(Submitted.class);
        await().atMost(Duration.ofSeconds(30)).until(() -> !at("jörg@sink.test").isEmpty());
    }

    @Test
    void submitsABatchInChunks() {
        submitsABatch(inClear("smtp", servers.smtpPort()));
    }

    @Test
    void submitsABatchInGroupsOfCommands() {
        submitsABatch(submission("scram-sha-256", "secret"));
    }

    private static void submitsABatch(Transport transport) {
        submitsAll(
                IntStream.range(0, 30)
                        .mapToObj(number -> Letters.number(number + 1)
                                .to("bob@dest.test")
                                .body(".leading dot\r\n..\r\n.\r\n"
                                        + "y".repeat(70).concat("\r\n").repeat(10 * number))
                                .submission())
                        .toList(),
                transport);
    }

    private static void submitsAll(List<Submission> letters, Transport transport) {
        List<SubmissionOutcome> outcomes = new ArrayList<>();
        try (transport) {
            transport.submit(new Batch(letters, outcomes));
        }

        assertThat(outcomes)
                .hasSize(letters.size())
                .allSatisfy(outcome -> assertThat(kinds(outcome)).containsExactly(Submitted.class));
    }

    /** May cross, and remembers. */
    private record Batch(List<Submission> submissions, List<SubmissionOutcome> outcomes) implements SubmissionBatch {
        @Override
        public Set<Integer> cross(List<Integer> positions) {
            return Set.copyOf(positions);
        }

        @Override
        public void answer(int position, SubmissionOutcome outcome) {
            outcomes.add(outcome);
        }
    }

    /** Bodies that a server may take for its end, for commands, or for something to mend. */
    private static String oddBody(Random random) {
        StringBuilder body = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            body.append(ODD_LINES.get(random.nextInt(ODD_LINES.size()))).append("\r\n");
        }
        return body.toString();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oddLettersArriveUnchanged(boolean inChunks) throws Exception {
        Random random = new Random(inChunks ? 1 : 2);
        String to = "odd-" + inChunks + "@sink.test";
        List<Submission> letters = IntStream.range(1, 100)
                .mapToObj(number ->
                        Letters.number(number).to(to).body(oddBody(random)).submission())
                .toList();

        submitsAll(letters, inChunks ? inClear("smtp", servers.smtpPort()) : submission("plain", "secret"));

        await().atMost(Duration.ofSeconds(60)).until(() -> at(to).size() == letters.size());
        Map<String, String> arrived = at(to).stream()
                .collect(toMap(letter -> letter.header("Message-ID").orElseThrow(), letter -> letter.text()));
        for (Submission letter : letters) {
            String bytes = new String(letter.content().open().readAllBytes(), StandardCharsets.UTF_8);
            String id = bytes.replaceFirst("(?s).*?Message-ID: (\\S+).*", "$1");
            // all that Postfix adds, as every relay must (RFC 5321 section 4.4)
            assertThat(arrived.get(id).replaceFirst("^Received: from .*\r\n(\\s.*\r\n)+", ""))
                    .as(id)
                    .isEqualTo(bytes);
        }
    }

    private static List<ReceivedLetter> at(String address) {
        return sink.letters().stream()
                .filter(letter -> letter.addresses().contains(address))
                .toList();
    }

    @Test
    void submitsInPartsToMoreThanPostfixTakesAtOnceAndLearnsIt() throws IOException {
        Submission first = Letters.number(1).to(sinkAddresses(5)).submission();
        Submission second = Letters.number(2).to(sinkAddresses(5)).submission();
        try (LineCutter line = new LineCutter(servers.port(Whim.FEW_RECIPIENTS));
                Transport transport = inClear("smtp", line.port())) {
            assertThat(kinds(transport.submit(first, () -> true))).hasSize(5).containsOnly(Submitted.class);
            assertThat(line.replies()).anyMatch(reply -> reply.startsWith("452 4.5.3 "));
            long refusals = refusals(line);

            assertThat(kinds(transport.submit(second, () -> true))).hasSize(5).containsOnly(Submitted.class);
            assertThat(refusals(line)).isEqualTo(refusals);
        }
    }

    private static String[] sinkAddresses(int count) {
        return IntStream.range(0, count).mapToObj(i -> "r" + i + "@sink.test").toArray(String[]::new);
    }

    private static long refusals(LineCutter line) {
        return line.replies().stream().filter(reply -> reply.startsWith("4")).count();
    }

    @Test
    void doesWhatATableOfAddressesSaysOfEachRecipient() {
        SubmissionOutcome outcome = submit(
                inClear("smtp", servers.port(Whim.FEW_RECIPIENTS)),
                Letters.number(1)
                        .to("later@sink.test", "r1@sink.test", "never@sink.test")
                        .submission());

        assertThat(kinds(outcome)).containsExactly(Deferred.class, Submitted.class, Rejected.class);
        Answered answered = (Answered) outcome;
        assertThat(answered.relayAtFault()).isFalse();
        assertThat(replyOf(answered, 1)).startsWith("450 4.2.1 ");
    }

    private static String replyOf(Answered answered, int recipient) {
        return ((Deferred) answered.recipients().get(recipient))
                .reply()
                .orElseThrow()
                .toString();
    }

    @Test
    void blamesTheRelayWhenPostfixWantsFewerLetters() {
        try (Transport transport = inClear("smtp", servers.port(Whim.FEW_LETTERS))) {
            assertThat(kinds(transport.submit(
                            Letters.number(1).to("r1@sink.test").submission(), () -> true)))
                    .containsExactly(Submitted.class);
            Answered answered = (Answered)
                    transport.submit(Letters.number(2).to("r1@sink.test").submission(), () -> true);

            assertThat(answered.relayAtFault()).isTrue();
            assertThat(answered.phase()).isEqualTo(Phase.MAIL);
            assertThat(replyOf(answered, 1)).startsWith("450 4.7.1 ");
        }
    }

    @Test
    void blamesTheRelayWhenPostfixWantsFewerConnections() {
        Submission letter = Letters.number(1).to("r1@sink.test").submission();
        int port = servers.port(Whim.FEW_CONNECTIONS);
        assertThat(kinds(submit(inClear("smtp", port), letter))).containsExactly(Submitted.class);

        Answered answered = (Answered) submit(inClear("smtp", port), letter);

        assertThat(answered.relayAtFault()).isTrue();
        assertThat(answered.phase()).isEqualTo(Phase.GREETING);
        assertThat(replyOf(answered, 1)).startsWith("421 4.7.0 ");
    }

    @Test
    void blamesTheRelayWhenPostfixHasHadEnoughOfOurErrors() {
        SubmissionOutcome outcome = submit(
                inClear("smtp", servers.port(Whim.FEW_ERRORS)),
                Letters.number(1)
                        .to("no-1@dest.test", "no-2@dest.test", "no-3@dest.test", "bob@dest.test")
                        .submission());

        assertThat(kinds(outcome)).containsExactly(Rejected.class, Rejected.class, Deferred.class, Deferred.class);
        Answered answered = (Answered) outcome;
        assertThat(answered.relayAtFault()).isTrue();
        assertThat(replyOf(answered, 4)).startsWith("421 4.7.0 ");
    }

    /** A look at the line before it is used: nothing of the second letter is said where nobody listens any more. */
    @Test
    void replacesAConnectionThatPostfixHasClosedMeanwhile() throws Exception {
        try (LineCutter line = new LineCutter(servers.port(Whim.NO_PATIENCE));
                Transport transport = inClear("smtp", line.port())) {
            transport.submit(Letters.number(1).to("r1@sink.test").submission(), () -> true);
            await().atMost(Duration.ofSeconds(30)).until(() -> line.ended() == 1);
            assertThat(line.replies()).anyMatch(reply -> reply.startsWith("421 4.4.2 "));
            AtomicInteger asked = new AtomicInteger();

            SubmissionOutcome second = transport.submit(
                    Letters.number(2).to("r1@sink.test").submission(), () -> asked.incrementAndGet() == 1);

            assertThat(kinds(second)).containsExactly(Submitted.class);
            assertThat(asked).hasValue(1);
            assertThat(line.said(0)).containsOnlyOnce("MAIL FROM:");
        }
    }

    /** What is cut, and where; only what comes after the dot is a doubt. */
    @ParameterizedTest
    @CsvSource({
        "250 2.1.5, BEFORE, Deferred",
        "354, AFTER, Deferred",
        "queued as, BEFORE, InDoubt",
        "queued as, WITHIN, InDoubt"
    })
    void aLineThatIsCutLeavesADoubtOnlyAfterTheDot(String reply, Where where, String kind) throws IOException {
        try (LineCutter line = new LineCutter(servers.port(Whim.NO_PATIENCE));
                Transport transport = inClear("smtp", line.port())) {
            CountDownLatch cut = line.cut(reply, where);

            SubmissionOutcome outcome =
                    transport.submit(Letters.number(1).to("r1@sink.test").submission(), () -> {
                        // the dot does not leave before the line is cut where it is to be cut before the dot
                        return where != Where.AFTER || awaitQuietly(cut);
                    });

            assertThat(kinds(outcome)).extracting(Class::getSimpleName).containsExactly(kind);
        }
    }

    private static boolean awaitQuietly(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void submitsByLmtpWithAReplyForEach() {
        SubmissionOutcome outcome = submit(
                inClear("lmtp", servers.lmtpPort()),
                Letters.number(1)
                        .to("alice@dest.test", "nobody@dest.test", "sender@corp.test")
                        .submission());

        assertThat(kinds(outcome)).containsExactly(Submitted.class, Rejected.class, Submitted.class);
    }
}
