package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twotick.testkit.Letters;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.Stage;
import dev.twotick.transport.Phase;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.RecipientOutcome.Deferred;
import dev.twotick.transport.RecipientOutcome.InDoubt;
import dev.twotick.transport.RecipientOutcome.Submitted;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.SubmissionOutcome.Answered;
import dev.twotick.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Isolated
class DeadlineIT {
    /** Ends at all: far below the time-outs that are not under test, far above what a busy machine takes. */
    private static final Duration SOON = Duration.ofSeconds(60);

    private static Answered submit(ScriptedSmtpServer server, String... settings) {
        try (Transport transport = TestTransports.inClear(server, settings)) {
            return (Answered) transport.submit(Letters.number(1).submission(), Crossing.yes());
        }
    }

    private static RecipientOutcome submitInTime(ScriptedSmtpServer server, String... settings) {
        long start = System.nanoTime();
        Answered answered = submit(server, settings);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
        return answered.recipients().get(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"GREETING", "EHLO", "MAIL", "RCPT", "DATA"})
    void aDrippingReplyEndsByItsDeadline(Stage stage) {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            server.at(stage).drip(Duration.ofMillis(100));

            assertThat(submitInTime(server, "timeout.command", "400ms", "timeout.greeting", "400ms"))
                    .isInstanceOfSatisfying(
                            Deferred.class,
                            deferred -> assertThat(deferred.reason()).contains("within 400ms"));
        }
    }

    @Test
    void aDrippingFinalReplyEndsByItsDeadlineInDoubt() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            server.at(Stage.FINAL).drip(Duration.ofMillis(100));

            assertThat(submitInTime(server, "timeout.final", "400ms")).isInstanceOf(InDoubt.class);
        }
    }

    @Test
    void aDrippingReplyThatIsQuickEnoughIsRead() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            server.at(Stage.FINAL).drip(Duration.ofMillis(2));

            assertThat(submitInTime(server, "timeout.final", "30s")).isInstanceOf(Submitted.class);
        }
    }

    @Test
    void theWholeSubmissionHasADeadlineToo() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            server.at(Stage.EHLO).delay(Duration.ofMillis(1_250));
            server.at(Stage.MAIL).delay(Duration.ofMillis(1_250));
            server.at(Stage.RCPT).delay(Duration.ofMillis(1_250));

            assertThat(submitInTime(server, "timeout.total", "3s"))
                    .isInstanceOfSatisfying(
                            Deferred.class,
                            deferred -> assertThat(deferred.reason()).contains("within 3s"));
        }
    }

    @Test
    void aLateFinalReplyIsReadWhileItsDeadlineLasts() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            server.at(Stage.FINAL).delay(Duration.ofMillis(6_500));

            String[] timeouts = {
                "timeout.command", "6s", "timeout.data", "6s", "timeout.final", "50s", "timeout.total", "6s"
            };
            assertThat(submitInTime(server, timeouts)).isInstanceOf(Submitted.class);
        }
    }

    @Test
    void fiveMegabytesOfReplyAreNotRead() {
        String line = "250-" + "x".repeat(996);
        String[] lines = new String[5_000];
        Arrays.fill(lines, line);
        lines[lines.length - 1] = "250 done";
        for (Stage stage : List.of(Stage.EHLO, Stage.MAIL)) {
            try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
                server.at(stage).reply(lines);

                assertThat(submitInTime(server))
                        .isInstanceOfSatisfying(
                                Deferred.class,
                                deferred -> assertThat(deferred.reason()).contains("broke the protocol"));
            }
        }
    }

    @Test
    void anEndlessFinalReplyIsADoubt() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            server.at(Stage.FINAL).reply("250 " + "x".repeat(5_000_000));

            assertThat(submitInTime(server)).isInstanceOf(InDoubt.class);
        }
    }

    @Test
    void aRelayThatDoesNotExistIsADefiniteNo() {
        try (Transport transport = TestTransports.to("smtps://relay.invalid")) {
            Answered answered = (Answered) transport.submit(Letters.number(1).submission(), Crossing.yes());

            assertThat(answered.phase()).isEqualTo(Phase.CONNECT);
            assertThat(answered.recipients().get(1))
                    .isInstanceOfSatisfying(
                            Deferred.class,
                            deferred -> assertThat(deferred.reason()).contains("no address"));
            assertThat(answered.relayAtFault()).isTrue();
            assertThat(answered.dsnOffered()).isEmpty();
        }
    }

    @Test
    void triesTheNextAddressOfARelay() throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        try (ServerSocket server = new ServerSocket(0, 1, loopback);
                Wire wire = Wire.connect(
                        "mail.example.com",
                        List.of(InetAddress.getByAddress(new byte[] {127, 0, 0, 2}), loopback),
                        server.getLocalPort(),
                        () -> Duration.ofSeconds(30));
                Socket accepted = server.accept()) {
            assertThat(accepted.isConnected()).isTrue();
            assertThat(wire.socket().getInetAddress().getHostName()).isEqualTo("mail.example.com");
            assertThat(wire.socket().getTcpNoDelay()).isTrue();
        }
    }

    /** Nobody takes its connections, so that the system lets more of them wait in vain. */
    @Test
    void triesTheNextAddressWhenTheFirstHangs() throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        InetAddress deaf = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
        List<SocketChannel> waiting = new ArrayList<>();
        try (ServerSocket server = new ServerSocket(0, 1, loopback);
                ServerSocket full = new ServerSocket(server.getLocalPort(), 1, deaf)) {
            for (int i = 0; i < 8; i++) {
                SocketChannel channel = SocketChannel.open();
                waiting.add(channel);
                channel.configureBlocking(false);
                channel.connect(full.getLocalSocketAddress());
            }
            assertThat(waiting.get(waiting.size() - 1).finishConnect()).isFalse();
            try (Wire wire = Wire.connect(
                    "mail.example.com", List.of(deaf, loopback), server.getLocalPort(), () -> Duration.ofMillis(500))) {
                assertThat(wire.socket().getInetAddress()).isEqualTo(loopback);
            }
        } finally {
            for (SocketChannel channel : waiting) {
                channel.close();
            }
        }
    }

    @Test
    void triesNoFurtherAddressWhenTheTimeIsOver() throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        Iterator<Duration> left = List.of(Duration.ofSeconds(30), Duration.ZERO).iterator();
        try (ServerSocket server = new ServerSocket(0, 1, loopback)) {
            List<InetAddress> addresses = List.of(InetAddress.getByAddress(new byte[] {127, 0, 0, 2}), loopback);

            assertThatThrownBy(() -> Wire.connect("mail.example.com", addresses, server.getLocalPort(), left::next))
                    .isInstanceOf(SocketTimeoutException.class);
            assertThat(left).isExhausted();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GREETING", "RCPT", "FINAL"})
    void anInterruptEndsTheWaitAtOnce(Stage stage) throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                Transport transport = TestTransports.inClear(server)) {
            server.at(stage).silence();
            Answered answered = interrupted(transport, server, stage);

            assertThat(answered.recipients().get(1))
                    .isInstanceOf(stage == Stage.FINAL ? InDoubt.class : Deferred.class);
            assertThat(answered.relayAtFault()).isFalse();
            assertThat(answered.recipients().get(1).toString()).contains("interrupted");
        }
    }

    private static Answered interrupted(Transport transport, ScriptedSmtpServer server, Stage stage)
            throws InterruptedException, ExecutionException, TimeoutException {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        Thread[] worker = new Thread[1];
        try {
            Future<SubmissionOutcome> outcome = executor.submit(() -> {
                worker[0] = Thread.currentThread();
                return transport.submit(Letters.number(1).submission(), Crossing.yes());
            });
            Awaitility.await().until(() -> switch (stage) {
                case GREETING -> server.connections() == 1;
                case FINAL -> server.received().size() == 1;
                default -> server.commands().stream().anyMatch(line -> line.startsWith(stage.name()));
            });
            worker[0].interrupt();
            return (Answered) outcome.get(SOON.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            executor.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PIPELINING", "CHUNKING"})
    void anInterruptWhileItMayCrossIsADefiniteNo(String extension) {
        try (ScriptedSmtpServer server =
                        ScriptedSmtpServer.setUp().offer(extension).start();
                Transport transport = TestTransports.inClear(server)) {
            Answered answered = (Answered) transport.submit(Letters.number(1).submission(), () -> {
                Thread.currentThread().interrupt();
                return true;
            });

            assertThat(Thread.interrupted()).isTrue();
            assertThat(answered.recipients().get(1)).isInstanceOf(Deferred.class);
            assertThat(answered.relayAtFault()).isFalse();
            Awaitility.await().until(() -> server.openConnections() == 0);
            assertThat(server.received()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PIPELINING", "CHUNKING"})
    void aSubmissionThatIsOverBeforeItsEndCanLeaveIsADefiniteNo(String extension) {
        try (ScriptedSmtpServer server =
                        ScriptedSmtpServer.setUp().offer(extension).start();
                Transport transport = TestTransports.inClear(server, "timeout.total", "1s")) {
            Answered answered = (Answered) transport.submit(Letters.number(1).submission(), () -> {
                long asked = System.nanoTime();
                Awaitility.await()
                        .until(() -> System.nanoTime() - asked
                                > Duration.ofMillis(1_100).toNanos());
                return true;
            });

            assertThat(answered.recipients().get(1)).isInstanceOf(Deferred.class);
            Awaitility.await().until(() -> server.openConnections() == 0);
            assertThat(server.received()).isEmpty();
        }
    }

    @Test
    void aTransportThatWasClosedHangsOnNothing() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            server.at(Stage.GREETING).silence();
            Transport transport = TestTransports.inClear(server);
            transport.close();

            Answered answered = (Answered) transport.submit(Letters.number(1).submission(), Crossing.yes());

            assertThat(answered.recipients().get(1)).isInstanceOf(Deferred.class);
        }
    }

    @Test
    void survivesGarbageCollectionWhileALetterIsUnderWay() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                Transport transport = TestTransports.inClear(server)) {
            Answered answered = (Answered) transport.submit(Letters.number(1).submission(), () -> {
                for (int i = 0; i < 5; i++) {
                    System.gc();
                }
                return true;
            });

            assertThat(answered.recipients().get(1)).isInstanceOf(Submitted.class);
        }
    }
}
