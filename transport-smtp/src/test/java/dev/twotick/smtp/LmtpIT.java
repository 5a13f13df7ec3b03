package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.testkit.Letters;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.SmtpServerBuilder;
import dev.twotick.testkit.Stage;
import dev.twotick.testkit.TestCertificates;
import dev.twotick.transport.RecipientOutcome.Deferred;
import dev.twotick.transport.RecipientOutcome.InDoubt;
import dev.twotick.transport.RecipientOutcome.Rejected;
import dev.twotick.transport.RecipientOutcome.Submitted;
import dev.twotick.transport.SubmissionOutcome.Answered;
import dev.twotick.transport.SubmissionOutcome.RelayUnusable;
import dev.twotick.transport.Transport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LmtpIT {
    private static final String[] THREE = {"r1@b.example", "r2@b.example", "r3@b.example"};

    /** As it is usual, without groups, and with a CHUNKING that is left alone. */
    static List<SmtpServerBuilder> servers() {
        return List.of(
                ScriptedSmtpServer.setUp().lmtp(),
                ScriptedSmtpServer.setUp().lmtp().without("PIPELINING"),
                ScriptedSmtpServer.setUp().lmtp().offer("CHUNKING"));
    }

    private static Transport to(ScriptedSmtpServer server) {
        return TestTransports.to("lmtp://127.0.0.1:" + server.port(), "starttls", "off-i-accept-clear-text");
    }

    private static List<Class<?>> submit(Transport transport) {
        Answered answered =
                (Answered) transport.submit(Letters.number(1).to(THREE).submission(), Crossing.yes());
        List<Class<?>> kinds = new ArrayList<>();
        for (int number = 1; number <= THREE.length; number++) {
            kinds.add(answered.recipients().get(number).getClass());
        }
        return kinds;
    }

    @Test
    void logsInAfterStartTls(@TempDir Path directory) {
        TestCertificates certificates = TestCertificates.create(directory);
        try (ScriptedSmtpServer server = ScriptedSmtpServer.setUp()
                        .lmtp()
                        .starttls(certificates)
                        .login("app", "sesame")
                        .start();
                Transport transport = TestTransports.to(
                        "lmtp://127.0.0.1:" + server.port(),
                        "trust-file",
                        certificates.trustFile().toString(),
                        "user",
                        "app",
                        "password",
                        "sesame")) {
            assertThat(submit(transport)).containsOnly(Submitted.class);

            assertThat(server.letters()).isNotEmpty().allMatch(letter -> letter.encrypted());
            assertThat(server.commands().subList(0, 4))
                    .extracting(line -> line.split(" ", 2)[0])
                    .containsExactly("LHLO", "STARTTLS", "LHLO", "AUTH");
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void hasAReplyForEachRecipient(SmtpServerBuilder setUp) {
        try (ScriptedSmtpServer server = setUp.start();
                Transport transport = to(server)) {
            server.at(Stage.FINAL).forRecipient("r1@b.example").reply("550 5.2.2 mailbox full");
            server.at(Stage.FINAL).forRecipient("r3@b.example").reply("451 4.2.0 mailbox locked");

            assertThat(submit(transport)).containsExactly(Rejected.class, Submitted.class, Deferred.class);
            assertThat(server.letters())
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.addresses()).containsExactly("r2@b.example"));
            assertThat(server.commands()).first().asString().startsWith("LHLO ");
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void countsRepliesByThoseWhoWereAccepted(SmtpServerBuilder setUp) {
        try (ScriptedSmtpServer server = setUp.start();
                Transport transport = to(server)) {
            server.at(Stage.RCPT).forRecipient("r2@b.example").reply("550 5.1.1 no such user");
            server.at(Stage.FINAL).forRecipient("r3@b.example").once().reply("451 4.2.0 mailbox locked");

            assertThat(submit(transport)).containsExactly(Submitted.class, Rejected.class, Deferred.class);
            assertThat(submit(transport)).containsExactly(Submitted.class, Rejected.class, Submitted.class);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void isInDoubtAboutThoseWhoseReplyDidNotCome(SmtpServerBuilder setUp) {
        try (ScriptedSmtpServer server = setUp.start();
                Transport transport = to(server)) {
            server.at(Stage.FINAL).forRecipient("r2@b.example").afterTaking().close();

            assertThat(submit(transport)).containsExactly(Submitted.class, InDoubt.class, InDoubt.class);
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void takesAFarewellForARefusalOfOne(SmtpServerBuilder setUp) {
        try (ScriptedSmtpServer server = setUp.start();
                Transport transport = to(server)) {
            server.at(Stage.FINAL).forRecipient("r2@b.example").replyThenClose("421 4.3.2 going down");

            assertThat(submit(transport)).containsExactly(Submitted.class, Deferred.class, InDoubt.class);
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void beginsNoLetterForNobody(SmtpServerBuilder setUp) {
        try (ScriptedSmtpServer server = setUp.start();
                Transport transport = to(server)) {
            server.at(Stage.RCPT).reply("450 4.2.0 greylisted");

            assertThat(submit(transport)).containsOnly(Deferred.class);
            assertThat(server.received()).isEmpty();
        }
    }

    @Test
    void doesNotWaitForRepliesThatNobodyIsToGet() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.setUp().lmtp().start();
                Transport transport = to(server)) {
            server.at(Stage.RCPT).reply("450 4.2.0 greylisted");
            server.at(Stage.DATA).reply("354 go on all the same");

            assertThat(submit(transport)).containsOnly(Deferred.class);
        }
    }

    @Test
    void doesNotTakeASubmissionServerForOne() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                Transport transport = to(server)) {
            assertThat(transport.submit(Letters.number(1).submission(), Crossing.yes()))
                    .isInstanceOfSatisfying(
                            RelayUnusable.class,
                            unusable -> assertThat(unusable.reason()).contains("EHLO"));
        }
    }
}
