package dev.twotick.smtp;

import dev.twotick.plugin.Section;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Who logs in and how (RFC 4954).
 *
 * @param user the user
 * @param secret the password or token
 * @param mechanisms what may be used, the first that the relay offers
 */
record Credentials(String user, Secret secret, List<String> mechanisms) {
    private static final String TOKEN_MECHANISM = "XOAUTH2";
    private static final List<String> PASSWORD_MECHANISMS = List.of("PLAIN", "LOGIN");
    private static final Map<String, List<String>> SUPPORTED = Map.of(
            "plain", List.of("PLAIN"),
            "login", List.of("LOGIN"),
            "xoauth2", List.of(TOKEN_MECHANISM));

    /** A secret that is looked up for each login, since tokens expire. */
    interface Secret {
        String read() throws IOException;
    }

    /** Empty when no user is set, or when a fault was noted. */
    static Optional<Credentials> read(Section section) {
        List<String> mechanisms = mechanisms(section);
        Optional<String> user = section.text("user");
        Optional<Secret> secret = mechanisms.contains(TOKEN_MECHANISM)
                ? token(section)
                : section.secret("password").map(s -> () -> s);
        if (user.isEmpty()) {
            if (secret.isPresent()) {
                section.fault("user", "is missing beside the secret");
            }
            return Optional.empty();
        }
        if (secret.isEmpty()) {
            String key = mechanisms.contains(TOKEN_MECHANISM) ? "token-file" : "password";
            section.fault(key, "is missing beside " + section.word("user"));
            return Optional.empty();
        }
        return Optional.of(new Credentials(user.get(), secret.get(), mechanisms));
    }

    private static List<String> mechanisms(Section section) {
        Optional<String> word = section.text("auth");
        if (word.isEmpty()) {
            return PASSWORD_MECHANISMS;
        }
        List<String> mechanisms = SUPPORTED.get(word.get().toLowerCase(Locale.ROOT));
        if (mechanisms == null) {
            section.fault("auth", "this version supports plain, login and xoauth2");
            return PASSWORD_MECHANISMS;
        }
        return mechanisms;
    }

    private static Optional<Secret> token(Section section) {
        return section.text("token-file").map(file -> () -> {
            try {
                return Files.readString(Path.of(file), StandardCharsets.UTF_8).strip();
            } catch (IllegalArgumentException e) {
                throw new IOException("no path", e);
            }
        });
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return user + " by " + mechanisms;
    }
}
