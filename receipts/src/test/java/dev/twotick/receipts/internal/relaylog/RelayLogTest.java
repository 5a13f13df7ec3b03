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
import dev.twotick.receipts.internal.Digest;
import dev.twotick.testkit.RecordingEvidenceDesk;
import dev.twotick.testkit.SettableClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelayLogTest {
    private static final Instant ACCEPTED = Instant.parse("2026-03-01T10:00:00Z");
    private static final String TOKEN = TokenKeys.ephemeral(new SecureRandom())
            .issue(LetterId.create(ACCEPTED, new Random(1)), 1, "ann@dest.example", ACCEPTED)
            .text();

    @TempDir
    Path dir;

    private final SettableClock clock = new SettableClock(ACCEPTED);
    private final RecordingEvidenceDesk desk = new RecordingEvidenceDesk(clock);
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
        String digest = Digest.sha256(sent("4ABC1").strip());
        assertThat(claim.location())
                .contains("log:" + file + ";offset="
                        + (Files.size(file) - sent("4ABC1").length()) + ";queue-id=4ABC1;sha256=" + digest);
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
            out.write((sent("4ABC1") + sent("4ABC2")).getBytes(StandardCharsets.UTF_8));
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

    /** The offset and the digest lead to the very bytes, also when they are no text. */
    @Test
    void theRawProofIsFoundByItsPlace() throws Exception {
        write(line("smtpd", "4ABC0: client=one[10.0.0.1]"));
        byte[] raw = sent("4ABC1").replace("maildir", "ma\u00e4ldir").strip().getBytes(StandardCharsets.ISO_8859_1);
        Files.write(file, raw, StandardOpenOption.APPEND);
        write("\n", sent("4ABC2"));
        log.collect(desk);
        Matcher place = Pattern.compile(";offset=(\\d+);.*;sha256=([0-9a-f]{64})$")
                .matcher(desk.claims().get(0).location().orElseThrow());
        assertThat(place.find()).isTrue();
        int offset = Integer.parseInt(place.group(1));
        byte[] found = Arrays.copyOfRange(Files.readAllBytes(file), offset, offset + raw.length);
        assertThat(found).isEqualTo(raw);
        assertThat(place.group(2)).isEqualTo(Digest.sha256(raw));
    }

    @Test
    void thePlaceOfALogWithALongNameIsStillWhole() throws Exception {
        file = Files.createDirectories(dir.resolve("x".repeat(200))).resolve("mail.log");
        write(sent("4ABC1"));
        reopened().collect(desk);
        assertThat(desk.claims().get(0).location().orElseThrow())
                .contains("xxx/mail.log;offset=0;queue-id=4ABC1;sha256=")
                .endsWith(Digest.sha256(sent("4ABC1").strip()));
    }

    /** What a clerk at the shell prints into a file: {@code journalctl -f -o short-iso}, started anew in between. */
    @ParameterizedTest
    @ValueSource(strings = {"2026-03-01T11:00:00+0100", "2026-03-01T11:00:00.123456+01:00", "Mar 01 10:00:00"})
    void theJournalAsTextIsReadAndWhatItRepeatsIsOneFact(String time) throws Exception {
        String[] lines = {from("4ABC1"), sent("4ABC1"), line("qmgr", "4ABC1: removed")};
        String text = String.join("", lines).replace("2026-03-01T10:00:00Z", time);
        write("-- Journal begins at Sun 2026-03-01 09:00:00 CET. --\n", text);
        log.collect(desk);
        write("-- Boot 0123456789abcdef --\n", text, "-- No entries --\n");
        log.collect(desk);
        assertThat(desk.claims()).singleElement().satisfies(claim -> {
            assertThat(claim.level()).isEqualTo(EvidenceLevel.DELIVERED);
            assertThat(claim.arrivedAt()).containsExactly("bounces+" + TOKEN + "@corp.example");
            assertThat(claim.happenedAt().orElseThrow().truncatedTo(ChronoUnit.SECONDS))
                    .isEqualTo(ACCEPTED);
        });
    }

    private static String exim(String queueId, String rest) {
        return "2026-03-01 10:00:00 " + queueId + " " + rest + "\n";
    }

    @Test
    void anEximLogIsFollowedThroughARotation() throws Exception {
        String one = "1w9pXr-00000000Abc-1xYz";
        String two = "1w9pXr-00000000Abd-2xYz";
        log = new RelayLog(new RelayLogSettings(file, true, ZoneOffset.UTC, Duration.ofMillis(20)));
        write(
                exim(one, "<= bounces+" + TOKEN + "@corp.example H=app [10.0.0.1] P=esmtp S=700 id=" + TOKEN + "@corp"),
                exim(two, "<= stranger@corp.example H=app [10.0.0.1] P=esmtp S=700 id=7@corp.example"),
                exim(one, "== ann@dest.example R=out T=smtp defer (-53): retry time not reached for any host"));
        log.collect(desk);
        write(exim(two, "=> eve@dest.example R=out T=smtp H=mx.dest.example [192.0.2.1] C=\"250 2.0.0 ok\""));
        Files.move(file, dir.resolve("mail.log.1"));
        log.collect(desk);
        String last = exim(
                one,
                "=> ann <ann@dest.example> R=out T=smtp H=mx.dest.example [192.0.2.1] C=\"250 2.0.0 Ok: queued as 7\"");
        write(last, exim(one, "Completed"), exim(one, "** ann@dest.example: Unrouteable address"));
        log.collect(desk);
        log.collect(desk);
        assertThat(desk.claims())
                .extracting(Claim::level)
                .containsExactly(
                        EvidenceLevel.DELAYED, EvidenceLevel.RELAYED, EvidenceLevel.RELAYED, EvidenceLevel.BOUNCED);
        assertThat(desk.claims())
                .extracting(claim -> claim.arrivedAt().size())
                .as("what it knew of a letter outlives the rotation, and ends with the letter")
                .containsExactly(1, 0, 1, 0);
        Claim relayed = desk.claims().get(2);
        assertThat(relayed.messageIds()).containsExactly("<" + TOKEN + "@corp>");
        assertThat(relayed.originalRecipient()).contains("ann@dest.example");
        assertThat(relayed.queueId()).contains(one);
        assertThat(relayed.status()).contains("2.0.0");
        assertThat(relayed.reporter()).contains("mx.dest.example");
        assertThat(relayed.diagnostic()).contains("250 2.0.0 Ok: queued as 7");
        assertThat(relayed.happenedAt()).contains(ACCEPTED);
        assertThat(relayed.location())
                .contains("log:" + file + ";offset=0;queue-id=" + one + ";sha256=" + Digest.sha256(last.strip()));
    }

    @Test
    void aLogThatVanishedIsToldAndReadOnWhenItIsBack() throws Exception {
        write(sent("4ABC1"), from("4ABC2"));
        log.collect(desk);
        Files.delete(file);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> log.collect(desk))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("mail.log")
                    .hasMessageContaining("vanished");
        }
        write(sent("4ABC2"));
        log.collect(desk);
        assertThat(queueIds()).containsExactly("4ABC1", "4ABC2");
        assertThat(desk.claims().get(1).arrivedAt())
                .as("it still knows whose mail was under way")
                .containsExactly("bounces+" + TOKEN + "@corp.example");
    }

    /** With rsyslog the new file comes with the relay's next line, which on a quiet night is hours away. */
    @Test
    void aLogThatNobodyBeginsAnewAfterARotationIsToldOnceAfterAnHour() throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
        try {
            write(sent("4ABC1"));
            log.collect(desk);
            Files.move(file, dir.resolve("mail.log.1"));
            log.collect(desk);
            clock.advance(Duration.ofMinutes(59));
            log.collect(desk);
            assertThat(timesTold(told)).isZero();
            clock.advance(Duration.ofMinutes(1));
            append(dir.resolve("mail.log.1"), sent("4ABC2"));
            for (int i = 0; i < 3; i++) {
                log.collect(desk);
                clock.advance(Duration.ofMinutes(1));
            }
            assertThat(timesTold(told)).isEqualTo(1);
            write(sent("4ABC3"));
            log.collect(desk);
            Files.move(file, dir.resolve("mail.log.0"));
            log.collect(desk);
            assertThat(timesTold(told)).isEqualTo(1);
            clock.advance(Duration.ofHours(1));
            log.collect(desk);
            assertThat(timesTold(told)).as("the next time it is told anew").isEqualTo(2);
            assertThat(queueIds()).containsExactly("4ABC1", "4ABC2", "4ABC3");
        } finally {
            System.setErr(before);
        }
    }

    private static int timesTold(ByteArrayOutputStream told) {
        return told.toString(StandardCharsets.UTF_8).split("nothing stands in its place", -1).length - 1;
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
