package dev.twotick.receipts;

import java.util.List;
import java.util.Map;

/**
 * What a host says that it checked when the mail came in (RFC 8601). Worth something only when it was written by the reader's
 * own border host, which is known by the authserv-id.
 *
 * @param authservId who says so, in lower case
 * @param checks what was checked
 */
public record AuthenticationResults(String authservId, List<Check> checks) {
    /**
     * One method and its result.
     *
     * @param method for example {@code dkim}, in lower case
     * @param result for example {@code pass}, in lower case
     * @param properties for example {@code header.d} with the domain; names and values in lower case
     */
    public record Check(String method, String result, Map<String, String> properties) {
        /** Copies the properties. */
        public Check {
            properties = Map.copyOf(properties);
        }
    }

    /** Copies the checks. */
    public AuthenticationResults {
        checks = List.copyOf(checks);
    }
}
