package dev.twotick.it.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.twotick.jdbc.JdbcOutbox;
import dev.twotick.letter.OnDoubt;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.DeliveryQuery;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.RecipientView;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.testkit.ReceivedLetter;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes that are frozen with SIGSTOP for longer than a lease while others go on with the same outbox. */
abstract class FrozenNodes {
    private static final Duration LONGER_THAN_A_LEASE = Duration.ofMillis(2500);
    /** Longer than a database waits for somebody who sleeps in the middle of a transaction. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int TURNS = 4;
    private static final int LETTERS_A_TURN = 10;

    @TempDir
    Path directory;

    private final CountDownLatch reply = new CountDownLatch(1);
    private final ScriptedSmtpServer server =
            ScriptedSmtpServer.setUp().deliverTo(this::holdBack).start();
    private volatile boolean holdsBack;
    private final List<Node> nodes = Collections.synchronizedList(new ArrayList<>());
    private final Books books = new Books();
    private Outbox outbox;
    private String url;

    /** Of an empty outbox. */
    abstract String url(Path directory);

    /** Stops a node with SIGSTOP where the others can go on without it. */
    abstract void freeze(Node node);

    @BeforeEach
    void open() {
        url = url(directory);
        outbox = JdbcOutbox.open(url);
    }

    @AfterEach
    void close() {
        reply.countDown();
        nodes.forEach(Node::close);
        outbox.close();
        server.close();
    }

    private void holdBack(ReceivedLetter letter) {
        try {
            if (holdsBack) {
                reply.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Node node() {
        Node node = Node.start(
                directory.resolve("tmp"),
                Map.of(),
                "outbox.url=" + url,
                "relay.main.url=smtp://127.0.0.1:" + server.port());
        nodes.add(node);
        return node;
    }

    private static void letPass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        await().atMost(time.plusSeconds(30)).until(() -> System.nanoTime() > end);
    }

    private RecipientView only() {
        List<Delivery> letters = outbox.list(DeliveryQuery.ALL);
        return letters.get(0).recipients().get(0);
    }

    @Test
    void whoeverWakesUpBeforeTheDotDoesNotSendIt() {
        server.at(Stage.DATA).once().delay(Duration.ofSeconds(3));
        Node sleeper = node().open();
        books.send(sleeper, "invoice");
        sleeper.awaitWord("accepted invoice");
        await().pollInterval(Duration.ofMillis(2)).until(() -> server.commands().contains("DATA"));
        freeze(sleeper);
        books.hear(sleeper);
        letPass(LONGER_THAN_A_LEASE);
        Node other = node().open();
        await().atMost(PATIENCE).until(() -> only().submission() == SubmissionState.SUBMITTED);
        assertThat(server.letters()).hasSize(1);

        sleeper.thaw();
        books.send(sleeper, "another");
        // it may have slept in the middle of a transaction that the database has ended meanwhile, and says so at first
        books.insist(sleeper);
        Books.awaitRest(outbox);
        assertThat(only().doubts()).isZero();
        assertThat(only().attempts())
                .as("the sleeper's, of which nothing left, and the other's")
                .isGreaterThanOrEqualTo(2);
        assertThat(outbox.list(DeliveryQuery.ALL).get(0).events())
                .extracting(Event::type)
                .contains(EventType.RECOVERED);
        assertThat(other.isAlive()).isTrue();
        books.agreeWith(outbox, server.letters());
    }

    @Test
    void whoeverSleepsAfterTheDotLeavesADoubtThatIsSettledWhenItWakesUp() {
        holdsBack = true;
        Node sleeper = node().open();
        books.send(sleeper, keyThatIsHeldInDoubt());
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> server.received().size() == 1);
        books.insist(sleeper);
        freeze(sleeper);
        reply.countDown();
        letPass(LONGER_THAN_A_LEASE);
        node().open();
        await().atMost(PATIENCE).until(() -> only().submission() == SubmissionState.HELD);
        assertThat(only().doubts()).isEqualTo(1);

        sleeper.thaw();
        await().atMost(PATIENCE).until(() -> only().submission() == SubmissionState.SUBMITTED);
        books.agreeWith(outbox, server.letters());
    }

    private static String keyThatIsHeldInDoubt() {
        int number = 0;
        while (NodeProgram.policyOf("letter-" + number) != OnDoubt.HOLD) {
            number++;
        }
        return "letter-" + number;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void someThatAreFrozenAndKilledInTurnLoseNothing(int count) {
        Random random = new Random(count);
        List<Node> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            some.add(node());
        }
        some.forEach(Node::open);
        for (int turn = 0; turn < TURNS; turn++) {
            for (int i = 0; i < LETTERS_A_TURN; i++) {
                books.send(some.get(random.nextInt(count)), "turn-" + turn + "-" + i);
            }
            int victim = random.nextInt(count);
            if (turn % 2 == 0) {
                freeze(some.get(victim));
                letPass(LONGER_THAN_A_LEASE);
                some.get(victim).thaw();
            } else {
                some.get(victim).kill();
                books.hear(some.get(victim));
                some.set(victim, node().open());
            }
        }
        some.forEach(books::hear);
        books.insist(some.get(0));
        Books.awaitRest(outbox);
        books.agreeWith(outbox, server.letters());
    }
}
