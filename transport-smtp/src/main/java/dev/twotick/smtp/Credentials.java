package dev.twotick.smtp;

import dev.twotick.plugin.Section;
import dev.twotick.plugin.TokenSupplier;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Who logs in and how (RFC 4954).
 *
 * @param user the user
 * @param secret gives the password, which stays the same, or a token for each login
 * @param mechanisms what may be used, the first that the relay offers
 */
record Credentials(String user, TokenSupplier secret, List<Mechanism> mechanisms) {
    private static final String AUTH = "auth";
    private static final String USER = "user";
    private static final String PASSWORD = "password";
    private static final String TOKEN_FILE = "token-file";

    /** Empty when no user is set, or when a fault was noted. */
    static Optional<Credentials> read(Section section) {
        Optional<String> user = section.text(USER);
        Optional<String> password = section.secret(PASSWORD);
        Optional<TokenSupplier> tokens = section.tokens();
        List<Mechanism> mechanisms = mechanisms(section, tokens.isPresent() && password.isEmpty());
        boolean byToken = mechanisms.get(0).byToken();
        Optional<TokenSupplier> secret = byToken ? tokens : password.map(fixed -> afresh -> fixed);
        if (user.isEmpty() && (password.isPresent() || tokens.isPresent())) {
            section.fault(USER, "is missing beside the secret");
            return Optional.empty();
        }
        if (user.isEmpty()) {
            return Optional.empty();
        }
        if (secret.isEmpty()) {
            section.fault(byToken ? TOKEN_FILE : PASSWORD, "is missing beside " + section.word(USER));
            return Optional.empty();
        }
        if (password.isPresent() && tokens.isPresent()) {
            section.fault(
                    byToken ? PASSWORD : TOKEN_FILE,
                    "is of no use for " + mechanisms.get(0).word());
        }
        checkCharacters(USER, user.get(), section);
        password.ifPresent(text -> checkCharacters(PASSWORD, text, section));
        return Optional.of(new Credentials(user.get(), secret.get(), mechanisms));
    }

    private static List<Mechanism> mechanisms(Section section, boolean byToken) {
        List<Mechanism> usual = byToken ? Mechanism.BY_TOKEN : Mechanism.BY_PASSWORD;
        Optional<String> word = section.text(AUTH);
        if (word.isEmpty()) {
            return usual;
        }
        Optional<Mechanism> named = Arrays.stream(Mechanism.values())
                .filter(mechanism -> mechanism.word().equals(word.get().toLowerCase(Locale.ROOT)))
                .findFirst();
        if (named.isEmpty()) {
            section.fault(
                    AUTH,
                    "is none of "
                            + Arrays.stream(Mechanism.values())
                                    .map(Mechanism::word)
                                    .collect(Collectors.joining(", ")));
        }
        return named.map(List::of).orElse(usual);
    }

    /** Control characters part the fields of messages at the login, so they would let one field pass for two. */
    private static void checkCharacters(String key, String value, Section section) {
        if (value.chars().anyMatch(Character::isISOControl)) {
            section.fault(key, "has control characters or line breaks; take them out");
        }
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return user + " by " + mechanisms;
    }
}
