package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.plugin.Section;
import dev.twotick.plugin.Settings;
import dev.twotick.testkit.Letters;
import dev.twotick.testkit.RecordingBatch;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.SmtpServerBuilder;
import dev.twotick.testkit.Stage;
import dev.twotick.testkit.TestCertificates;
import dev.twotick.transport.Phase;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.RecipientOutcome.Deferred;
import dev.twotick.transport.RecipientOutcome.Submitted;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.SubmissionOutcome.Answered;
import dev.twotick.transport.Transport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectionPoolIT {
    private static final String ENOUGH = "452 4.5.3 Too many recipients: Too many messages sent";

    private static RecipientOutcome submit(Transport transport, int number) {
        return ((Answered) transport.submit(Letters.number(number).submission(), Crossing.yes()))
                .recipients()
                .get(1);
    }

    private static void submitAll(Transport transport, int letters) {
        for (int number = 1; number <= letters; number++) {
            assertThat(submit(transport, number)).isInstanceOf(Submitted.class);
        }
    }

    private static void assertAllSubmitted(RecordingBatch batch) {
        assertThat(batch.outcomes())
                .allSatisfy(outcome ->
                        assertThat(((Answered) outcome).recipients().get(1)).isInstanceOf(Submitted.class));
    }

    @Test
    void usesOneConnectionForLettersThatFollowEachOther() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                Transport transport = TestTransports.inClear(server)) {
            submitAll(transport, 5);

            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.commands()).filteredOn("RSET"::equals).isEmpty();
        }
    }

    @Test
    void tellsQuitOnItsWayOut() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            try (Transport transport = TestTransports.inClear(server)) {
                submitAll(transport, 1);
                assertThat(server.openConnections()).isEqualTo(1);
            }

            Awaitility.await().until(() -> server.openConnections() == 0);
            assertThat(server.commands()).last().isEqualTo("QUIT");
        }
    }

    @Test
    void replacesAConnectionThatWasClosedWhileItWaited() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                Transport transport = TestTransports.inClear(server)) {
            submitAll(transport, 1);
            server.cutConnections();
            Awaitility.await().until(() -> server.openConnections() == 0);

            submitAll(transport, 1);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void replacesAConnectionThatWasClosedWhileItWaitedInTls(@TempDir Path directory) throws Exception {
        TestCertificates certificates = TestCertificates.create(directory);
        try (ScriptedSmtpServer server =
                        ScriptedSmtpServer.setUp().implicitTls(certificates).start();
                Transport transport = TestTransports.to(
                        "smtps://localhost:" + server.port(),
                        "trust-file",
                        certificates.trustFile().toString())) {
            submitAll(transport, 2);
            assertThat(server.connections()).isEqualTo(1);
            server.cutConnections();
            Awaitility.await().until(() -> server.openConnections() == 0);

            submitAll(transport, 1);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void replacesAConnectionThatWasResetWhileItWaited() {
        try (ScriptedSmtpServer server =
                        ScriptedSmtpServer.setUp().offer("CHUNKING").start();
                Transport transport = TestTransports.inClear(server)) {
            replacesAResetConnection(server, transport);
        }
    }

    @Test
    void replacesAConnectionThatWasResetWhileItWaitedInTls(@TempDir Path directory) {
        TestCertificates certificates = TestCertificates.create(directory);
        try (ScriptedSmtpServer server = ScriptedSmtpServer.setUp()
                        .offer("CHUNKING")
                        .implicitTls(certificates)
                        .start();
                Transport transport = TestTransports.to(
                        "smtps://localhost:" + server.port(),
                        "trust-file",
                        certificates.trustFile().toString())) {
            replacesAResetConnection(server, transport);
        }
    }

    private static void replacesAResetConnection(ScriptedSmtpServer server, Transport transport) {
        submitAll(transport, 1);
        server.resetConnections();
        Awaitility.await().until(() -> server.openConnections() == 0);
        Crossing crossing = Crossing.yes();

        Answered answered = (Answered) transport.submit(Letters.number(2).submission(), crossing);

        assertThat(answered.recipients().get(1)).isInstanceOf(Submitted.class);
        assertThat(answered.relayAtFault()).isFalse();
        assertThat(crossing.asked()).isEqualTo(1);
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void takesNothingThatWasSaidWhileItWaitedForAReply() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                Transport transport = TestTransports.inClear(server)) {
            submitAll(transport, 1);
            server.sayUnasked("250 2.0.0 Ok: queued as LIE");
            server.sayUnasked("421 4.4.2 idle for too long");

            assertThat(submit(transport, 2))
                    .isInstanceOfSatisfying(
                            Submitted.class,
                            yes -> assertThat(yes.queueId())
                                    .contains(server.letters().get(1).queueId()));
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CLOSING", "FIN", "RST"})
    void goesOnOverAFreshConnectionWhenAWarmOneDiesAtTheFirstCommand(RelayFault fault) {
        try (ScriptedSmtpServer server =
                        ScriptedSmtpServer.setUp().without("PIPELINING").start();
                Transport transport = TestTransports.inClear(server)) {
            submitAll(transport, 1);
            fault.at(server.at(Stage.MAIL).once());
            Crossing crossing = Crossing.yes();

            SubmissionOutcome outcome = transport.submit(Letters.number(2).submission(), crossing);

            assertThat(((Answered) outcome).recipients().get(1)).isInstanceOf(Submitted.class);
            assertThat(((Answered) outcome).relayAtFault()).isFalse();
            assertThat(crossing.asked()).isEqualTo(1);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    /** To look whether it is still there is given a second, and to ask for the point of no return as long as it takes. */
    @Test
    void keepsAWarmConnectionWhileItIsAskedWhetherTheLetterMayCross() {
        try (ScriptedSmtpServer server =
                        ScriptedSmtpServer.setUp().offer("CHUNKING").start();
                Transport transport = TestTransports.inClear(server)) {
            submitAll(transport, 1);

            SubmissionOutcome outcome = transport.submit(Letters.number(2).submission(), () -> {
                long asked = System.nanoTime();
                Awaitility.await()
                        .until(() -> System.nanoTime() - asked
                                > Duration.ofMillis(1_200).toNanos());
                return true;
            });

            assertThat(((Answered) outcome).recipients().get(1)).isInstanceOf(Submitted.class);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void goesToAFreshConnectionOnceOnly() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                Transport transport = TestTransports.inClear(server)) {
            submitAll(transport, 1);
            server.at(Stage.MAIL).replyThenClose("421 4.3.2 going down");

            Answered answered = (Answered) transport.submit(Letters.number(2).submission(), Crossing.yes());

            assertThat(answered.recipients().get(1)).isInstanceOf(Deferred.class);
            assertThat(answered.phase()).isEqualTo(Phase.MAIL);
            assertThat(answered.relayAtFault()).isTrue();
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void changesTheConnectionWhenTheRelaySaysThatItHadEnough() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                Transport transport = TestTransports.inClear(server)) {
            server.at(Stage.MAIL).times(3).reply("250 2.1.0 Ok");
            server.at(Stage.MAIL).once().replyThenClose("421 4.7.0 too many letters on this connection");
            RecordingBatch batch = RecordingBatch.ofLetters(6);

            transport.submit(batch);

            assertAllSubmitted(batch);
            assertThat(server.connections()).isEqualTo(2);
            assertThat(server.letters()).hasSize(6);
        }
    }

    @ParameterizedTest
    @CsvSource({"8BITMIME,1,1", "PIPELINING,1,1", "PIPELINING CHUNKING,1,1", "PIPELINING CHUNKING,3,2"})
    void changesTheConnectionWhenTheRelayTakesNoMoreLettersOnIt(String extensions, int window, int refused) {
        SmtpServerBuilder relay = ScriptedSmtpServer.setUp().without("PIPELINING");
        for (String extension : extensions.split(" ", -1)) {
            relay.offer(extension);
        }
        try (ScriptedSmtpServer server = relay.start();
                Transport transport = TestTransports.inClear(server, "window", "" + window)) {
            submitAll(transport, 1);
            server.at(Stage.MAIL).times(refused).reply(ENOUGH);
            RecordingBatch batch = RecordingBatch.ofLetters(6);

            transport.submit(batch);

            assertAllSubmitted(batch);
            assertThat(server.connections()).isEqualTo(2);
            assertThat(server.letters()).hasSize(7);
        }
    }

    @Test
    void opensNoConnectionForEachLetterOfARelayThatTakesNone() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                Transport transport = TestTransports.inClear(server)) {
            submitAll(transport, 1);
            server.at(Stage.MAIL).reply(ENOUGH);
            RecordingBatch batch = RecordingBatch.ofLetters(6);

            transport.submit(batch);

            assertThat(batch.outcomes()).allSatisfy(outcome -> {
                Answered answered = (Answered) outcome;
                assertThat(answered.recipients().get(1)).isInstanceOf(Deferred.class);
                assertThat(answered.relayAtFault()).isFalse();
            });
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void changesTheConnectionAfterSoManyLetters() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                Transport transport = TestTransports.inClear(server, "connection.letters", "2")) {
            RecordingBatch batch = RecordingBatch.ofLetters(5);

            transport.submit(batch);

            assertAllSubmitted(batch);
            assertThat(server.connections()).isEqualTo(3);
            assertThat(server.commands()).filteredOn("QUIT"::equals).hasSize(2);
        }
    }

    @Test
    void changesTheConnectionWhenItIsOld() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                Transport transport = TestTransports.inClear(server, "connection.age", "1ms")) {
            submitAll(transport, 1);
            long opened = System.nanoTime();
            Awaitility.await()
                    .until(() ->
                            System.nanoTime() - opened > Duration.ofMillis(2).toNanos());
            submitAll(transport, 1);

            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void closesWhatNobodyNeeds() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                Transport transport = TestTransports.inClear(server, "connection.idle", "50ms")) {
            submitAll(transport, 1);

            Awaitility.await().until(() -> server.openConnections() == 0);
            assertThat(server.commands()).last().isEqualTo("QUIT");
            submitAll(transport, 1);
        }
    }

    @Test
    void opensNoMoreThanAreAllowed() throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(6);
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                Transport transport = TestTransports.inClear(server, "connections", "2")) {
            CountDownLatch twoAreCrossing = new CountDownLatch(2);
            List<Future<SubmissionOutcome>> outcomes = new ArrayList<>();
            for (int number = 1; number <= 6; number++) {
                int mine = number;
                outcomes.add(workers.submit(
                        () -> transport.submit(Letters.number(mine).submission(), () -> {
                            twoAreCrossing.countDown();
                            return awaited(twoAreCrossing);
                        })));
            }
            for (Future<SubmissionOutcome> outcome : outcomes) {
                assertThat(((Answered) outcome.get()).recipients().get(1)).isInstanceOf(Submitted.class);
            }
            assertThat(server.connections()).isEqualTo(2);
        } finally {
            workers.shutdownNow();
        }
    }

    private static boolean awaited(CountDownLatch latch) throws IllegalStateException {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The relay serves one connection at a time, so a second one would never be greeted. */
    @Test
    void closesTheOneTooManyBeforeItOpensAnother() throws Exception {
        Section section = Section.of(Settings.EMPTY
                .with("starttls", "off-i-accept-clear-text")
                .with("connections", "1")
                .with("timeout.greeting", "10s"));
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Watchdog watchdog = new Watchdog()) {
            Thread relay = new Thread(() -> serveOneByOne(listener), "narrow-relay");
            relay.setDaemon(true);
            relay.start();
            SmtpSettings settings = SmtpSettings.read("smtp://127.0.0.1:" + listener.getLocalPort(), section);
            SmtpConnector connector = new SmtpConnector(settings, watchdog);
            try (ConnectionPool pool =
                    new ConnectionPool(connector, watchdog, settings.limits(), Duration.ofSeconds(10))) {
                pool.park(((Opened.Ready) pool.take(false)).connection());

                Opened another = pool.take(true);

                assertThat(another).isInstanceOf(Opened.Ready.class);
                pool.drop(((Opened.Ready) another).connection());
            }
        }
    }

    private static void serveOneByOne(ServerSocket listener) {
        while (!listener.isClosed()) {
            try (Socket client = listener.accept()) {
                client.getOutputStream().write("220 hi\r\n".getBytes(StandardCharsets.US_ASCII));
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
                while (in.readLine() != null) {
                    client.getOutputStream().write("250 ok\r\n".getBytes(StandardCharsets.US_ASCII));
                }
            } catch (IOException e) {
                // the client has gone, or the relay is closed
            }
        }
    }

    @Test
    void waitsNoLongerForAConnectionThanASubmissionMayTake() throws Exception {
        ExecutorService worker = Executors.newSingleThreadExecutor();
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                Transport transport = TestTransports.inClear(server, "connections", "1", "timeout.total", "500ms")) {
            CountDownLatch enough = new CountDownLatch(1);
            CountDownLatch crossing = new CountDownLatch(1);
            Future<SubmissionOutcome> first =
                    worker.submit(() -> transport.submit(Letters.number(1).submission(), () -> {
                        crossing.countDown();
                        return awaited(enough);
                    }));
            crossing.await();

            Answered answered = (Answered) transport.submit(Letters.number(2).submission(), Crossing.yes());

            assertThat(answered.recipients().get(1))
                    .isInstanceOfSatisfying(
                            Deferred.class,
                            no -> assertThat(no.reason()).contains("no connection to the relay became free"));
            assertThat(answered.relayAtFault()).isFalse();
            enough.countDown();
            first.get();
        } finally {
            worker.shutdownNow();
        }
    }

    @Test
    void takesTheWaitForAConnectionFromNoSubmissionsTime() throws Exception {
        ExecutorService worker = Executors.newSingleThreadExecutor();
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                Transport transport = TestTransports.inClear(server, "connections", "1", "timeout.total", "3s")) {
            server.at(Stage.RCPT).once().delay(Duration.ofSeconds(2));
            Future<SubmissionOutcome> first =
                    worker.submit(() -> transport.submit(Letters.number(1).submission(), Crossing.yes()));
            Awaitility.await().until(() -> server.commands().stream().anyMatch(line -> line.startsWith("RCPT")));
            server.at(Stage.RCPT).delay(Duration.ofMillis(1_500));

            assertThat(submit(transport, 2)).isInstanceOf(Submitted.class);
            assertThat(((Answered) first.get()).recipients().get(1)).isInstanceOf(Submitted.class);
        } finally {
            worker.shutdownNow();
        }
    }

    @Test
    void givesUpOnABatchWhenConnectionAfterConnectionIsLost() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                Transport transport = TestTransports.inClear(server)) {
            server.at(Stage.MAIL).close();
            RecordingBatch batch = RecordingBatch.ofLetters(6);

            transport.submit(batch);

            assertThat(((Answered) batch.outcome(0)).recipients().get(1)).isInstanceOf(Deferred.class);
            assertThat(((Answered) batch.outcome(1)).recipients().get(1)).isInstanceOf(Deferred.class);
            assertThat(batch.outcomes().subList(2, 6)).hasOnlyElementsOfType(SubmissionOutcome.Abandoned.class);
            assertThat(server.connections()).isEqualTo(2);
        }
    }
}
