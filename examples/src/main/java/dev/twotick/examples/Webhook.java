package dev.twotick.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.confirmation.EvidenceDesk;
import dev.twotick.confirmation.EvidenceLevel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A mail provider posts {@code id=…&event=delivered&message-id=…&recipient=…} and signs the body with HMAC-SHA-256. It gets 204
 * only after the claim was filed; for anything else it posts again later, as providers do, so nothing is lost. Listens on
 * loopback: a reverse proxy in front of it does TLS.
 */
final class Webhook implements DeliveryConfirmation {
    private static final int MAX_BODY = 65_536;
    private static final int MOST_WAITING = 1000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Map<String, EvidenceLevel> EVENTS = Map.of(
            "deferred", EvidenceLevel.DELAYED,
            "delivered", EvidenceLevel.DELIVERED,
            "bounced", EvidenceLevel.BOUNCED,
            "complained", EvidenceLevel.NOTED);

    private final byte[] secret;
    private final HttpServer server;
    private final ExecutorService handlers = Executors.newFixedThreadPool(8, work -> {
        Thread thread = new Thread(work, "webhook");
        thread.setDaemon(true);
        return thread;
    });
    private final BlockingQueue<Post> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
    private final Semaphore news = new Semaphore(0);

    /** A claim, and whether it was filed. */
    private record Post(Claim claim, CompletableFuture<Boolean> filed) {}

    private Webhook(HttpServer server, byte[] secret) {
        this.server = server;
        this.secret = secret;
    }

    static Webhook listen(int port, byte[] secret) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        Webhook webhook = new Webhook(HttpServer.create(address, 0), secret);
        webhook.server.createContext("/events", webhook::handle);
        webhook.server.setExecutor(webhook.handlers);
        webhook.server.start();
        return webhook;
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status(exchange), -1);
        }
    }

    private int status(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            return 413;
        }
        if (!isSigned(body, exchange.getRequestHeaders().getFirst("X-Signature"))) {
            return 401;
        }
        Optional<Claim> claim = claim(fields(new String(body, StandardCharsets.UTF_8)));
        return claim.isEmpty() ? 400 : file(claim.get()) ? 204 : 503;
    }

    /** Compares in constant time, so that nobody finds a signature by trying. */
    private boolean isSigned(byte[] body, @Nullable String signature) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            byte[] expected = HexFormat.of().formatHex(mac.doFinal(body)).getBytes(StandardCharsets.US_ASCII);
            return signature != null && MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    private static Map<String, String> fields(String form) {
        Map<String, String> fields = new HashMap<>();
        for (String pair : form.split("&", 20)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                fields.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return fields;
    }

    /** The provider's own id of the event makes the same event, posted twice, one fact. */
    private static Optional<Claim> claim(Map<String, String> fields) {
        EvidenceLevel level = EVENTS.get(fields.getOrDefault("event", ""));
        String id = fields.getOrDefault("id", "");
        if (level == null || id.isEmpty() || id.length() > 100) {
            return Optional.empty();
        }
        return Optional.of(Claim.of(level, "webhook", "webhook/" + id)
                .authenticated(true)
                .messageIds(
                        Optional.ofNullable(fields.get("message-id")).stream().toList())
                .finalRecipient(Optional.ofNullable(fields.get("recipient")))
                .status(Optional.ofNullable(fields.get("status")))
                .diagnostic(Optional.ofNullable(fields.get("text")))
                .reporter(Optional.of("provider.example"))
                .build());
    }

    private boolean file(Claim claim) {
        Post post = new Post(claim, new CompletableFuture<>());
        if (!waiting.offer(post)) {
            return false;
        }
        news.release();
        try {
            return post.filed().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public void collect(EvidenceDesk desk) {
        news.drainPermits();
        for (Post post = waiting.poll(); post != null; post = waiting.poll()) {
            try {
                desk.file(post.claim());
                post.filed().complete(true);
            } catch (RuntimeException e) {
                post.filed().complete(false);
                throw e;
            }
        }
    }

    @Override
    public void awaitNews(Duration atMost) throws InterruptedException {
        news.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        server.stop(0);
        handlers.shutdownNow();
        news.release();
    }
}
