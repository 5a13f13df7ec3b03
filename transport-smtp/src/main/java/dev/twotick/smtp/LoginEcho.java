package dev.twotick.smtp;

import dev.twotick.transport.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * What was said at a login, so that a reply that repeats a part of it, as some relays quote a command they do not know, is not
 * written down with it. Used by one thread.
 */
final class LoginEcho {
    /** A part as long as this gives something away; in base64 it stands for six octets. */
    private static final int PART = 8;

    private final List<String> said = new ArrayList<>();

    /** A secret is to be said, in whatever form. */
    void secret(String secret) {
        message(secret);
        message(Base64.getEncoder().withoutPadding().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
    }

    /** This is said. */
    void message(String message) {
        if (!message.isEmpty()) {
            said.add(message.toLowerCase(Locale.ROOT));
        }
    }

    /** The reply; of one that repeats something only code and enhanced status. */
    Reply removedFrom(Reply reply) {
        String text = reply.text().toLowerCase(Locale.ROOT);
        if (said.stream().noneMatch(message -> repeats(text, message))) {
            return reply;
        }
        String status = reply.enhancedStatus().map(code -> code + " ").orElse("");
        return new Reply(reply.code(), List.of(status + "(the rest repeats what was said at the login)"));
    }

    private static boolean repeats(String text, String message) {
        int length = Math.min(PART, message.length());
        for (int from = 0; from + length <= message.length(); from++) {
            if (text.contains(message.substring(from, from + length))) {
                return true;
            }
        }
        return false;
    }
}
