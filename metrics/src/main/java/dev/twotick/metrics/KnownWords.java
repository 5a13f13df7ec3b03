package dev.twotick.metrics;

import java.util.Set;

/** Keeps tags bounded: sources of evidence may come from third parties, and their words go no further than this. */
final class KnownWords {
    static final String OTHER = "other";

    private static final Set<String> SOURCES =
            Set.of("dsn", "mdn", "arf", "bounce-text", "auto-reply", "relay-log", "webhook", "operator");
    private static final Set<String> PARTS =
            Set.of("dispatcher", "leases", "housekeeper", "doubts", "filing", "receipts", "relay-log");

    private KnownWords() {}

    static String source(String word) {
        return SOURCES.contains(word) ? word : OTHER;
    }

    static String part(String word) {
        return PARTS.contains(word) ? word : OTHER;
    }
}
