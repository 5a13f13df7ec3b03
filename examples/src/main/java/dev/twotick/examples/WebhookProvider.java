package dev.twotick.examples;

import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.plugin.DeliveryConfirmationProvider;
import dev.twotick.plugin.Section;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * A source of evidence of one's own, found by {@link java.util.ServiceLoader}: {@code webhook.port=8026} and {@code
 * webhook.secret-file=hook.secret} let a mail provider tell over HTTP what became of letters.
 */
public final class WebhookProvider implements DeliveryConfirmationProvider {
    private static final int SHORTEST_SECRET = 16;

    /** Does nothing; {@link java.util.ServiceLoader} wants it. */
    public WebhookProvider() {}

    @Override
    public String section() {
        return "webhook";
    }

    @Override
    public String placeKey() {
        return "port";
    }

    @Override
    public Set<String> schemes() {
        return Set.of();
    }

    @Override
    public Set<String> keys() {
        return Set.of("secret", "secret-file");
    }

    @Override
    public DeliveryConfirmation create(String port, Section section) {
        Optional<String> secret = section.secret("secret").filter(text -> text.length() >= SHORTEST_SECRET);
        if (secret.isEmpty()) {
            section.fault("secret", "needs at least 16 characters, which the provider signs with");
        }
        int number = section.number("port", 0, 0, 65_535);
        try {
            return Webhook.listen(number, secret.orElse("").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("the port cannot be listened on: " + e.getMessage(), e);
        }
    }
}
