package dev.twotick.it.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.twotick.jdbc.JdbcOutbox;
import dev.twotick.outbox.Outbox;
import dev.twotick.testkit.ReceivedLetter;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes that are killed with SIGKILL in the middle of their work, one after the other on the same outbox. More rounds: {@code
 * -Dtwotick.kills=1000}; another outbox: {@code -Dtwotick.outbox=jdbc:postgresql://…}, which has to be empty.
 */
class KilledNodesIT {
    private static final int ROUNDS = 100;
    private static final int LETTERS_A_ROUND = 8;
    private static final int LONGEST_LIFE_MILLIS = 120;

    @TempDir
    Path directory;

    private final AtomicReference<Consumer<ReceivedLetter>> whenTaken = new AtomicReference<>(letter -> {});
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Books books = new Books();
    private final Random random = new Random(42);
    private ScriptedSmtpServer server;
    private String url;

    @BeforeEach
    void start() {
        server = ScriptedSmtpServer.setUp()
                .deliverTo(letter -> whenTaken.get().accept(letter))
                .start();
        url = System.getProperty("twotick.outbox", "jdbc:sqlite:" + directory.resolve("outbox.db"));
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
        server.close();
    }

    /** When a node is killed. */
    private enum Moment {
        AT_RANDOM,
        WHEN_THE_RELAY_HAS_THE_DOT_AND_TAKES_IT,
        WHEN_THE_RELAY_HAS_THE_DOT_AND_TAKES_NOTHING,
        RIGHT_AFTER_THE_REPLY
    }

    private Node standBy() {
        return Node.start(
                directory.resolve("tmp"),
                Map.of(),
                "outbox.url=" + url,
                "relay.main.url=smtp://127.0.0.1:" + server.port());
    }

    @Test
    void loseNothingAndDoubleNothingWithoutLeave() {
        int rounds = Integer.getInteger("twotick.kills", ROUNDS);
        Node next = standBy();
        for (int round = 0; round < rounds; round++) {
            Node node = next;
            next = standBy();
            node.open();
            Moment moment = Moment.values()[round % Moment.values().length];
            live(node, round, moment);
            books.hear(node);
        }
        whenTaken.set(letter -> {});
        server.behave();
        try (Node last = next.open();
                Outbox outbox = JdbcOutbox.open(url)) {
            books.insist(last);
            Books.awaitRest(outbox);
            books.agreeWith(outbox, server.letters());
        }
        assertThat(books.size()).isEqualTo(rounds * LETTERS_A_ROUND);
    }

    private void live(Node node, int round, Moment moment) {
        int received = server.received().size();
        switch (moment) {
            case AT_RANDOM -> killSoon(node, LONGEST_LIFE_MILLIS);
            case WHEN_THE_RELAY_HAS_THE_DOT_AND_TAKES_IT -> whenTaken.set(letter -> node.kill());
            case WHEN_THE_RELAY_HAS_THE_DOT_AND_TAKES_NOTHING ->
                server.at(Stage.FINAL).once().silence();
            case RIGHT_AFTER_THE_REPLY -> whenTaken.set(letter -> killSoon(node, 3));
        }
        for (int i = 0; i < LETTERS_A_ROUND; i++) {
            books.send(node, "round-" + round + "-" + i);
        }
        if (moment == Moment.WHEN_THE_RELAY_HAS_THE_DOT_AND_TAKES_NOTHING) {
            await().pollInterval(Duration.ofMillis(1))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> server.received().size() > received);
            node.kill();
        }
        await().pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(60))
                .until(() -> !node.isAlive());
        node.kill();
        whenTaken.set(letter -> {});
    }

    private void killSoon(Node node, int mostMillis) {
        var unused = timer.schedule(node::kill, random.nextInt(1000 * mostMillis), TimeUnit.MICROSECONDS);
    }
}
