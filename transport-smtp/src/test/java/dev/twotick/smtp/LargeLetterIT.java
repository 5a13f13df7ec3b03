package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.twotick.letter.WireBytes;
import dev.twotick.testkit.Letters;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.Stage;
import dev.twotick.transport.Phase;
import dev.twotick.transport.RecipientOutcome.Submitted;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.SubmissionOutcome.Abandoned;
import dev.twotick.transport.SubmissionOutcome.Answered;
import dev.twotick.transport.Transport;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Letters of 25 MB and more pass through a few fixed buffers. */
class LargeLetterIT {
    private static final long MOST_HEAP = 1024 * 1024;

    private static Submission letter(WireBytes content) {
        return LongBytes.in(Letters.number(1).submission(), content);
    }

    /** What a thread allocates in all is no less than what it holds at any time. */
    @ParameterizedTest
    @ValueSource(strings = {"PIPELINING", "CHUNKING"})
    void passThroughLessThanAMegabyteOfHeap(String extension) {
        ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
        try (ScriptedSmtpServer server =
                        ScriptedSmtpServer.setUp().offer(extension).start();
                Transport transport = TestTransports.inClear(server)) {
            transport.submit(Letters.number(1).submission(), Crossing.yes());
            LongBytes content = new LongBytes();

            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            Answered answered = (Answered) transport.submit(letter(content), Crossing.yes());
            long after = threads.getThreadAllocatedBytes(Thread.currentThread().getId());

            assertThat(answered.recipients().get(1)).isInstanceOf(Submitted.class);
            assertThat(server.letters().get(1).bytes())
                    .hasSize((int) content.size())
                    .endsWith(LongBytes.LINE);
            assertThat(after - before).isLessThan(MOST_HEAP);
            assertThat(content.largestRead()).isLessThan(64 * 1024);
        }
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
