package dev.twotick.testkit;

import dev.twotick.testkit.ReceivedLetter.Recipient;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a scripted server offers in its answer to EHLO, and what it therefore refuses. Immutable.
 *
 * @param lines the lines without their code, for example {@code SIZE 1000000}
 */
record Capabilities(List<String> lines) {
    static final Capabilities DEFAULT = new Capabilities(
            List.of("PIPELINING", "8BITMIME", "SIZE 52428800", "ENHANCEDSTATUSCODES", "DSN", "SMTPUTF8"));

    /** The parameters of MAIL and RCPT, and the capability that allows them. */
    private static final Map<String, String> ALLOWED_BY = Map.of(
            "BODY", "8BITMIME",
            "SIZE", "SIZE",
            "SMTPUTF8", "SMTPUTF8",
            "RET", "DSN",
            "ENVID", "DSN",
            "NOTIFY", "DSN",
            "ORCPT", "DSN",
            "BY", "DELIVERBY",
            "HOLDFOR", "FUTURERELEASE",
            "HOLDUNTIL", "FUTURERELEASE");

    Capabilities {
        lines = List.copyOf(lines);
    }

    /** Replaces the capability of the same word, or adds it. */
    Capabilities with(String line) {
        List<String> more = new ArrayList<>(without(word(line)).lines);
        more.add(line);
        return new Capabilities(more);
    }

    Capabilities without(String word) {
        return new Capabilities(lines.stream()
                .filter(line -> !word(line).equalsIgnoreCase(word))
                .toList());
    }

    boolean offers(String word) {
        return lines.stream().anyMatch(line -> word(line).equalsIgnoreCase(word));
    }

    private static String word(String line) {
        return line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
    }

    /** Why MAIL or RCPT is refused; empty when everything in it was offered. */
    Optional<String> objection(Recipient path) {
        for (String parameter : path.parameters().keySet()) {
            if (!offers(ALLOWED_BY.getOrDefault(parameter, parameter))) {
                return Optional.of("555 5.5.4 " + parameter + " was not offered");
            }
        }
        if (path.address().chars().anyMatch(c -> c > 0x7F) && !offers("SMTPUTF8")) {
            return Optional.of("553 5.6.7 SMTPUTF8 was not offered");
        }
        if (size(path.parameters().getOrDefault("SIZE", "")) > limit()) {
            return Optional.of("552 5.3.4 the letter is too big");
        }
        return Optional.empty();
    }

    private long limit() {
        long limit = lines.stream()
                .filter(line -> word(line).equals("SIZE"))
                .mapToLong(line -> size(line.substring("SIZE".length()).strip()))
                .findFirst()
                .orElse(0);
        return limit == 0 ? Long.MAX_VALUE : limit;
    }

    private static long size(String digits) {
        return digits.matches("\\d{1,18}") ? Long.parseLong(digits) : 0;
    }
}
