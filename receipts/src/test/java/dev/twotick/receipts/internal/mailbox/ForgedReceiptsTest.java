package dev.twotick.receipts.internal.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.confirmation.Confirmation;
import dev.twotick.confirmation.TokenKeys;
import dev.twotick.confirmation.Trust;
import dev.twotick.letter.SealedLetter;
import dev.twotick.testkit.Action;
import dev.twotick.testkit.DeliveryReport;
import dev.twotick.testkit.Disposition;
import dev.twotick.testkit.ReceiptFactory;
import dev.twotick.transport.Submission;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Everything that somebody without a recipient's own token can do, in thousands, beside genuine receipts. One recipient of each
 * letter to several, mallory, is the forger: she knows her own token and all that every recipient sees.
 */
class ForgedReceiptsTest {
    private static final int LETTERS = 60;
    private static final int FORGED = 2000;
    private static final int KEPT_AN_HOUR = 1000;
    private static final ReceiptFactory REPORTS = new ReceiptFactory("mx.dest.example");

    /** What one kind of forger sends. */
    private static final class Forger {
        private final World world;
        private final List<byte[]> genuine;
        private final Random random;
        private final TokenKeys foreign = TokenKeys.ephemeral(new SecureRandom());

        Forger(World world, List<byte[]> genuine, long seed) {
            this.world = world;
            this.genuine = genuine;
            this.random = new Random(seed);
        }

        private <T> T any(List<T> some) {
            return some.get(random.nextInt(some.size()));
        }

        byte[] next() {
            return any(kinds()).get();
        }

        /** All that she can do. */
        List<Supplier<byte[]>> kinds() {
            return List.of(
                    () -> toToken(signedByOthers()),
                    () -> toToken(bent()),
                    this::toNoToken,
                    this::aboutTheMessageId,
                    () -> any(genuine),
                    this::truncated,
                    this::mixedUp,
                    this::noise,
                    this::smuggled,
                    this::inAnothersName,
                    this::freeText,
                    this::display,
                    this::byProvider,
                    this::sentOn,
                    this::aboutMany,
                    () -> toToken(malloryAboutAnother()));
        }

        private byte[] toNoToken() {
            return REPORTS.deliveryReport()
                    .to("bounces@corp.example")
                    .about(World.addressOf(any(world.submissions())), Action.FAILED)
                    .bytes();
        }

        /** A failure of anybody, to an address with that token. */
        private byte[] toToken(String token) {
            Submission victim = any(world.submissions());
            return REPORTS.deliveryReport()
                    .to("bounces+" + token + "@corp.example")
                    .envelopeId(token)
                    .about(victim.recipients().get(0).address().value(), any(List.of(Action.FAILED, Action.DELIVERED)))
                    .bytes();
        }

        private String signedByOthers() {
            Submission victim = any(world.submissions());
            Submission.Recipient recipient = victim.recipients().get(0);
            return foreign.issue(
                            victim.letter(),
                            recipient.number(),
                            recipient.address().canonical(),
                            victim.letter().acceptedAt())
                    .text();
        }

        private String bent() {
            String token = any(world.submissions()).dsn().orElseThrow().envelopeId();
            int at = random.nextInt(token.length());
            char other = token.charAt(at) == '0' ? '1' : '0';
            return token.substring(0, at) + other + token.substring(at + 1);
        }

        private String malloryAboutAnother() {
            return any(world.submissions().stream()
                            .filter(submission -> submission.recipients().stream()
                                    .anyMatch(one -> one.address().value().startsWith("mallory")))
                            .toList())
                    .dsn()
                    .orElseThrow()
                    .envelopeId();
        }

        /** The Message-ID of a letter to several, which mallory was shown, or one that the caller chose, which she guessed. */
        private byte[] aboutTheMessageId() {
            SealedLetter letter = shownOrGuessed();
            return REPORTS.deliveryReport()
                    .to("bounces@corp.example")
                    .about(
                            letter.envelope().recipients().get(0).value(),
                            any(List.of(Action.FAILED, Action.DELIVERED, Action.RELAYED)))
                    .returningHeaders(header(letter))
                    .bytes();
        }

        private SealedLetter shownOrGuessed() {
            return any(world.submissions().stream()
                    .map(submission -> world.letter(submission.letter()))
                    .filter(letter -> letter.ownMessageId()
                            || letter.envelope().recipients().size() == 2)
                    .toList());
        }

        private static byte[] header(SealedLetter letter) {
            return ("Message-ID: " + letter.messageId() + "\r\nSubject: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        }

        /** As if somebody had read it. */
        private byte[] display() {
            SealedLetter letter = shownOrGuessed();
            return REPORTS.dispositionNotification(
                    "bounces+" + any(List.of(signedByOthers(), bent())) + "@corp.example",
                    letter.envelope().recipients().get(0).value(),
                    Disposition.DISPLAYED,
                    header(letter));
        }

        /** As Amazon SES tells it by mail. */
        private byte[] byProvider() {
            SealedLetter letter = shownOrGuessed();
            return ("From: no-reply@sns.evil.example\r\nTo: bounces@corp.example\r\nSubject: AWS Notification Message\r\n"
                            + "X-Amz-Sns-Message-Id: 1\r\n\r\n{\"notificationType\":\"Bounce\",\"bounce\":{\"bounceType\":\"Permanent\","
                            + "\"bouncedRecipients\":[{\"emailAddress\":\""
                            + letter.envelope().recipients().get(0).value()
                            + "\",\"action\":\"failed\",\"status\":\"5.1.1\"}]},\"mail\":{\"headers\":[{\"name\":\"Message-ID\",\"value\":\""
                            + letter.messageId() + "\"}]}}\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
        }

        /** Her own answer to a letter that she was shown, with a report about somebody else attached. */
        private byte[] sentOn() {
            SealedLetter letter = shownOrGuessed();
            return ("Return-Path: <mallory@dest.example>\r\nFrom: mallory@dest.example\r\nTo: bounces+"
                            + any(List.of(signedByOthers(), bent()))
                            + "@corp.example\r\nSubject: Re: Invoice\r\nIn-Reply-To: "
                            + letter.messageId() + "\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
                            + "--b\r\nContent-Type: text/plain\r\n\r\nWhat is that?\r\n--b\r\nContent-Type: message/"
                            + any(List.of("delivery-status", "disposition-notification"))
                            + "\r\n\r\nFinal-Recipient: rfc822; "
                            + letter.envelope().recipients().get(0).value()
                            + "\r\nAction: failed\r\nStatus: 5.1.1\r\nOriginal-Message-ID: " + letter.messageId()
                            + "\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n\r\n--b--\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
        }

        /** A failure of everybody at once. */
        private byte[] aboutMany() {
            SealedLetter letter = shownOrGuessed();
            DeliveryReport report = REPORTS.deliveryReport().to("bounces+" + bent() + "@corp.example");
            for (Submission submission : world.submissions()) {
                report.about(World.addressOf(submission), Action.FAILED);
            }
            return report.returningHeaders(header(letter)).bytes();
        }

        /** A warning that lost its end reads much like a failure. */
        private byte[] truncated() {
            byte[] whole = new String(any(genuine), StandardCharsets.UTF_8)
                    .replace("Subject: Your letter is late", "Subject: Your letter could not be delivered so far")
                    .getBytes(StandardCharsets.UTF_8);
            return Arrays.copyOf(whole, random.nextInt(whole.length));
        }

        /** About herself, from a sender whose name holds what the reader's border host writes about others. */
        private byte[] smuggled() {
            return with(
                    "Authentication-Results: mx.reader.example; spf=pass"
                            + " smtp.mailfrom=\"x smtp.helo=mx.dest.example\"@evil.example smtp.helo=mx.dest.example",
                    REPORTS.deliveryReport());
        }

        /** About herself, well signed by her own domain, in the name of her mailbox's host or of her own. */
        private byte[] inAnothersName() {
            String own = "mx.evil.example";
            byte[] report = with(
                    "Authentication-Results: mx.reader.example; dkim=pass header.d=evil.example",
                    random.nextBoolean() ? REPORTS.deliveryReport() : new ReceiptFactory(own).deliveryReport());
            return new String(report, StandardCharsets.UTF_8)
                    .replace("mailer-daemon@mx.dest.example", "mailer-daemon@" + own)
                    .getBytes(StandardCharsets.UTF_8);
        }

        private byte[] with(String field, DeliveryReport report) {
            String token = malloryAboutAnother();
            byte[] bytes = report.to("bounces+" + token + "@corp.example")
                    .about("mallory@dest.example", Action.DELIVERED)
                    .bytes();
            return (field + "\r\n" + new String(bytes, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
        }

        /**
         * About a letter that was passed on to her, with a word in the address that looks like a token. Nobody passes on what is
         * in doubt: whoever has it proves that it left.
         */
        private byte[] freeText() {
            Submission victim = any(world.submissions().stream()
                    .filter(submission -> !World.addressOf(submission).startsWith("d"))
                    .toList());
            return REPORTS.textBounce(
                    "bounces+" + signedByOthers() + "@corp.example",
                    World.addressOf(victim),
                    "550 5.1.1 unknown user",
                    header(world.letter(victim.letter())));
        }

        /** The header of one genuine report, addressed to nobody, with the body of another. */
        private byte[] mixedUp() {
            String one =
                    new String(any(genuine), StandardCharsets.UTF_8).replaceAll("bounces\\+[0-9a-v]{40}", "bounces");
            String other = new String(any(genuine), StandardCharsets.UTF_8);
            String header = one.substring(0, one.indexOf("\r\n\r\n"));
            return (header + other.substring(other.indexOf("\r\n\r\n"))).getBytes(StandardCharsets.UTF_8);
        }

        private byte[] noise() {
            byte[] noise = new byte[random.nextInt(4000)];
            random.nextBytes(noise);
            return noise;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20260301})
    void thousandsOfForgedReceiptsLeaveEveryLetterAsItWouldBeWithoutThem(long seed) {
        Map<String, String> without;
        try (World world = new World(LETTERS)) {
            world.place.bring(world.genuine());
            without = world.known();
        }
        try (World world = new World(LETTERS)) {
            List<byte[]> genuine = world.genuine();
            Forger forger = new Forger(world, genuine, seed);
            List<byte[]> all = new ArrayList<>(genuine);
            for (int i = 0; i < FORGED; i++) {
                all.add(forger.next());
            }
            Collections.shuffle(all, new Random(seed));
            world.place.bring(all);
            Map<String, String> changed = new TreeMap<>(world.known());
            changed.entrySet().removeAll(without.entrySet());
            assertThat(changed).isEmpty();
            assertThat(world.known()).hasSameSizeAs(without);
            assertThat(without.values())
                    .anyMatch(known -> known.contains(Confirmation.DELIVERED + " ["))
                    .anyMatch(known -> known.contains(Confirmation.BOUNCED + " ["))
                    .anyMatch(known -> known.contains(Confirmation.DELAYED + " ["))
                    .anyMatch(known -> known.startsWith("SUBMITTED CONTESTED ["))
                    .anyMatch(known -> known.startsWith("SUBMITTED DISPLAYED ["))
                    .anyMatch("IN_DOUBT NONE []"::equals)
                    .anyMatch("SUBMITTED NONE []"::equals)
                    .anyMatch("purged"::equals);
        }
    }

    @Test
    void nobodyIsVerifiedInTheNameOfAnother() {
        try (World world = new World(LETTERS)) {
            Forger forger = new Forger(world, world.genuine(), 3);
            List<byte[]> claims = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                claims.add(i % 2 == 0 ? forger.smuggled() : forger.inAnothersName());
            }
            world.place.bring(claims);
            assertThat(world.trusts()).contains(Trust.PLAUSIBLE).doesNotContain(Trust.VERIFIED);
        }
    }

    /** What a receipt costs, counted on the reader's thread: a time would be another one on each machine. */
    private record Cost(int lookUps, int signatures, int writes) {
        static Cost of(World world, CountedHmac signatures, byte[] mail) {
            Cost before = soFar(world, signatures);
            world.place.bring(List.of(mail));
            Cost after = soFar(world, signatures);
            return new Cost(
                    after.lookUps - before.lookUps, after.signatures - before.signatures, after.writes - before.writes);
        }

        private static Cost soFar(World world, CountedHmac signatures) {
            return new Cost(
                    world.calls("find", "findByMessageId", "findByQueueId", "tombstone"),
                    signatures.computed(),
                    world.calls("addEvidence", "settle", "keepUnmatched"));
        }

        int total() {
            return lookUps + signatures + writes;
        }
    }

    /**
     * The reader takes receipts in the order in which they came, so a flood of as many forged ones as genuine ones slows these no
     * more than twofold while a forged one costs no more than a genuine one.
     */
    @Test
    void aForgedReceiptCostsNoMoreThanAGenuineOne() {
        try (CountedHmac signatures = CountedHmac.install();
                World world = new World(LETTERS)) {
            List<byte[]> genuine = world.genuine();
            Forger forger = new Forger(world, genuine, 11);
            world.place.bring(
                    Stream.generate(forger::toNoToken).limit(KEPT_AN_HOUR).toList());
            List<Cost> forged = forger.kinds().stream()
                    .flatMap(kind -> Stream.generate(kind).limit(10))
                    .map(mail -> Cost.of(world, signatures, mail))
                    .toList();
            List<Cost> real = genuine.stream()
                    .map(mail -> Cost.of(world, signatures, mail))
                    .toList();
            assertThat(forged)
                    .as("none costs much")
                    .filteredOn(cost -> cost.lookUps() > 5 || cost.signatures() > 2 || cost.writes() > 2)
                    .isEmpty();
            assertThat(mean(forged)).isLessThanOrEqualTo(mean(real));
            assertThat(mean(real)).as("each is found, proven and written").isGreaterThanOrEqualTo(3);
        }
    }

    private static double mean(List<Cost> costs) {
        return costs.stream().mapToInt(Cost::total).average().orElseThrow();
    }

    @Test
    void aFloodCostsTheOutboxLessThanTheGenuineReceiptsDo() {
        try (World world = new World(LETTERS)) {
            List<byte[]> genuine = world.genuine();
            Forger forger = new Forger(world, genuine, 7);
            int finds = world.calls("find");
            int lookUps = world.calls("findByMessageId");
            int written = world.calls("addEvidence", "settle");
            List<byte[]> flood = new ArrayList<>();
            for (int i = 0; i < 2 * FORGED; i++) {
                flood.add(forger.toToken(i % 2 == 0 ? forger.signedByOthers() : forger.bent()));
            }
            world.place.bring(flood);
            assertThat(world.calls("addEvidence", "settle"))
                    .as("nothing is written about letters")
                    .isEqualTo(written);
            assertThat(world.calls("keepUnmatched"))
                    .as("a bounded number is kept")
                    .isEqualTo(KEPT_AN_HOUR);
            assertThat(world.calls("find") - finds)
                    .as("at most one letter is read for each")
                    .isLessThanOrEqualTo(flood.size());
            assertThat(world.calls("findByMessageId") - lookUps).isLessThanOrEqualTo(flood.size());
            world.place.bring(genuine);
            assertThat(world.known().values()).anyMatch(known -> known.contains(Confirmation.DELIVERED + " ["));
        }
    }
}
