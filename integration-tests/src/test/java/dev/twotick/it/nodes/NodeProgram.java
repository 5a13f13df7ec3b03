package dev.twotick.it.nodes;

import dev.twotick.Twotick;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.Letter;
import dev.twotick.letter.OnDoubt;
import dev.twotick.outbox.OutboxException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A node that takes orders on its standard input: {@code open}, then {@code send KEY} for each letter, or {@code time} for
 * what its wall clock says. It says what came of each on its standard output, and ends when its input does.
 */
final class NodeProgram {
    /** How long proof is looked for before the policy decides. */
    static final Duration DOUBT_WINDOW = Duration.ofMillis(500);

    private static final int THREADS = 4;

    private NodeProgram() {}

    /** The settings as {@code word=value}; nothing is opened before it is told so, so that a node can stand by. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] settings) throws IOException, ClassNotFoundException {
        Class.forName("org.sqlite.JDBC");
        Class.forName("dev.twotick.Twotick");
        System.out.println("ready");
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        if (!"open".equals(orders.readLine())) {
            return;
        }
        Twotick post = open(List.of(settings));
        System.out.println("open");
        String order = orders.readLine();
        while (order != null) {
            if (order.equals("time")) {
                System.out.println("time " + Instant.now());
            } else {
                String key = order.substring("send ".length());
                threads.execute(() -> send(post, key));
            }
            order = orders.readLine();
        }
        Runtime.getRuntime().halt(0);
    }

    private static Twotick open(List<String> settings) {
        var builder = Twotick.builder()
                .set("relay.main.starttls", "off-i-accept-clear-text")
                .set("relay.main.timeout.total", "30s")
                .set("lease.ttl", "1s")
                .set("dispatch.poll", "50ms")
                .set("doubt.window", DOUBT_WINDOW.toMillis() + "ms")
                .set("retry.initial", "100ms")
                .set("retry.max", "500ms");
        for (String setting : settings) {
            String[] pair = setting.split("=", 2);
            builder.set(pair[0], pair[1]);
        }
        return builder.build();
    }

    @SuppressWarnings("SystemOut")
    private static void send(Twotick post, String key) {
        try {
            Assurance assurance = Assurance.submitted().onDoubt(policyOf(key));
            System.out.println(
                    "accepted " + key + " " + post.send(letter(key), assurance).id());
        } catch (OutboxException e) {
            System.out.println("refused " + key + " " + e.getMessage());
        }
    }

    private static Letter letter(String key) {
        return Letter.from("billing@corp.example")
                .to("ann@customer.example")
                .subject(key)
                .text("Please pay " + key + ".\n".repeat(20))
                .build()
                .key(key);
    }

    /** Of every three letters one is to be tried again in doubt, one never, and one as it turns out. */
    static OnDoubt policyOf(String key) {
        List<OnDoubt> all = List.of(OnDoubt.values());
        return all.get(Math.floorMod(key.hashCode(), all.size()));
    }
}
