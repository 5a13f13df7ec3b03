package dev.twotick.receipts.internal.mailbox;

import static org.awaitility.Awaitility.await;

import dev.twotick.Twotick;
import dev.twotick.confirmation.Evidence;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.confirmation.TokenKeys;
import dev.twotick.confirmation.Trust;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.Letter;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.MemoryOutbox;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.RecipientView;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.testkit.Action;
import dev.twotick.testkit.ReceiptFactory;
import dev.twotick.testkit.RecordingTransport;
import dev.twotick.transport.Submission;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
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
import java.util.stream.Collectors;

/** A world of letters whose receipts can be made. */
final class World implements AutoCloseable {
    private static final ReceiptFactory REPORTS = new ReceiptFactory("mx.dest.example");

    /** What becomes of a letter to one recipient, by its number. */
    private static final List<Action> FATES =
            List.of(Action.DELIVERED, Action.FAILED, Action.DELAYED, Action.RELAYED, Action.EXPANDED);

    private final RecordingTransport transport = new RecordingTransport();
    final Place place = new Place();
    private final Map<String, Integer> calls = new ConcurrentHashMap<>();
    final Outbox memory = new MemoryOutbox(InstantSource.system());
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

    /** Of so many letters, each third to mallory as well. */
    World(int letters) {
        this("bounces@corp.example");
        for (int i = 0; i < letters; i++) {
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
                .until(() -> memory.stocktake().in(SubmissionState.SUBMITTED) == letters + letters / 3);
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

    /** What moved the view and how far it is believed; the same fact may be told twice. */
    private static Set<String> proofs(RecipientView view) {
        return view.evidence().stream()
                .filter(one -> one.trust().counts() && one.level() != EvidenceLevel.NOTED)
                .map(one -> one.level() + " " + one.trust())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** How far anything is believed that anybody said. */
    Set<Trust> trusts() {
        return submissions().stream()
                .map(Submission::letter)
                .distinct()
                .flatMap(id -> memory.find(id).orElseThrow().recipients().stream())
                .flatMap(view -> view.evidence().stream())
                .map(Evidence::trust)
                .collect(Collectors.toSet());
    }

    /** What is known of everybody but the forger. */
    Map<String, String> known() {
        Map<String, String> known = new TreeMap<>();
        for (Submission submission : submissions()) {
            for (RecipientView view :
                    memory.find(submission.letter()).orElseThrow().recipients()) {
                if (!view.address().value().startsWith("mallory")) {
                    known.put(
                            view.address().value(), view.submission() + " " + view.confirmation() + " " + proofs(view));
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
