package dev.twotick.receipts.internal.relaylog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.confirmation.TokenKeys;
import dev.twotick.letter.LetterId;
import dev.twotick.plugin.Plugins;
import dev.twotick.plugin.Section;
import dev.twotick.plugin.Settings;
import dev.twotick.testkit.RecordingEvidenceDesk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelayLogTest {
    private static final Instant ACCEPTED = Instant.parse("2026-03-01T10:00:00Z");
    private static final String TOKEN = TokenKeys.ephemeral(new SecureRandom())
            .issue(LetterId.create(ACCEPTED, new Random(1)), 1, "ann@dest.example", ACCEPTED)
            .text();

    @TempDir
    Path dir;

    private final RecordingEvidenceDesk desk = new RecordingEvidenceDesk();
    private Path file;
    private DeliveryConfirmation log;

    @BeforeEach
    void open() {
        file = dir.resolve("mail.log");
        log = reopened();
    }

    private DeliveryConfirmation reopened() {
        return new RelayLog(new RelayLogSettings(file, false, ZoneOffset.UTC, Duration.ofMillis(20)));
    }

    private static String line(String service, String rest) {
        return "2026-03-01T10:00:00Z mx postfix/" + service + "[1]: " + rest + "\n";
    }

    private static String sent(String queueId) {
        return line(
                "virtual",
                queueId + ": to=<ann@dest.example>, relay=virtual, delay=1, delays=0/0/0/1, dsn=2.0.0,"
                        + " status=sent (delivered to maildir)");
    }

    private static String deferred(String queueId, String to) {
        return line(
                "smtp",
                queueId + ": to=<" + to + ">, relay=none, delay=1, delays=0/0/0/1, dsn=4.4.1, status=deferred (away)");
    }

    private static String from(String queueId) {
        return line("qmgr", queueId + ": from=<bounces+" + TOKEN + "@corp.example>, size=7, nrcpt=1 (queue active)");
    }

    private void write(String... lines) throws IOException {
        Files.writeString(file, String.join("", lines), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private List<String> queueIds() {
        return desk.claims().stream().map(claim -> claim.queueId().orElse("")).toList();
    }

    @Test
    void aClaimSaysAllThatTheLinesTell() throws Exception {
        write(
                line("smtpd", "4ABC1: client=app[10.0.0.1]"),
                line("cleanup", "4ABC1: message-id=<" + TOKEN + "@corp.example>"),
                from("4ABC1"),
                sent("4ABC1"));
        log.collect(desk);
        Claim claim = desk.claims().get(0);
        assertThat(claim.source()).isEqualTo("relay-log");
        assertThat(claim.level()).isEqualTo(EvidenceLevel.DELIVERED);
        assertThat(claim.authenticated()).isTrue();
        assertThat(claim.aboutAnyMail()).isTrue();
        assertThat(claim.arrivedAt()).containsExactly("bounces+" + TOKEN + "@corp.example");
        assertThat(claim.messageIds()).containsExactly("<" + TOKEN + "@corp.example>");
        assertThat(claim.queueId()).contains("4ABC1");
        assertThat(claim.finalRecipient()).contains("ann@dest.example");
        assertThat(claim.happenedAt()).contains(ACCEPTED);
        assertThat(claim.reporter()).contains("mx");
        assertThat(claim.status()).contains("2.0.0");
        assertThat(claim.diagnostic()).contains("delivered to maildir");
        assertThat(claim.location()).contains("4ABC1 in " + file);
    }

    @Test
    void aQueueIdThatIsGivenAgainLosesWhatItMeantBefore() throws Exception {
        write(from("4ABC1"), line("qmgr", "4ABC1: removed"), sent("4ABC1"));
        write(from("4ABC2"), line("smtpd", "4ABC2: client=other[10.0.0.2]"), sent("4ABC2"));
        log.collect(desk);
        assertThat(desk.claims()).hasSize(2).allMatch(claim -> claim.arrivedAt().isEmpty());
    }

    @Test
    void aDelayThatLastsIsOneFact() throws Exception {
        write(from("4ABC1"), deferred("4ABC1", "ann@dest.example"));
        write(deferred("4ABC1", "ann@dest.example").replace("10:00:00", "10:05:00"));
        log.collect(desk);
        assertThat(desk.claims()).hasSize(1);
    }

    @Test
    void givenUpAsAWholeMeansAllWhoStillWaited() throws Exception {
        write(
                from("4ABC1"),
                deferred("4ABC1", "ann@dest.example"),
                deferred("4ABC1", "bob@dest.example"),
                sent("4ABC1"),
                line("qmgr", "4ABC1: from=<x@y>, status=expired, returned to sender"));
        log.collect(desk);
        List<Claim> bounced = desk.claims().stream()
                .filter(claim -> claim.level() == EvidenceLevel.BOUNCED)
                .toList();
        assertThat(bounced).extracting(Claim::finalRecipient).containsExactly(Optional.of("bob@dest.example"));
    }

    @Test
    void aTornLastLineWaitsForItsRest() throws Exception {
        String line = sent("4ABC1");
        write(line.substring(0, 40));
        log.collect(desk);
        assertThat(desk.claims()).isEmpty();
        write(line.substring(40, line.length() - 1));
        log.collect(desk);
        assertThat(desk.claims()).isEmpty();
        write("\n");
        log.collect(desk);
        assertThat(queueIds()).containsExactly("4ABC1");
    }

    @Test
    void afterARestartItStillKnowsWhoseMailIsUnderWay() throws Exception {
        write(from("4ABC1"));
        log.collect(desk);
        write(sent("4ABC1"));
        reopened().collect(desk);
        assertThat(desk.claims().get(0).arrivedAt()).hasSize(1);
    }

    @Test
    void afterAFailureOfTheDeskItStillKnowsWhoseMailItWas() throws Exception {
        write(from("4ABC1"));
        log.collect(desk);
        write(sent("4ABC1"), line("qmgr", "4ABC1: removed"));
        desk.fail();
        assertThatThrownBy(() -> log.collect(desk)).isInstanceOf(IllegalStateException.class);
        desk.recover();
        log.collect(desk);
        assertThat(desk.claims().get(0).arrivedAt()).hasSize(1);
    }

    @Test
    void aLogThatWasRenamedIsReadToItsEndFirst() throws Exception {
        write(sent("4ABC1"));
        log.collect(desk);
        write(sent("4ABC2"));
        Files.move(file, dir.resolve("mail.log.1"));
        log.collect(desk);
        assertThat(queueIds()).containsExactly("4ABC1", "4ABC2");
        Files.createFile(file);
        append(dir.resolve("mail.log.1"), sent("4ABC3"));
        log.collect(desk);
        assertThat(queueIds()).as("the writer has not opened the new one yet").endsWith("4ABC3");
        write(sent("4ABC4"));
        log.collect(desk);
        log.collect(desk);
        assertThat(queueIds()).containsExactly("4ABC1", "4ABC2", "4ABC3", "4ABC4");
    }

    private static void append(Path to, String text) throws IOException {
        Files.writeString(to, text, StandardOpenOption.APPEND);
    }

    @Test
    void aLogThatWasCopiedAndTruncatedIsReadToItsEndFirst() throws Exception {
        write(line("smtpd", "4ABC0: client=one[10.0.0.1]"), sent("4ABC1"));
        log.collect(desk);
        write(sent("4ABC2"));
        Files.copy(file, dir.resolve("mail.log-20260301"));
        Files.writeString(file, "");
        write(line("smtpd", "4ABD0: client=two[10.0.0.2]"), sent("4ABC3"), sent("4ABC4"), sent("4ABC5"), sent("4ABC6"));
        log.collect(desk);
        assertThat(queueIds()).containsExactly("4ABC1", "4ABC2", "4ABC3", "4ABC4", "4ABC5", "4ABC6");
    }

    @Test
    void severalRotationsWhileNobodyReadAreReadInTheirOrderAlsoCompressed() throws Exception {
        write(sent("4ABC1"));
        log.collect(desk);
        Path second = dir.resolve("mail.log.2.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(second))) {
            out.write((sent("4ABC1") + sent("4ABC2")).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        Files.delete(file);
        Files.writeString(dir.resolve("mail.log.1"), sent("4ABC3"));
        Files.setLastModifiedTime(second, FileTime.from(ACCEPTED));
        Files.setLastModifiedTime(dir.resolve("mail.log.1"), FileTime.from(ACCEPTED.plusSeconds(86_400)));
        write(sent("4ABC4"));
        log.collect(desk);
        assertThat(queueIds()).containsExactly("4ABC1", "4ABC2", "4ABC3", "4ABC4");
    }

    @Test
    void aLogWhoseOldFileIsGoneIsReadOnAllTheSame() throws Exception {
        write(sent("4ABC1"));
        log.collect(desk);
        Files.delete(file);
        write(sent("4ABC2"));
        log.collect(desk);
        assertThat(queueIds()).containsExactly("4ABC1", "4ABC2");
    }

    @Test
    void aMissingLogIsTold() {
        assertThatThrownBy(() -> log.collect(desk))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("mail.log");
    }

    @Test
    void manyLinesAreFiledInFewSteps() throws Exception {
        write(IntStream.range(0, 2500).mapToObj(i -> sent("4ABC" + i)).toArray(String[]::new));
        log.collect(desk);
        assertThat(desk.claims()).hasSize(2500);
        assertThat(desk.steps().stream().filter(step -> step.startsWith("advance")))
                .hasSize(3);
    }

    @Test
    void aLineThatNeverEndsTakesNoMemoryAndStopsNothing() throws Exception {
        write("x".repeat(3 << 20), "\n", sent("4ABC1"));
        log.collect(desk);
        assertThat(queueIds()).containsExactly("4ABC1");
    }

    @Test
    void newsEndTheWait() throws Exception {
        write(sent("4ABC1"));
        log.collect(desk);
        write(sent("4ABC2"));
        log.awaitNews(Duration.ofHours(1));
        log.collect(desk);
        assertThat(queueIds()).hasSize(2);
    }

    @Test
    void itIsFoundByItsSection() {
        Settings settings = Settings.EMPTY
                .with("relay-log.file", file.toString())
                .with("relay-log.dialect", "exim")
                .with("relay-log.time-zone", "UTC");
        Plugins plugins = new Plugins(getClass().getClassLoader());
        assertThat(plugins.confirmations(Section.of(settings)))
                .singleElement()
                .satisfies(source -> assertThat(source.name()).isEqualTo("relay-log"));
        assertThat(plugins.keys()).containsKeys("receipts", "relay-log");
        Section wrong =
                Section.of(settings.with("relay-log.dialect", "sendmail").with("relay-log.time-zone", "Mars"));
        assertThat(plugins.confirmations(wrong)).isEmpty();
        assertThat(wrong.faults())
                .extracting(Object::toString)
                .anyMatch(fault -> fault.contains("relay-log.dialect"))
                .anyMatch(fault -> fault.contains("relay-log.time-zone"));
    }
}
