package dev.twotick.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.letter.EmailAddress;
import dev.twotick.plugin.Section;
import dev.twotick.plugin.Settings;
import dev.twotick.smtp.SmtpTransportProvider;
import dev.twotick.testkit.Letters;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.transport.Phase;
import dev.twotick.transport.RecipientOutcome.Rejected;
import dev.twotick.transport.RecipientOutcome.Submitted;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionBatch;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.SubmissionOutcome.Answered;
import dev.twotick.transport.SubmissionOutcome.RelayUnusable;
import dev.twotick.transport.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a scripted server cannot prove: that servers which nobody here wrote see the protocol as we do. */
class RealSubmissionIT {
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
    void sendsToInternationalRecipients() throws Exception {
        Submission plain = Letters.number(1).submission();
        Submission submission = new Submission(
                plain.letter(),
                plain.reversePath(),
                List.of(new Submission.Recipient(1, EmailAddress.of("jörg@sink.test"))),
                plain.content(),
                Optional.empty());

        assertThat(kinds(submit(submission("plain", "secret"), submission))).containsExactly(Submitted.class);
        assertThat(sink.awaitLetters(1, Duration.ofSeconds(30)))
                .anySatisfy(letter -> assertThat(letter.addresses()).contains("jörg@sink.test"));
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
        List<Submission> letters = IntStream.range(0, 30)
                .mapToObj(number -> Letters.number(number + 1)
                        .to("bob@dest.test")
                        .body(".leading dot\r\n..\r\n.\r\n"
                                + "y".repeat(70).concat("\r\n").repeat(10 * number))
                        .submission())
                .toList();
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
