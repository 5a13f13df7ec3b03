package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.twotick.letter.WireBytes;
import dev.twotick.testkit.Letters;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.Stage;
import dev.twotick.testkit.TestCertificates;
import dev.twotick.transport.Phase;
import dev.twotick.transport.RecipientOutcome.Submitted;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.SubmissionOutcome.Abandoned;
import dev.twotick.transport.SubmissionOutcome.Answered;
import dev.twotick.transport.Transport;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Letters of 25 MB and more pass through a few fixed buffers. */
class LargeLetterIT {
    private static final long MOST_HEAP = 1024 * 1024;

    @TempDir
    private static Path directory;

    private static TestCertificates certificates;

    @BeforeAll
    static void makeCertificates() {
        certificates = TestCertificates.create(directory);
    }

    private static Submission letter(WireBytes content) {
        return LongBytes.in(Letters.number(1).submission(), content);
    }

    /** What a thread allocates in all is no less than what it holds at any time. */
    @ParameterizedTest
    @ValueSource(strings = {"PIPELINING", "CHUNKING"})
    void passThroughLessThanAMegabyteOfHeap(String extension) {
        try (ScriptedSmtpServer server =
                        ScriptedSmtpServer.setUp().offer(extension).start();
                Transport transport = TestTransports.inClear(server)) {
            transport.submit(Letters.number(1).submission(), Crossing.yes());
            LongBytes content = new LongBytes();

            long before = allocated();
            Answered answered = (Answered) transport.submit(letter(content), Crossing.yes());
            long after = allocated();

            assertThat(answered.recipients().get(1)).isInstanceOf(Submitted.class);
            assertThat(server.letters().get(1).bytes())
                    .hasSize((int) content.size())
                    .endsWith(LongBytes.LINE);
            assertThat(after - before).isLessThan(MOST_HEAP);
            assertThat(content.largestRead()).isLessThan(64 * 1024);
        }
    }

    /** In TLS the platform makes some garbage with each record, as much for whoever writes the same octets. */
    @ParameterizedTest
    @ValueSource(strings = {"PIPELINING", "CHUNKING"})
    void passThroughLessThanAMegabyteOfHeapInTls(String extension) throws IOException {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.setUp()
                        .offer(extension)
                        .implicitTls(certificates)
                        .start();
                Transport transport = TestTransports.to(
                        "smtps://127.0.0.1:" + server.port(),
                        "trust-file",
                        certificates.trustFile().toString())) {
            transport.submit(Letters.number(1).submission(), Crossing.yes());
            LongBytes content = new LongBytes();
            long ofThePlatform = allocatedInTls(content.size());

            long before = allocated();
            Answered answered = (Answered) transport.submit(letter(content), Crossing.yes());
            long after = allocated();

            assertThat(answered.recipients().get(1)).isInstanceOf(Submitted.class);
            assertThat(server.letters().get(1).bytes()).hasSize((int) content.size());
            assertThat(after - before - ofThePlatform).isLessThan(MOST_HEAP);
        }
    }

    private static long allocatedInTls(long octets) throws IOException {
        SSLContext tls = certificates.serverContext();
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        try (ServerSocket sink = tls.getServerSocketFactory().createServerSocket(0, 1, loopback);
                Socket client = tls.getSocketFactory().createSocket(loopback, sink.getLocalPort())) {
            CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> {
                try (Socket end = sink.accept()) {
                    end.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            byte[] block = new byte[64 * 1024];
            client.getOutputStream().write(block);
            long before = allocated();
            for (int i = 0; i < octets / block.length; i++) {
                client.getOutputStream().write(block);
            }
            long after = allocated();
            client.shutdownOutput();
            reading.join();
            return after - before;
        }
    }

    private static long allocated() {
        ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    @Test
    void areAskedForAtTheirEndAndNotAtTheirBeginning() {
        try (ScriptedSmtpServer server =
                        ScriptedSmtpServer.setUp().offer("CHUNKING").start();
                Transport transport = TestTransports.inClear(server)) {
            List<String> seen = new ArrayList<>();

            SubmissionOutcome outcome = transport.submit(letter(new LongBytes()), () -> {
                seen.addAll(server.commands());
                return false;
            });

            assertThat(outcome).isInstanceOf(Abandoned.class);
            assertThat(seen).last().asString().startsWith("BDAT ").doesNotContain("LAST");
            Awaitility.await().until(() -> server.openConnections() == 0);
            assertThat(server.commands()).noneMatch(line -> line.contains("LAST"));
            assertThat(server.received()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CLOSING", "NOT_NOW", "NEVER", "FIN", "RST", "JUNK_FIRST", "YES_THEN_NO", "ASKS_FOR_MORE"})
    void areNotInDoubtWhileTheirLastChunkIsHere(RelayFault fault) {
        for (Stage stage : List.of(Stage.BODY, Stage.CHUNK)) {
            try (ScriptedSmtpServer server =
                            ScriptedSmtpServer.setUp().offer("CHUNKING").start();
                    Transport transport = TestTransports.inClear(server)) {
                fault.at(server.at(stage).afterBytes(1_000_000));
                Crossing crossing = Crossing.yes();

                Answered answered = (Answered) transport.submit(letter(new LongBytes()), crossing);

                assertThat(answered.recipients().get(1)).isInstanceOf(fault.beforeTheEnd(stage));
                assertThat(answered.phase()).isEqualTo(Phase.BODY);
                assertThat(crossing.asked()).isZero();
                assertThat(server.received()).isEmpty();
            }
        }
    }
}
