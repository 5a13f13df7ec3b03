package dev.twotick.testkit;

import dev.twotick.testkit.SmtpSetup.Login;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The server's side of AUTH: PLAIN (RFC 4616), LOGIN, SCRAM-SHA-256 (RFC 7677), OAUTHBEARER (RFC 7628) and XOAUTH2. Used by
 * one thread.
 */
final class SmtpLogin {
    private final SmtpSetup setup;
    private final SmtpWire wire;

    SmtpLogin(SmtpSetup setup, SmtpWire wire) {
        this.setup = setup;
        this.wire = wire;
    }

    /** Hears the client out and gives the reply to its AUTH. */
    String verdict(String line) throws IOException {
        String[] words = line.split(" ", 3);
        if (!setup.offered(wire.encrypted()).offers("AUTH") || words.length < 2) {
            return "503 5.5.1 not offered";
        }
        String initial = words.length > 2 ? words[2] : "";
        return switch (words[1].toUpperCase(Locale.ROOT)) {
            case "PLAIN" -> plain(initial);
            case "LOGIN" -> login(initial);
            case "SCRAM-SHA-256" -> scram(initial);
            case "XOAUTH2", "OAUTHBEARER" -> token(initial);
            default -> "504 5.5.4 mechanism unknown";
        };
    }

    private String plain(String initial) throws IOException {
        String[] parts = decode(initial.isEmpty() ? challenge("") : initial).split("\0", -1);
        return parts.length == 3 ? check(parts[1], parts[2]) : check("", "");
    }

    private String login(String initial) throws IOException {
        String user = decode(initial.isEmpty() ? challenge("Username:") : initial);
        return check(user, decode(challenge("Password:")));
    }

    private String scram(String initial) throws IOException {
        ScramServer scram = new ScramServer(setup.login().orElse(new Login("", "")));
        String first = scram.challenge(decode(initial.isEmpty() ? challenge("") : initial));
        Optional<String> proof = scram.proof(decode(challenge(first)));
        if (proof.isPresent()) {
            challenge(proof.get());
        }
        return verdict(proof.isPresent());
    }

    /** A refusal says why first, and the client's answer to that must not be an offer of something else. */
    private String token(String initial) throws IOException {
        String offer = decode(initial.isEmpty() ? challenge("") : initial);
        boolean right = setup.login().filter(login -> offers(offer, login)).isPresent();
        if (!right) {
            challenge("{\"status\":\"invalid_token\"}");
        }
        return verdict(right);
    }

    private static boolean offers(String offer, Login login) {
        List<String> fields = List.of(offer.split("\1", -1));
        boolean user =
                fields.get(0).equals("user=" + login.user()) || fields.get(0).equals("n,a=" + login.user() + ",");
        return user && fields.contains("auth=Bearer " + login.password()) && offer.endsWith("\1\1");
    }

    private String check(String user, String password) {
        return verdict(setup.login().filter(new Login(user, password)::equals).isPresent());
    }

    private static String verdict(boolean right) {
        return right ? "235 2.7.0 Authentication successful" : "535 5.7.8 Authentication credentials invalid";
    }

    private String challenge(String text) throws IOException {
        wire.write("334 " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "\r\n");
        return wire.readLine();
    }

    private static String decode(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
