package dev.twotick.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.confirmation.TokenKeys;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.MemoryOutbox;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.RecipientView;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.plugin.Section;
import dev.twotick.plugin.Settings;
import dev.twotick.smtp.SmtpTransportProvider;
import dev.twotick.testkit.Letters;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.SettableClock;
import dev.twotick.testkit.Stage;
import dev.twotick.testkit.TestCertificates;
import dev.twotick.transport.Transport;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpacedLoginsIT {
    private static final int LETTERS = 40;
    private static final Duration STEP = Duration.ofSeconds(15);

    private final SettableClock clock = new SettableClock();
    private final Ticker ticker = () -> ChronoUnit.NANOS.between(SettableClock.START, clock.instant());
    private final Outbox outbox = new MemoryOutbox(clock);
    private final ExecutorService io = Executors.newCachedThreadPool();
    private final Listeners listeners = new Listeners(List.of());
    private ScriptedSmtpServer server;
    private Transport transport;
    private Office office;

    @BeforeEach
    void open(@TempDir Path directory) {
        TestCertificates certificates = TestCertificates.create(directory);
        server = ScriptedSmtpServer.setUp()
                .starttls(certificates)
                .login("app", "sesame")
                .start();
        Section settings = Section.of(Settings.EMPTY
                .with("trust-file", certificates.trustFile().toString())
                .with("user", "app")
                .with("password", "sesame"));
        transport = new SmtpTransportProvider().create("smtp://127.0.0.1:" + server.port(), settings);
        settings.check();
        Relay relay =
                new Relay("main", RelayOptions.DEFAULTS, transport, RelayRegistries.ofDefaults(), listeners, ticker);
        office = new Office(
                new Engine.Parts(
                        outbox,
                        List.of(relay),
                        Optional.empty(),
                        List.of(),
                        TokenKeys.ephemeral(new SecureRandom()),
                        listeners),
                EngineOptions.read(Section.of(Settings.EMPTY)),
                new Surroundings(ticker, new Random(1), io, clerk -> {}));
    }

    @AfterEach
    void close() {
        transport.close();
        server.close();
        io.shutdownNow();
        listeners.close();
    }

    /** As long as the secret is wrong each pause ends in one try, however many letters and connections wait. */
    @Test
    void triesAWrongSecretEverLessOftenAndSubmitsAllWhenItIsMended() {
        // the first refusal comes when all connections that may be opened are being opened
        server.at(Stage.AUTH).once().after(Duration.ofSeconds(1)).reply("535 5.7.8 no");
        server.at(Stage.AUTH).reply("535 5.7.8 no");
        List<LetterId> letters = new ArrayList<>();
        for (int i = 1; i <= LETTERS; i++) {
            SealedLetter letter = Letters.number(i).seal();
            outbox.accept(letter);
            letters.add(letter.id());
        }

        assertThat(triesWithin(Duration.ofHours(1).plusMinutes(1)))
                .extracting(Duration::toSeconds)
                .containsExactly(0L, 30L, 90L, 210L, 450L, 930L, 1830L, 2730L, 3630L);
        assertThat(server.commands()).noneMatch(line -> line.startsWith("MAIL"));
        assertThat(letters)
                .allSatisfy(letter -> assertThat(ann(letter).attempts()).isZero());

        server.behave();
        pass(Duration.ofMinutes(16));

        assertThat(letters).allSatisfy(letter -> {
            assertThat(ann(letter).submission()).isEqualTo(SubmissionState.SUBMITTED);
            assertThat(ann(letter).attempts()).isEqualTo(1);
        });
        assertThat(server.letters()).hasSize(LETTERS);
    }

    private RecipientView ann(LetterId letter) {
        return outbox.find(letter).orElseThrow().recipients().get(0);
    }

    /** When each try at a login came, since the beginning. */
    private List<Duration> triesWithin(Duration time) {
        List<Duration> tries = new ArrayList<>();
        for (Duration at = Duration.ZERO; at.compareTo(time) <= 0; at = at.plus(STEP)) {
            work();
            while (tries.size() < logins()) {
                tries.add(at);
            }
            clock.advance(STEP);
        }
        return tries;
    }

    private void pass(Duration time) {
        for (Duration at = Duration.ZERO; at.compareTo(time) <= 0; at = at.plus(STEP)) {
            work();
            clock.advance(STEP);
        }
    }

    /** One round of everybody, and what it began comes to its end while the clock stands still. */
    private void work() {
        office.clerks().forEach(Clerk::work);
        assertThat(office.dispatcher.awaitIdle(Duration.ofSeconds(30))).isTrue();
        office.recorder.work();
    }

    private long logins() {
        return server.commands().stream()
                .filter(line -> line.startsWith("AUTH "))
                .count();
    }
}
