package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.BounceReason;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Names the reason of a failure by its enhanced status code (RFC 3463, and the IANA registry of such codes) and its words. */
final class Reasons {
    /** By subject and detail; a code that everything is filed under is not among them. */
    private static final Map<String, BounceReason> BY_DETAIL = Map.ofEntries(
            Map.entry("1.1", BounceReason.MAILBOX_UNKNOWN),
            Map.entry("1.2", BounceReason.DOMAIN_UNKNOWN),
            Map.entry("1.3", BounceReason.MAILBOX_UNKNOWN),
            Map.entry("1.4", BounceReason.MAILBOX_UNKNOWN),
            Map.entry("1.6", BounceReason.MAILBOX_MOVED),
            Map.entry("1.7", BounceReason.POLICY),
            Map.entry("1.8", BounceReason.POLICY),
            Map.entry("2.2", BounceReason.MAILBOX_FULL),
            Map.entry("2.3", BounceReason.SIZE),
            Map.entry("3.4", BounceReason.SIZE),
            Map.entry("4.2", BounceReason.NETWORK),
            Map.entry("4.3", BounceReason.NETWORK),
            Map.entry("4.4", BounceReason.DOMAIN_UNKNOWN),
            Map.entry("4.5", BounceReason.RATE),
            Map.entry("4.6", BounceReason.LOOP),
            Map.entry("4.7", BounceReason.EXPIRED),
            Map.entry("4.14", BounceReason.LOOP),
            Map.entry("5.3", BounceReason.POLICY),
            Map.entry("7.2", BounceReason.POLICY),
            Map.entry("7.8", BounceReason.AUTHENTICATION),
            Map.entry("7.9", BounceReason.AUTHENTICATION),
            Map.entry("7.10", BounceReason.AUTHENTICATION),
            Map.entry("7.11", BounceReason.AUTHENTICATION),
            Map.entry("7.13", BounceReason.MAILBOX_DISABLED),
            Map.entry("7.20", BounceReason.AUTHENTICATION),
            Map.entry("7.21", BounceReason.AUTHENTICATION),
            Map.entry("7.22", BounceReason.AUTHENTICATION),
            Map.entry("7.23", BounceReason.AUTHENTICATION),
            Map.entry("7.24", BounceReason.AUTHENTICATION),
            Map.entry("7.25", BounceReason.AUTHENTICATION),
            Map.entry("7.26", BounceReason.AUTHENTICATION),
            Map.entry("7.27", BounceReason.AUTHENTICATION),
            Map.entry("7.28", BounceReason.RATE));

    /** Codes that some file other things under: words tell more, where there are any. */
    private static final Map<String, BounceReason> BY_DETAIL_AT_LAST = Map.of("1.10", BounceReason.DOMAIN_UNKNOWN);

    /** By subject alone, where neither detail nor words tell more. */
    private static final Map<String, BounceReason> BY_SUBJECT = Map.of(
            "1", BounceReason.MAILBOX_UNKNOWN,
            "2", BounceReason.MAILBOX_DISABLED,
            "3", BounceReason.SYSTEM,
            "4", BounceReason.NETWORK,
            "5", BounceReason.PROTOCOL,
            "6", BounceReason.CONTENT,
            "7", BounceReason.POLICY);

    private static final Set<String> UNTOLD = Set.of("0.0", "5.0");

    private Reasons() {}

    /** The reason, by the most exact of code and words. */
    static Optional<BounceReason> of(Optional<String> status, String words) {
        Optional<BounceReason> said = ReasonWords.in(words);
        if (said.filter(BounceReason.MAILBOX_FULL::equals).isPresent()) {
            return said;
        }
        Optional<String> detail = status.filter(code -> code.length() > 2).map(code -> code.substring(2));
        return detail.map(BY_DETAIL::get)
                .or(() -> said)
                .or(() -> detail.map(BY_DETAIL_AT_LAST::get))
                .or(() ->
                        detail.filter(code -> !UNTOLD.contains(code)).map(code -> BY_SUBJECT.get(code.substring(0, 1))))
                .or(() -> ReasonWords.isRefusal(words) ? Optional.of(BounceReason.POLICY) : Optional.empty());
    }
}
