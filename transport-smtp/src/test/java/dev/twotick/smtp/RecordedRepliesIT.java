package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.testkit.Letters;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.Stage;
import dev.twotick.transport.EnhancedStatus;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.RecipientOutcome.Deferred;
import dev.twotick.transport.RecipientOutcome.Rejected;
import dev.twotick.transport.RecipientOutcome.Submitted;
import dev.twotick.transport.Reply;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.SubmissionOutcome.Answered;
import dev.twotick.transport.SubmissionOutcome.RelayUnusable;
import dev.twotick.transport.Transport;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What Exim and OpenSMTPD say, and what is made of it over a socket. Most words are those of Exim's smtp_in.c and of OpenSMTPD's
 * smtp_session.c; some are of access lists in use with Exim (the default ones, greylisting, a login wanted) or written as these servers
 * are known to speak. They differ a little from version to version: Exim has "space shortage" and "Space shortage", OpenSMTPD "4.3.0: Temporary Error" and the same without a colon. Made up is
 * what a server fills in: host, addresses and queue ids, of which only the form is theirs.
 */
class RecordedRepliesIT {
    /**
     * One of their replies.
     *
     * @param stage what it answers
     * @param lines as they come
     * @param outcome what becomes of the letter for its only recipient
     * @param status the enhanced status in it; Exim gives none
     * @param found the queue id in it
     * @param relayAtFault whether it counts against the relay; of no meaning where the outcome is that the relay is unusable
     */
    record Recorded(
            String server,
            Stage stage,
            List<String> lines,
            Class<?> outcome,
            Optional<String> status,
            Optional<String> found,
            boolean relayAtFault) {
        @Override
        public String toString() {
            return server + " " + stage + " " + String.join(" / ", lines);
        }
    }

    private static Recorded exim(Stage stage, Class<?> outcome, boolean relayAtFault, String... lines) {
        return new Recorded("Exim", stage, List.of(lines), outcome, Optional.empty(), Optional.empty(), relayAtFault);
    }

    private static Recorded openSmtpd(Stage stage, Class<?> outcome, boolean relayAtFault, String status, String line) {
        return new Recorded(
                "OpenSMTPD",
                stage,
                List.of(line),
                outcome,
                Optional.of(status).filter(code -> !code.isEmpty()),
                Optional.empty(),
                relayAtFault);
    }

    private static Recorded taken(String server, String line, Optional<String> status, String queueId) {
        return new Recorded(server, Stage.FINAL, List.of(line), Submitted.class, status, Optional.of(queueId), false);
    }

    static Stream<Recorded> replies() {
        return Stream.of(
                taken("Exim", "250 OK id=1qX2yZ-0003Ab-1C", Optional.empty(), "1qX2yZ-0003Ab-1C"),
                taken("Exim", "250 OK id=1rABcD-00000001Xyz-0abC", Optional.empty(), "1rABcD-00000001Xyz-0abC"),
                taken(
                        "OpenSMTPD",
                        "250 2.0.0 8bdbf4c9 Message accepted for delivery",
                        Optional.of("2.0.0"),
                        "8bdbf4c9"),
                exim(
                        Stage.GREETING,
                        Deferred.class,
                        true,
                        "421 Too many concurrent SMTP connections; please try again later."),
                exim(Stage.AUTH, RelayUnusable.class, false, "535 Incorrect authentication data"),
                exim(Stage.AUTH, Deferred.class, true, "435 Unable to authenticate at present"),
                exim(Stage.MAIL, Rejected.class, false, "552 Message size exceeds maximum permitted"),
                exim(Stage.MAIL, Deferred.class, false, "452 space shortage, please try later"),
                exim(Stage.RCPT, Rejected.class, false, "550 Unrouteable address"),
                exim(Stage.RCPT, Rejected.class, false, "550 relay not permitted"),
                exim(Stage.RCPT, Rejected.class, false, "550 authentication required"),
                exim(
                        Stage.RCPT,
                        Rejected.class,
                        false,
                        "550-Verification failed for <billing@corp.example>",
                        "550-Unrouteable address",
                        "550 Sender verify failed"),
                exim(
                        Stage.RCPT,
                        Deferred.class,
                        false,
                        "451-192.0.2.1 is not yet authorized to deliver mail from",
                        "451 <billing@corp.example> to <ann@b.example>. Please try later."),
                exim(Stage.RCPT, Deferred.class, false, "451 Temporary local problem - please try later"),
                exim(Stage.RCPT, Deferred.class, false, "452 too many recipients"),
                exim(Stage.FINAL, Rejected.class, false, "552 Message size exceeds maximum permitted"),
                exim(Stage.FINAL, Rejected.class, false, "550 Administrative prohibition"),
                exim(Stage.FINAL, Deferred.class, false, "451 Temporary local problem - please try later"),
                exim(Stage.DATA, Deferred.class, true, "421 raw.example: SMTP command timeout - closing connection"),
                openSmtpd(Stage.AUTH, RelayUnusable.class, false, "", "535 Authentication failed"),
                openSmtpd(Stage.AUTH, Deferred.class, true, "4.3.0", "421 4.3.0 Temporary failure"),
                openSmtpd(
                        Stage.MAIL,
                        RelayUnusable.class,
                        false,
                        "5.5.1",
                        "530 5.5.1 Invalid command: Must issue an AUTH command first"),
                openSmtpd(
                        Stage.MAIL,
                        Deferred.class,
                        false,
                        "4.5.3",
                        "452 4.5.3 Too many recipients: Too many messages sent"),
                openSmtpd(Stage.MAIL, Deferred.class, true, "4.3.0", "421 4.3.0: Temporary Error"),
                openSmtpd(Stage.RCPT, Rejected.class, false, "", "550 Invalid recipient: <ann@b.example>"),
                openSmtpd(Stage.RCPT, Deferred.class, true, "", "421 Internal server error"),
                openSmtpd(
                        Stage.FINAL,
                        Rejected.class,
                        false,
                        "5.3.4",
                        "554 5.3.4 Message too big for system: Transaction failed, message too big"));
    }

    @ParameterizedTest
    @MethodSource("replies")
    void areUnderstood(Recorded recorded) {
        boolean login = recorded.stage() == Stage.AUTH;
        String[] settings = login ? new String[] {"user", "app", "password", "sesame"} : new String[0];
        try (ScriptedSmtpServer server = login
                        ? ScriptedSmtpServer.setUp().login("app", "sesame").start()
                        : ScriptedSmtpServer.start();
                Transport transport = TestTransports.inClear(server, settings)) {
            server.at(recorded.stage()).reply(recorded.lines().toArray(new String[0]));

            SubmissionOutcome outcome = transport.submit(Letters.number(1).submission(), Crossing.yes());

            Reply reply;
            if (outcome instanceof RelayUnusable unusable) {
                assertThat(RelayUnusable.class).isEqualTo(recorded.outcome());
                reply = unusable.reply().orElseThrow();
            } else {
                Answered answered = (Answered) outcome;
                RecipientOutcome ann = answered.recipients().get(1);
                assertThat(ann).isInstanceOf(recorded.outcome());
                assertThat(answered.relayAtFault()).isEqualTo(recorded.relayAtFault());
                reply = reply(ann);
            }
            assertThat(reply.lines()).hasSameSizeAs(recorded.lines());
            assertThat(reply.enhancedStatus().map(EnhancedStatus::toString)).isEqualTo(recorded.status());
            assertThat(QueueIds.in(reply)).isEqualTo(recorded.found());
        }
    }

    private static Reply reply(RecipientOutcome outcome) {
        if (outcome instanceof Submitted submitted) {
            assertThat(submitted.queueId()).isEqualTo(QueueIds.in(submitted.reply()));
            return submitted.reply();
        }
        return outcome instanceof Rejected rejected
                ? rejected.reply().orElseThrow()
                : ((Deferred) outcome).reply().orElseThrow();
    }
}
