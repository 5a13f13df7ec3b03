package dev.twotick.smtp;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What the relay offers in its answer to EHLO (RFC 5321 section 4.1.1.1).
 *
 * @param offered parameters by keyword in upper case
 */
record Extensions(Map<String, String> offered) {
    static final Extensions NONE = new Extensions(Map.of());

    static final String REQUIRETLS = "REQUIRETLS";

    private static final int MAX_SIZE_DIGITS = 18;

    Extensions {
        offered = Map.copyOf(offered);
    }

    /** The first line is the relay's name. */
    static Extensions of(RawReply ehlo) {
        Map<String, String> offered = new HashMap<>();
        for (String line : ehlo.lines().subList(1, ehlo.lines().size())) {
            // servers of the last century write AUTH=LOGIN
            String[] words = line.strip().replaceFirst("(?i)^AUTH=", "AUTH ").split("\\s+", 2);
            String parameters = words.length > 1 ? words[1] : "";
            offered.merge(words[0].toUpperCase(Locale.ROOT), parameters, (one, two) -> one + " " + two);
        }
        return new Extensions(offered);
    }

    Extensions without(String keyword) {
        Map<String, String> rest = new HashMap<>(offered);
        rest.remove(keyword);
        return new Extensions(rest);
    }

    boolean offers(String keyword) {
        return offered.containsKey(keyword);
    }

    String parameters(String keyword) {
        return offered.getOrDefault(keyword, "");
    }

    /** The most octets that it takes (RFC 1870); empty when it names no limit. */
    OptionalLong sizeLimit() {
        String digits = parameters("SIZE");
        boolean number = !digits.isEmpty()
                && digits.length() <= MAX_SIZE_DIGITS
                && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return number && Long.parseLong(digits) > 0 ? OptionalLong.of(Long.parseLong(digits)) : OptionalLong.empty();
    }

    boolean offersAuth(String mechanism) {
        return List.of(parameters("AUTH").toUpperCase(Locale.ROOT).split("\\s+"))
                .contains(mechanism.toUpperCase(Locale.ROOT));
    }
}
