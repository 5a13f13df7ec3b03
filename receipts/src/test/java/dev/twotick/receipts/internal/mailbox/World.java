package dev.twotick.receipts.internal.mailbox;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.twotick.Twotick;
import dev.twotick.confirmation.Evidence;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.confirmation.TokenKeys;
import dev.twotick.confirmation.Trust;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.Letter;
import dev.twotick.letter.LetterComposer;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.MemoryOutbox;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.RecipientView;
import dev.twotick.outbox.Retention;
import dev.twotick.outbox.Stocktake;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.testkit.Action;
import dev.twotick.testkit.Disposition;
import dev.twotick.testkit.ReceiptFactory;
import dev.twotick.testkit.RecordingTransport;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.Submission;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A world of letters whose receipts can be made. */
final class World implements AutoCloseable {
    private static final ReceiptFactory REPORTS = new ReceiptFactory("mx.dest.example");

    /** Letters in each of the rarer states. */
    private static final int SOME = 4;

    /** What becomes of a letter to one recipient, by its number. */
    private static final List<Action> FATES =
            List.of(Action.DELIVERED, Action.FAILED, Action.DELAYED, Action.RELAYED, Action.EXPANDED);

    private final RecordingTransport transport = new RecordingTransport();
    final Place place = new Place();
    private final Map<String, Integer> calls = new ConcurrentHashMap<>();
    final Outbox memory = new MemoryOutbox(InstantSource.system());
    private final Map<LetterId, SealedLetter> sealed = new ConcurrentHashMap<>();
    private final TokenKeys keys = TokenKeys.ephemeral(new SecureRandom());
    final Twotick post;

    /** Without letters, and with receipts that come to that address. */
    World(String receiptAddress) {
        post = Twotick.builder()
                .relay("main", transport)
                .set("receipts.address", receiptAddress)
                .outbox(counted())
                .tokenKeys(keys)
                .confirmation(place)
                .build();
    }

    /**
     * Of so many letters, each third to mallory as well, and of some in every other state that a letter may be in when a receipt
     * comes: purged, in doubt, contested, displayed, and with a Message-ID of the caller's.
     */
    World(int letters) {
        this("bounces@corp.example");
        each("p", name -> send(plain(name).build(), Assurance.submitted()));
        awaitSubmissions(SOME, 0);
        assertThat(memory.purge(new Retention(Duration.ZERO, Duration.ZERO, Duration.ofDays(1)), 1000))
                .as("letters, and their bytes")
                .isEqualTo(2 * SOME);
        for (int i = 0; i < letters; i++) {
            LetterComposer letter = plain("r" + i);
            send(
                    i % 3 == 0 ? letter.to("mallory@dest.example").build() : letter.build(),
                    i % 2 == 0 ? Assurance.delivered() : Assurance.submitted());
        }
        each("d", name -> {
            transport.always(name + "@dest.example", new RecipientOutcome.InDoubt("the line was cut"));
            send(plain(name).build(), Assurance.delivered());
        });
        each("c", name -> send(plain(name).build(), Assurance.delivered()));
        each("v", name -> send(plain(name).build(), Assurance.displayed()));
        each("o", name -> send(withItsOwnMessageId(name), Assurance.delivered()));
        awaitSubmissions(letters + letters / 3 + 3 * SOME, SOME);
        place.bring(submissionsTo("c").stream()
                .flatMap(one -> Stream.of(Action.DELIVERED, Action.FAILED).map(action -> report(one, action)))
                .toList());
    }

    private static void each(String kind, Consumer<String> act) {
        IntStream.range(0, SOME).mapToObj(i -> kind + i).forEach(act);
    }

    private static LetterComposer plain(String name) {
        return Letter.from("billing@corp.example")
                .to(name + "@dest.example")
                .subject("Invoice " + name)
                .text("Please find…");
    }

    private static Letter withItsOwnMessageId(String name) {
        return Letter.raw(("From: billing@corp.example\r\nTo: " + name + "@dest.example\r\nMessage-ID: <" + name
                        + "@corp.example>\r\nSubject: x\r\n\r\nPlease find it.\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    private void send(Letter letter, Assurance assurance) {
        LetterId id = post.send(letter, assurance).id();
        sealed.put(id, memory.find(id).orElseThrow().letter());
    }

    private void awaitSubmissions(long submitted, long inDoubt) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    Stocktake stock = memory.stocktake();
                    return stock.in(SubmissionState.SUBMITTED) == submitted
                            && stock.in(SubmissionState.IN_DOUBT) == inDoubt;
                });
    }

    private Outbox counted() {
        return (Outbox) Proxy.newProxyInstance(
                Outbox.class.getClassLoader(), new Class<?>[] {Outbox.class}, (proxy, method, arguments) -> {
                    if (isTheReader()) {
                        calls.merge(method.getName(), 1, Integer::sum);
                    }
                    try {
                        return method.invoke(memory, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** Others use the outbox as well. */
    static boolean isTheReader() {
        return Thread.currentThread().getName().equals("twotick-place");
    }

    /** As it was accepted, also when it was purged. */
    SealedLetter letter(LetterId id) {
        return requireNonNull(sealed.get(id), "letter");
    }

    int calls(String... methods) {
        return Stream.of(methods)
                .mapToInt(method -> calls.getOrDefault(method, 0))
                .sum();
    }

    List<Submission> submissions() {
        return transport.crossed();
    }

    /** Those to recipients whose names begin so. */
    List<Submission> submissionsTo(String kind) {
        return submissions().stream()
                .filter(submission -> addressOf(submission).startsWith(kind))
                .toList();
    }

    static String addressOf(Submission submission) {
        return submission.recipients().get(0).address().value();
    }

    /** Of every second letter in doubt, or with a Message-ID of its own, nothing is heard; the contested ones had theirs. */
    List<byte[]> genuine() {
        List<byte[]> mails = new ArrayList<>();
        submissionsTo("r").forEach(one -> mails.add(report(one, FATES.get(number(addressOf(one)) % FATES.size()))));
        Stream.of("p", "d", "o")
                .flatMap(kind -> submissionsTo(kind).stream())
                .filter(one -> number(addressOf(one)) % 2 == 0)
                .forEach(one -> mails.add(report(one, Action.DELIVERED)));
        submissionsTo("v").forEach(one -> mails.add(display(one)));
        return mails;
    }

    private byte[] display(Submission submission) {
        String header = "Message-ID: " + letter(submission.letter()).messageId() + "\r\nSubject: x\r\n\r\n";
        return REPORTS.dispositionNotification(
                submission.reversePath().orElseThrow().value(),
                addressOf(submission),
                Disposition.DISPLAYED,
                header.getBytes(StandardCharsets.US_ASCII));
    }

    private static int number(String address) {
        return Integer.parseInt(address.substring(1, address.indexOf('@')));
    }

    private static byte[] report(Submission submission, Action action) {
        return REPORTS.deliveryReport()
                .to(submission.reversePath().orElseThrow().value())
                .envelopeId(submission.dsn().orElseThrow().envelopeId())
                .about(addressOf(submission), action)
                .bytes();
    }

    /** What moved the view and how far it is believed; the same fact may be told twice. */
    private static Set<String> proofs(RecipientView view) {
        return view.evidence().stream()
                .filter(one -> one.trust().counts() && one.level() != EvidenceLevel.NOTED)
                .map(one -> one.level() + " " + one.trust())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Stream<RecipientView> views() {
        return sealed.keySet().stream()
                .flatMap(id -> memory.find(id).stream())
                .flatMap(delivery -> delivery.recipients().stream());
    }

    /** How far anything is believed that anybody said. */
    Set<Trust> trusts() {
        return views().flatMap(view -> view.evidence().stream())
                .map(Evidence::trust)
                .collect(Collectors.toSet());
    }

    /** What is known of everybody but the forger, and of letters that are no longer there. */
    Map<String, String> known() {
        Map<String, String> known = new TreeMap<>();
        views().filter(view -> !view.address().value().startsWith("mallory"))
                .forEach(view -> known.put(
                        view.address().value(), view.submission() + " " + view.confirmation() + " " + proofs(view)));
        sealed.forEach((id, letter) -> memory.tombstone(id)
                .ifPresent(stone -> known.put(
                        letter.envelope().recipients().get(0).value(),
                        memory.find(id).isPresent() ? "risen" : "purged")));
        return known;
    }

    @Override
    public void close() {
        post.close();
    }
}
