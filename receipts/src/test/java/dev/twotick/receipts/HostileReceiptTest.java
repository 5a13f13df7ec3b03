package dev.twotick.receipts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.twotick.receipts.internal.report.ReportReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Any bytes give a receipt, and soon. */
class HostileReceiptTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** Without the parser's own last resort, which would hide an exception. */
    private final ReportReader parser = new ReportReader(ReceiptLimits.DEFAULT, System::nanoTime);

    private Receipt parse(byte[] mail) {
        return assertTimeoutPreemptively(SOON, () -> parser.read(mail));
    }

    private Receipt parse(String mail) {
        return parse(mail.getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void survivesMutatedReceipts(long seed) {
        Random random = new Random(seed);
        List<byte[]> seeds = List.of(
                Reports.deliveryReport("bounces@sender.example", "ann@receiver.example", "failed", "5.1.1"),
                Reports.dispositionNotification("bounces@sender.example", "manual-action/MDN-sent-manually; displayed"),
                Reports.bytes(
                        "Return-Path: <>\nFrom: MAILER-DAEMON@x\nSubject: failure notice\n\n<a@b.example>:\nnot deliverable\n"),
                new byte[] {9, 10, 9, 46});
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < 15_000; i++) {
                assertThat(parser.read(mutated(seeds.get(i % seeds.size()), random)))
                        .isNotNull();
            }
        });
    }

    private static byte[] mutated(byte[] seed, Random random) {
        byte[] bytes = seed.clone();
        for (int n = random.nextInt(12); n >= 0; n--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = '\n';
                case 2 -> bytes[at] = "\"<>;:=()-@%+\\?{}".getBytes(StandardCharsets.US_ASCII)[random.nextInt(16)];
                case 3 -> bytes = Arrays.copyOf(bytes, at + 1);
                case 4 -> bytes = spliced(bytes, at, random.nextInt(bytes.length));
                default -> bytes[at] = 0;
            }
        }
        return bytes;
    }

    private static byte[] spliced(byte[] bytes, int at, int from) {
        int length = Math.min(60, Math.min(bytes.length - at, bytes.length - from));
        byte[] copy = bytes.clone();
        System.arraycopy(bytes, from, copy, at, length);
        return copy;
    }

    @Test
    void readsFiftyThousandRecipientsOfOneReport() {
        List<String> groups = IntStream.range(0, 50_000)
                .mapToObj(i -> "Final-Recipient: rfc822;r" + i + "@x.example\nAction: failed\nStatus: 5.1.1\n")
                .toList();

        Receipt receipt = parse(Reports.deliveryReport("b@sender.example", "Reporting-MTA: dns; x.example\n", groups));

        assertThat(receipt.recipients()).hasSize(50_000);
    }

    /** The text is looked through once, however many recipients may be spoken of in it. */
    @Test
    void readsTensOfThousandsThatWereDeliveredBesideALongText() {
        String group = "Final-Recipient: rfc822; a@x.example\nAction: delivered\nStatus: 2.0.0\n\n";
        byte[] mail = Reports.bytes("From: MAILER-DAEMON@x.example\nSubject: Report\n"
                + "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
                + "--b\nContent-Type: text/plain\n\n" + "all is well, or so it seems to us\n".repeat(6000)
                + "\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x.example\n\n"
                + group.repeat(50_000) + "--b--\n");

        Receipt receipt = parse(mail);

        assertThat(receipt.outOfTime()).isFalse();
        assertThat(receipt.recipients()).hasSize(50_000);
    }

    @Test
    void stopsAtTheLimitOfRecipients() {
        List<String> groups = IntStream.range(0, 50)
                .mapToObj(i -> Reports.group("r" + i + "@x.example", "failed", "5.1.1"))
                .toList();
        ReportReader strict = new ReportReader(new ReceiptLimits(100_000, 10, 5, 20, 1000), System::nanoTime);

        Receipt receipt = strict.read(Reports.deliveryReport("b@sender.example", "", groups));

        assertThat(receipt.recipients()).hasSizeBetween(19, 21);
    }

    @Test
    void findsNobodyInAMegabyteOfEmptyLines() {
        Receipt receipt = parse(
                Reports.deliveryReport("b@sender.example", "\n".repeat(1_000_000), List.of("\n".repeat(1_000_000))));

        assertThat(receipt.recipients()).isEmpty();
    }

    @Test
    void doesNotFollowNestingIntoTheDepth() {
        String nested = IntStream.range(0, 3000)
                .mapToObj(i -> "Content-Type: multipart/mixed; boundary=b" + i + "\n\n--b" + i + "\n")
                .collect(Collectors.joining());

        assertThat(parse(nested).kind()).isEqualTo(ReceiptKind.NOT_A_REPORT);
        assertThat(parse("Content-Type: message/rfc822\n\n".repeat(5000)).kind())
                .isEqualTo(ReceiptKind.NOT_A_REPORT);
    }

    @Test
    void passesOverAHundredThousandParts() {
        String mail = "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\nx\n".repeat(100_000);

        assertThat(parse(mail).kind()).isEqualTo(ReceiptKind.NOT_A_REPORT);
    }

    @Test
    void bearsAHeaderOfTenMegabytes() {
        assertThat(parse("X-Long: " + "a".repeat(5_000_000) + "\n\n").kind()).isEqualTo(ReceiptKind.NOT_A_REPORT);
        assertThat(parse("X-Many: a\n".repeat(1_000_000)).kind()).isEqualTo(ReceiptKind.NOT_A_REPORT);
        assertThat(parse("X-Folded: a\n" + " b\n".repeat(1_500_000)).kind()).isEqualTo(ReceiptKind.NOT_A_REPORT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@",
                "<",
                ">",
                "(",
                "\"",
                ";",
                "=",
                " ",
                "\t",
                "a@",
                "@a",
                "=?",
                "=?a?q?",
                "5.1.1 ",
                "4.",
                "<a@b>",
                "{",
                "\\x{",
                "+4",
                "(a@b)",
                "-",
                "could not be delivered to ",
                "<style>",
                "</",
                "user: a@b.cc, ",
                "a@b.cc\n",
                "a@b\n",
                "a@[",
                "\n-",
                "{\"a\":",
                "To: a\n",
                "Final-Recipient: rfc822; a@b.cc\n",
                "550 5.1.1 user unknown\n",
                "message-id:\n"
            })
    void readsLongRunsOfTheSameSignInLinearTime(String sign) {
        String run = sign.repeat(400_000 / sign.length());
        String headers =
                "Return-Path: <>\nFrom: MAILER-DAEMON " + run + "\nTo: " + run + "\nSubject: undeliverable " + run
                        + "\nReferences: " + run + "\nAuthentication-Results: x; " + run + "\nAuto-Submitted: " + run
                        + "\nX-Failed-Recipients: " + run + "\nContent-Type: text/html; x=" + run + "\n\n";

        parse(headers + "could not be delivered to\n" + run + "\n<p>" + run);
        parse("From: MAILER-DAEMON@a.b\nX-Amz-Sns-Message-Id: 1\n\n{could not be delivered to\n" + run);
        parse(Reports.deliveryReport(
                "b@sender.example",
                "Original-Envelope-Id: " + run + "\n",
                List.of("Final-Recipient: utf-8; " + run + "\nAction: " + run + "\nStatus: " + run
                        + "\nDiagnostic-Code: " + run)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"base64", "quoted-printable"})
    void unpacksNoMoreThanWasSent(String encoding) {
        String line = encoding.equals("base64") ? "Ck\nZ\n" : "=46=\n=3A=\n";
        String mail = "From: MAILER-DAEMON@x.example\nSubject: undeliverable\nContent-Type: multipart/report;"
                + " report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n"
                + "Content-Transfer-Encoding: " + encoding + "\n\n" + line.repeat(300_000)
                + "\n--b\nContent-Type: message/delivery-status\nContent-Transfer-Encoding: " + encoding + "\n\n"
                + line.repeat(300_000) + "\n--b--\n";

        Receipt receipt = parse(mail);

        assertThat(receipt.recipients().stream()
                        .map(ReceiptRecipient::diagnostic)
                        .flatMap(Optional::stream)
                        .mapToInt(String::length)
                        .sum())
                .isLessThan(10_000);
    }

    /** Each look at the clock finds it a millisecond later. */
    private static Receipt readIn(Duration time, byte[] mail, AtomicLong looks) {
        ReceiptLimits limits = new ReceiptLimits(5_000_000, 100, 10, 100_000, 262_144, time);
        return new ReportReader(limits, () -> looks.incrementAndGet() * 1_000_000).read(mail);
    }

    private static byte[] encoded(String encoding, String content) {
        return Reports.bytes("From: MAILER-DAEMON@x.example\nSubject: undeliverable\nContent-Transfer-Encoding: "
                + encoding + "\n\n" + content);
    }

    static Stream<byte[]> longMails() {
        List<String> groups = IntStream.range(0, 5000)
                .mapToObj(i -> Reports.group("r" + i + "@x.example", "failed", "5.1.1"))
                .toList();
        return Stream.of(
                Reports.deliveryReport("b@sender.example", "", groups),
                Reports.bytes("X-Many: a\n".repeat(20_000) + "\n"),
                Reports.bytes("Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\nx\n".repeat(20_000)),
                encoded("7bit", "could not be delivered\n".repeat(20_000)),
                Reports.bytes("From: MAILER-DAEMON@x.example\nContent-Type: text/html\n\n" + "<br>a".repeat(40_000)),
                encoded("base64", "Q291bGQgbm90IGJlIGRlbGl2ZXJlZA".repeat(10_000)),
                encoded("quoted-printable", "=41".repeat(100_000)));
    }

    @ParameterizedTest
    @MethodSource("longMails")
    void stopsSoonAfterTheTimeIsOverAndTellsNothingElse(byte[] mail) {
        AtomicLong looks = new AtomicLong();
        assertThat(readIn(Duration.ofHours(1), mail, looks).outOfTime()).isFalse();
        long needed = looks.get();
        assertThat(needed).as("asks often").isGreaterThan(200);
        for (int part = 1; part < 4; part++) {
            AtomicLong again = new AtomicLong();
            Receipt receipt = readIn(Duration.ofMillis(needed * part / 4), mail, again);
            assertThat(receipt.outOfTime()).isTrue();
            assertThat(receipt.kind()).isEqualTo(ReceiptKind.NOT_A_REPORT);
            assertThat(receipt.recipients()).isEmpty();
            assertThat(again.get()).as("stops at the first look behind").isLessThanOrEqualTo(needed * part / 4 + 2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                " \n",
                "\0",
                ":",
                "--",
                "Content-Type: multipart/report",
                "Content-Type: multipart/report; boundary=\n\n--",
                "Content-Type: multipart/report; boundary=\"\n\n--\"",
                " folded: first\n\n",
                "Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n====",
                "Content-Type: text/plain; charset=no-such\n\n\u00ff",
                "From: =?x?b?%%?=\nSubject: =?utf-7?q?=?=\n\n"
            })
    void hasAnAnswerToFragments(String mail) {
        assertThat(parse(mail).recipients()).isEmpty();
    }
}
