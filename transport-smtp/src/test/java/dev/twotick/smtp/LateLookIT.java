package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.plugin.Section;
import dev.twotick.plugin.Settings;
import dev.twotick.testkit.Letters;
import dev.twotick.testkit.RecordingBatch;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.transport.RecipientOutcome.Submitted;
import dev.twotick.transport.SubmissionOutcome.Answered;
import jakarta.mail.Session;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that is held up each time before it looks whether the relay has said something, so that all that is due is there. */
@Isolated
class LateLookIT {
    private static final Duration HELD_UP = Duration.ofMillis(30);
    private static final String LINE = "x".repeat(70) + "\r\n";

    /** What has come is looked at late. */
    private record Late(Wire wire) implements ReplyReader.Source {
        @Override
        public int read(byte[] into, int from, int most) throws IOException {
            return wire.read(into, from, most);
        }

        @Override
        public int readNow(byte[] into, int from, int most) throws IOException {
            InputStream in = wire.socket().getInputStream();
            long end = System.nanoTime() + HELD_UP.toNanos();
            while (in.available() == 0 && System.nanoTime() - end < 0) {
                LockSupport.parkNanos(HELD_UP.toNanos() / 10);
            }
            return wire.readNow(into, from, most);
        }
    }

    private static Answered submit(ScriptedSmtpServer server, String body) throws Exception {
        String url = "smtp://127.0.0.1:" + server.port();
        SmtpSettings settings = SmtpSettings.read(
                url,
                Section.of(Settings.EMPTY.with("starttls", "off-i-accept-clear-text"))
                        .part(""));
        RecordingBatch batch = RecordingBatch.of(Letters.number(1).body(body).submission());
        long start = System.nanoTime();
        try (Watchdog watchdog = new Watchdog();
                Wire wire = Wire.connect(
                        "127.0.0.1",
                        List.of(InetAddress.getLoopbackAddress()),
                        server.port(),
                        () -> Duration.ofSeconds(30))) {
            Deadline deadline = watchdog.watch(wire::close);
            deadline.whole(start, settings.timeouts().total());
            ReplyReader replies = new ReplyReader(new Late(wire));
            SmtpOpening opening =
                    new SmtpOpening(Session.getInstance(new Properties()), wire, replies, deadline, settings);
            assertThat(opening.greet()).isEmpty();
            SmtpConnection connection = new SmtpConnection(wire, replies, deadline, settings.timeouts(), opening);
            try (SmtpExchange exchange = new SmtpExchange(
                    connection,
                    new Batch(batch, 1),
                    ConnectionLimits.DEFAULTS,
                    new RelayMemory(System::nanoTime),
                    start)) {
                assertThat(exchange.run()).isEqualTo(SmtpExchange.Ending.AT_REST);
            }
            return (Answered) batch.outcome(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PIPELINING", "CHUNKING"})
    void takesWhatIsDueForAnAnswer(String extension) throws Exception {
        try (ScriptedSmtpServer server =
                ScriptedSmtpServer.setUp().offer(extension).start()) {
            assertThat(submit(server, LINE).recipients().get(1)).isInstanceOf(Submitted.class);
        }
    }

    /** The relay answers a piece when it has it, which is before anybody asks whether it gave up on it. */
    @Test
    void takesTheAnswerToAPieceForNoEarlyOne() throws Exception {
        try (ScriptedSmtpServer server =
                ScriptedSmtpServer.setUp().offer("CHUNKING").start()) {
            assertThat(submit(server, LINE.repeat(5_000)).recipients().get(1)).isInstanceOf(Submitted.class);
        }
    }
}
