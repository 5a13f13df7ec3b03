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
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Nodes that follow one another on one outbox, each of which is killed with SIGKILL in the middle of its work. */
final class Succession implements AutoCloseable {
    private static final int LETTERS_A_ROUND = 6;
    private static final int LONGEST_LIFE_MILLIS = 200;
    private static final int LONGEST_OPENING_MILLIS = 600;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Books books = new Books();
    /** How often each letter was with a node that was killed when the relay had the dot and no reply could be read. */
    private final Map<String, Integer> struck = new ConcurrentHashMap<>();

    private final ScriptedSmtpServer server;
    private final Path directory;
    private final String url;
    private final int first;
    private final Random random;

    private int mustHaveStruck;
    private volatile Consumer<ReceivedLetter> whenTaken = letter -> {};
    private volatile Consumer<ReceivedLetter> whenAnswered = letter -> {};

    /** On an empty outbox; the first of some succession begins with the first moment, the next one with the next. */
    Succession(Path directory, String url, int first) {
        this.directory = directory;
        this.url = url;
        this.first = first;
        this.random = new Random(first);
        this.server = ScriptedSmtpServer.setUp()
                .deliverTo(letter -> whenTaken.accept(letter))
                .afterReply(letter -> whenAnswered.accept(letter))
                .start();
    }

    /** When a node is killed. */
    enum Moment {
        WHEN_THE_RELAY_HAS_THE_DOT_AND_TAKES_IT,
        WHEN_THE_RELAY_HAS_THE_DOT_AND_TAKES_NOTHING,
        RIGHT_AFTER_THE_REPLY,
        AT_RANDOM,
        WHILE_IT_OPENS;

        boolean leavesADoubt() {
            return this == WHEN_THE_RELAY_HAS_THE_DOT_AND_TAKES_IT
                    || this == WHEN_THE_RELAY_HAS_THE_DOT_AND_TAKES_NOTHING;
        }
    }

    private Node start() {
        return Node.start(
                directory.resolve("tmp"),
                Map.of(),
                "outbox.url=" + url,
                "relay.main.url=smtp://127.0.0.1:" + server.port());
    }

    /** Kills so many, one after the other; the one after them finds nothing lost and nothing doubled without leave. */
    void endure(int kills) {
        List<Moment> moments = List.of(Moment.values());
        for (int round = 0; round < kills; round++) {
            try (Node node = start()) {
                live(node, round, moments.get((first + round) % moments.size()));
                books.hear(node);
            }
        }
        try (Node last = start().open();
                Outbox outbox = JdbcOutbox.open(url)) {
            books.insist(last);
            Books.awaitRest(outbox);
            books.agreeWith(outbox, server.letters());
            books.haveDoubts(outbox, struck);
            assertThat(struck.values().stream().mapToInt(times -> times).sum()).isGreaterThanOrEqualTo(mustHaveStruck);
        }
        assertThat(books.size()).isEqualTo(kills * LETTERS_A_ROUND);
    }

    private void live(Node node, int round, Moment moment) {
        if (moment == Moment.WHILE_IT_OPENS) {
            node.beginToOpen();
            killSoon(node, LONGEST_OPENING_MILLIS);
        } else {
            node.open();
        }
        switch (moment) {
            case WHEN_THE_RELAY_HAS_THE_DOT_AND_TAKES_IT ->
                whenTaken = letter -> {
                    strike(letter);
                    node.kill();
                };
            case WHEN_THE_RELAY_HAS_THE_DOT_AND_TAKES_NOTHING ->
                server.at(Stage.FINAL).silence();
            case RIGHT_AFTER_THE_REPLY -> whenAnswered = letter -> node.kill();
            case AT_RANDOM -> killSoon(node, LONGEST_LIFE_MILLIS);
            case WHILE_IT_OPENS -> {
                // it is killed already, or soon
            }
        }
        int before = server.received().size();
        books.open().forEach(key -> books.send(node, key));
        for (int i = 0; i < LETTERS_A_ROUND; i++) {
            books.send(node, "round-" + round + "-" + i);
        }
        if (moment == Moment.WHEN_THE_RELAY_HAS_THE_DOT_AND_TAKES_NOTHING) {
            awaitDotAndKill(node, before);
        }
        node.awaitEnd();
        if (moment.leavesADoubt()) {
            mustHaveStruck++;
        }
        whenTaken = letter -> {};
        whenAnswered = letter -> {};
    }

    private void awaitDotAndKill(Node node, int before) {
        await().pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(60))
                .until(() -> server.received().size() > before);
        node.kill();
        List<ReceivedLetter> received = server.received();
        received.subList(before, received.size()).forEach(this::strike);
        server.behave();
    }

    /** The relay has its dot, and no node can have read a reply. */
    private void strike(ReceivedLetter letter) {
        struck.merge(letter.header("Subject").orElseThrow(), 1, Integer::sum);
    }

    private void killSoon(Node node, int mostMillis) {
        var unused = timer.schedule(node::kill, random.nextInt(1000 * mostMillis), TimeUnit.MICROSECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        server.close();
    }
}
