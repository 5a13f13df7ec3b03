package dev.twotick.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twotick.Tracking;
import dev.twotick.Twotick;
import dev.twotick.confirmation.Confirmation;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.Letter;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.RecipientView;
import dev.twotick.plugin.ConfigurationException;
import dev.twotick.testkit.FreePort;
import dev.twotick.testkit.RecordingEvidenceDesk;
import dev.twotick.testkit.RecordingTransport;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WebhookIT {
    private static final String SECRET = "0123456789abcdef";

    private static String signature(String body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static int post(int port, String body, String signature) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/events"))
                .header("X-Signature", signature)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static String event(String id, String event, Tracking about) {
        String messageId = about.delivery().letter().messageId();
        return "id=" + id + "&event=" + event + "&message-id=" + URLEncoder.encode(messageId, StandardCharsets.UTF_8);
    }

    private static RecipientView only(Delivery delivery) {
        return delivery.recipients().get(0);
    }

    @Test
    void aSignedEventConfirmsAndAForgedOneDoesNot() throws Exception {
        int port = FreePort.find();
        try (Twotick post = Twotick.builder()
                .relay("main", new RecordingTransport())
                .set("webhook.port", "" + port)
                .set("webhook.secret", SECRET)
                .build()) {
            Tracking tracking = post.send(
                    Letter.from("billing@corp.example")
                            .to("ann@customer.example")
                            .subject("Invoice")
                            .text("…")
                            .build(),
                    Assurance.delivered());
            tracking.submitted().get(30, TimeUnit.SECONDS);
            String delivered = event("e1", "delivered", tracking);
            assertThat(post(port, delivered, signature("something else"))).isEqualTo(401);
            assertThat(only(tracking.delivery()).evidence()).isEmpty();
            assertThat(post(port, delivered, signature(delivered))).isEqualTo(204);
            assertThat(post(port, delivered, signature(delivered))).isEqualTo(204);
            Delivery confirmed = tracking.confirmed().get(30, TimeUnit.SECONDS);
            assertThat(only(confirmed).confirmation()).isEqualTo(Confirmation.DELIVERED);
            assertThat(only(confirmed).evidence()).as("posted twice, one fact").hasSize(1);
            String bounced = event("e2", "bounced", tracking);
            assertThat(post(port, bounced, signature(bounced))).isEqualTo(204);
            assertThat(only(tracking.delivery()).confirmation()).isEqualTo(Confirmation.CONTESTED);
        }
    }

    @Test
    void whatItDoesNotUnderstandIsRefused() throws Exception {
        try (Webhook webhook = Webhook.listen(0, SECRET.getBytes(StandardCharsets.UTF_8))) {
            for (String body : new String[] {"", "id=1", "id=1&event=opened", "event=delivered"}) {
                assertThat(post(webhook.port(), body, signature(body))).isEqualTo(400);
            }
            String huge = "x".repeat(70_000);
            assertThat(post(webhook.port(), huge, signature(huge))).isEqualTo(413);
        }
    }

    @Test
    void theProviderIsToldToComeAgainWhenNothingCanBeRecorded() throws Exception {
        RecordingEvidenceDesk desk = new RecordingEvidenceDesk();
        desk.fail();
        try (Webhook webhook = Webhook.listen(0, SECRET.getBytes(StandardCharsets.UTF_8))) {
            String body = "id=1&event=delivered";
            CompletableFuture<Integer> status = CompletableFuture.supplyAsync(() -> {
                try {
                    return post(webhook.port(), body, signature(body));
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            Awaitility.await().until(() -> {
                try {
                    webhook.collect(desk);
                } catch (IllegalStateException e) {
                    // the desk was told to fail
                }
                return status.isDone();
            });
            assertThat(status.get()).isEqualTo(503);
        }
    }

    @Test
    void aShortSecretIsAFaultOfTheConfiguration() {
        assertThatThrownBy(() -> Twotick.builder()
                        .relay("main", new RecordingTransport())
                        .set("webhook.port", "0")
                        .set("webhook.secret", "short")
                        .build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("webhook.secret: needs at least 16 characters");
    }
}
