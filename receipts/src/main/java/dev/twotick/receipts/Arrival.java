package dev.twotick.receipts;

import java.util.List;
import java.util.Optional;

/**
 * What the outer header of a receipt tells, whatever is inside.
 *
 * @param addresses the addresses that the mail came to, bare: those of Delivered-To, X-Original-To, Envelope-To, X-Envelope-To
 *     and the like, then those of To and Cc; each once
 * @param from the bare address of its author
 * @param references the Message-IDs of In-Reply-To, then of References from the last to the first
 * @param authentication all Authentication-Results, topmost first
 */
public record Arrival(
        List<String> addresses,
        Optional<String> from,
        List<String> references,
        List<AuthenticationResults> authentication) {
    /** Copies the lists. */
    public Arrival {
        addresses = List.copyOf(addresses);
        references = List.copyOf(references);
        authentication = List.copyOf(authentication);
    }
}
