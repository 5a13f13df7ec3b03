package dev.twotick.it.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.twotick.jdbc.JdbcOutbox;
import dev.twotick.letter.OnDoubt;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.DeliveryQuery;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.RecipientView;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes that are frozen with SIGSTOP for longer than a lease while others go on with the same outbox. Another outbox than SQLite:
 * {@code -Dtwotick.outbox=jdbc:postgresql://…}, which has to be empty.
 */
class FrozenNodesIT {
    private static final Duration LONGER_THAN_A_LEASE = Duration.ofMillis(2500);
    private static final int TURNS = 6;
    private static final int LETTERS_A_TURN = 10;

    @TempDir
    Path directory;

    private final ScriptedSmtpServer server = ScriptedSmtpServer.start();
    private final List<Node> nodes = Collections.synchronizedList(new ArrayList<>());
    private final Books books = new Books();
    private Outbox outbox;
    private String url;

    @BeforeEach
    void open() {
        url = System.getProperty("twotick.outbox", "jdbc:sqlite:" + directory.resolve("outbox.db"));
        outbox = JdbcOutbox.open(url);
    }

    @AfterEach
    void close() {
        nodes.forEach(Node::close);
        outbox.close();
        server.close();
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
        server.at(Stage.DATA).once().delay(Duration.ofSeconds(1));
        Node sleeper = node().open();
        books.send(sleeper, "invoice");
        sleeper.awaitWord("accepted invoice");
        await().pollInterval(Duration.ofMillis(2)).until(() -> server.commands().contains("DATA"));
        sleeper.freeze();
        books.hear(sleeper);
        letPass(LONGER_THAN_A_LEASE);
        Node other = node().open();
        await().atMost(Duration.ofSeconds(60)).until(() -> only().submission() == SubmissionState.SUBMITTED);
        assertThat(server.letters()).hasSize(1);

        sleeper.thaw();
        books.send(sleeper, "another");
        sleeper.awaitWord("accepted another");
        books.hear(sleeper);
        Books.awaitRest(outbox);
        assertThat(only().doubts()).isZero();
        assertThat(other.isAlive()).isTrue();
        books.agreeWith(outbox, server.letters());
    }

    @Test
    void whoeverSleepsAfterTheDotLeavesADoubtThatIsSettledWhenItWakesUp() {
        server.at(Stage.FINAL).once().delay(Duration.ofSeconds(1));
        Node sleeper = node().open();
        books.send(sleeper, keyThatIsHeldInDoubt());
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> server.received().size() == 1);
        books.insist(sleeper);
        sleeper.freeze();
        letPass(LONGER_THAN_A_LEASE);
        node().open();
        await().atMost(Duration.ofSeconds(60)).until(() -> only().submission() == SubmissionState.HELD);
        assertThat(only().doubts()).isEqualTo(1);

        sleeper.thaw();
        await().atMost(Duration.ofSeconds(60)).until(() -> only().submission() == SubmissionState.SUBMITTED);
        books.agreeWith(outbox, server.letters());
    }

    private static String keyThatIsHeldInDoubt() {
        int number = 0;
        while (NodeProgram.policyOf("letter-" + number) != OnDoubt.HOLD) {
            number++;
        }
        return "letter-" + number;
    }

    @Test
    void threeThatAreFrozenAndKilledInTurnLoseNothing() {
        Random random = new Random(7);
        List<Node> three = new ArrayList<>(List.of(node(), node(), node()));
        three.forEach(Node::open);
        for (int turn = 0; turn < TURNS; turn++) {
            for (int i = 0; i < LETTERS_A_TURN; i++) {
                books.send(three.get(random.nextInt(three.size())), "turn-" + turn + "-" + i);
            }
            int victim = random.nextInt(three.size());
            if (turn % 2 == 0) {
                three.get(victim).freeze();
                letPass(LONGER_THAN_A_LEASE);
                three.get(victim).thaw();
            } else {
                three.get(victim).kill();
                books.hear(three.get(victim));
                three.set(victim, node().open());
            }
        }
        three.forEach(books::hear);
        books.insist(three.get(0));
        Books.awaitRest(outbox);
        books.agreeWith(outbox, server.letters());
    }
}
