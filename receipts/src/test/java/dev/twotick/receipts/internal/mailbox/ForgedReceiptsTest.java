package dev.twotick.receipts.internal.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.twotick.Twotick;
import dev.twotick.confirmation.Confirmation;
import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.confirmation.EvidenceDesk;
import dev.twotick.confirmation.TokenKeys;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.Letter;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.MemoryOutbox;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.RecipientView;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.receipts.ReceiptParser;
import dev.twotick.testkit.Action;
import dev.twotick.testkit.ReceiptFactory;
import dev.twotick.testkit.RecordingTransport;
import dev.twotick.transport.Submission;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
    private static final ReceiptFactory REPORTS = new ReceiptFactory("mx.dest.example");

    /** What becomes of a letter to one recipient, by its number. */
    private static final List<Action> FATES =
            List.of(Action.DELIVERED, Action.FAILED, Action.DELAYED, Action.RELAYED, Action.EXPANDED);

    /** A place that mails are handed to. */
    private static final class Place implements DeliveryConfirmation {
        private final ReceiptParser parser = new ReceiptParser();
        private final ReceiptClaims claims = new ReceiptClaims(new ReporterAlignment(Optional.empty()));
        private final Queue<byte[]> mails = new ConcurrentLinkedQueue<>();
        private final Semaphore news = new Semaphore(0);
        private final AtomicInteger read = new AtomicInteger();

        void bring(List<byte[]> some) {
            int before = read.get();
            mails.addAll(some);
            news.release();
            await().atMost(Duration.ofSeconds(60)).until(() -> read.get() == before + some.size());
        }

        @Override
        public String name() {
            return "place";
        }

        @Override
        public void collect(EvidenceDesk desk) {
            for (byte[] mail = mails.poll(); mail != null; mail = mails.poll()) {
                desk.fileAll(claims.of(parser.parse(mail), "here"));
                read.incrementAndGet();
            }
        }

        @Override
        public void awaitNews(Duration atMost) throws InterruptedException {
            news.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public void close() {
            news.release();
        }
    }

    /** A world of letters whose receipts can be made. */
    private static final class World implements AutoCloseable {
        private final RecordingTransport transport = new RecordingTransport();
        private final Place place = new Place();
        private final Map<String, Integer> calls = new ConcurrentHashMap<>();
        private final Outbox memory = new MemoryOutbox(InstantSource.system());
        private final TokenKeys keys = TokenKeys.ephemeral(new SecureRandom());
        private final Twotick post = Twotick.builder()
                .relay("main", transport)
                .set("receipts.address", "bounces@corp.example")
                .outbox(counted())
                .tokenKeys(keys)
                .confirmation(place)
                .build();

        World() {
            for (int i = 0; i < LETTERS; i++) {
                boolean several = i % 3 == 0;
                Letter letter = Letter.from("billing@corp.example")
                        .to(
                                several
                                        ? new String[] {"r" + i + "@dest.example", "mallory@dest.example"}
                                        : new String[] {"r" + i + "@dest.example"})
                        .subject("Invoice " + i)
                        .text("Please find…")
                        .build();
                post.send(letter, i % 2 == 0 ? Assurance.delivered() : Assurance.submitted());
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> memory.stocktake().in(SubmissionState.SUBMITTED) == LETTERS + LETTERS / 3);
        }

        private Outbox counted() {
            return (Outbox) Proxy.newProxyInstance(
                    Outbox.class.getClassLoader(), new Class<?>[] {Outbox.class}, (proxy, method, arguments) -> {
                        calls.merge(method.getName(), 1, Integer::sum);
                        try {
                            return method.invoke(memory, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }

        SealedLetter letter(LetterId id) {
            return memory.find(id).orElseThrow().letter();
        }

        int calls(String method) {
            return calls.getOrDefault(method, 0);
        }

        List<Submission> submissions() {
            return transport.crossed();
        }

        List<byte[]> genuine() {
            List<byte[]> mails = new ArrayList<>();
            for (Submission submission : submissions()) {
                String address = submission.recipients().get(0).address().value();
                if (!address.startsWith("mallory")) {
                    mails.add(report(
                            submission,
                            submission.reversePath().orElseThrow().value(),
                            FATES.get(number(address) % FATES.size()),
                            address));
                }
            }
            return mails;
        }

        private static int number(String address) {
            return Integer.parseInt(address.substring(1, address.indexOf('@')));
        }

        byte[] report(Submission submission, String to, Action action, String about) {
            return REPORTS.deliveryReport()
                    .to(to)
                    .envelopeId(submission.dsn().orElseThrow().envelopeId())
                    .about(about, action)
                    .bytes();
        }

        /** What is known of everybody but the forger. */
        Map<String, String> known() {
            Map<String, String> known = new TreeMap<>();
            for (Submission submission : submissions()) {
                for (RecipientView view :
                        memory.find(submission.letter()).orElseThrow().recipients()) {
                    if (!view.address().value().startsWith("mallory")) {
                        known.put(view.address().value(), view.submission() + " " + view.confirmation());
                    }
                }
            }
            return known;
        }

        @Override
        public void close() {
            post.close();
        }
    }

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
            return switch (random.nextInt(9)) {
                case 0 -> toToken(signedByOthers());
                case 1 -> toToken(bent());
                case 2 ->
                    REPORTS.deliveryReport()
                            .to("bounces@corp.example")
                            .about(
                                    any(world.submissions())
                                            .recipients()
                                            .get(0)
                                            .address()
                                            .value(),
                                    Action.FAILED)
                            .bytes();
                case 3 -> aboutTheMessageId();
                case 4 -> any(genuine);
                case 5 -> truncated();
                case 6 -> mixedUp();
                case 7 -> noise();
                default -> toToken(malloryAboutAnother());
            };
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

        /** The Message-ID of a letter to several, which mallory was shown. */
        private byte[] aboutTheMessageId() {
            List<SealedLetter> shown = world.submissions().stream()
                    .map(submission -> world.letter(submission.letter()))
                    .filter(letter -> letter.envelope().recipients().size() == 2)
                    .toList();
            SealedLetter letter = any(shown);
            String header = "Message-ID: " + letter.messageId() + "\r\nSubject: x\r\n\r\n";
            return REPORTS.deliveryReport()
                    .to("bounces@corp.example")
                    .about(letter.envelope().recipients().get(0).value(), Action.FAILED)
                    .returningHeaders(header.getBytes(StandardCharsets.US_ASCII))
                    .bytes();
        }

        /** A warning that lost its end reads like a failure in free text, so those are left whole. */
        private byte[] truncated() {
            byte[] whole = any(genuine.stream()
                    .filter(mail -> !new String(mail, StandardCharsets.UTF_8).contains("Action: delayed"))
                    .toList());
            return Arrays.copyOf(whole, random.nextInt(whole.length));
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
        try (World world = new World()) {
            world.place.bring(world.genuine());
            without = world.known();
        }
        try (World world = new World()) {
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
                    .anyMatch(known -> known.endsWith(Confirmation.DELIVERED.name()))
                    .anyMatch(known -> known.endsWith(Confirmation.BOUNCED.name()))
                    .anyMatch(known -> known.endsWith(Confirmation.DELAYED.name()));
        }
    }

    @Test
    void aFloodCostsTheOutboxLessThanTheGenuineReceiptsDo() {
        try (World world = new World()) {
            List<byte[]> genuine = world.genuine();
            Forger forger = new Forger(world, genuine, 7);
            int finds = world.calls("find");
            int lookUps = world.calls("findByMessageId");
            int written = world.calls("addEvidence") + world.calls("settle");
            List<byte[]> flood = new ArrayList<>();
            for (int i = 0; i < 2 * FORGED; i++) {
                flood.add(forger.toToken(i % 2 == 0 ? forger.signedByOthers() : forger.bent()));
            }
            world.place.bring(flood);
            assertThat(world.calls("addEvidence") + world.calls("settle"))
                    .as("nothing is written about letters")
                    .isEqualTo(written);
            assertThat(world.calls("keepUnmatched"))
                    .as("a bounded number is kept")
                    .isEqualTo(1000);
            assertThat(world.calls("find") - finds)
                    .as("at most one letter is read for each")
                    .isLessThanOrEqualTo(flood.size());
            assertThat(world.calls("findByMessageId") - lookUps).isLessThanOrEqualTo(flood.size());
            world.place.bring(genuine);
            assertThat(world.known().values()).anyMatch(known -> known.endsWith(Confirmation.DELIVERED.name()));
        }
    }
}
