package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.BounceReason;
import dev.twotick.receipts.Permanence;
import dev.twotick.receipts.ReceiptRecipient;
import dev.twotick.receipts.internal.mime.HeaderFields;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads what a delivery report says about one recipient (RFC 3464 section 2.3). */
final class RecipientReader {
    /** The words of RFC 3464, and those outside it whose meaning is plain. */
    private static final Map<String, String> ACTIONS = Map.ofEntries(
            Map.entry("failed", "failed"),
            Map.entry("delayed", "delayed"),
            Map.entry("delivered", "delivered"),
            Map.entry("relayed", "relayed"),
            Map.entry("expanded", "expanded"),
            Map.entry("failure", "failed"),
            Map.entry("fail", "failed"),
            Map.entry("error", "failed"),
            Map.entry("expired", "failed"),
            Map.entry("undeliverable", "failed"),
            Map.entry("undelivered", "failed"),
            Map.entry("bounced", "failed"),
            Map.entry("rejected", "failed"));

    private RecipientReader() {}

    static ReceiptRecipient read(HeaderFields group) {
        Optional<String> original = group.first("original-recipient").flatMap(TypedText::address);
        Optional<String> address = group.first("final-recipient")
                .flatMap(TypedText::address)
                .or(() -> group.first("x-actual-recipient").flatMap(TypedText::address))
                .or(() -> original);
        Optional<String> diagnostic = group.first("diagnostic-code").flatMap(TypedText::value);
        Optional<String> status = status(group.first("status").flatMap(StatusCodes::enhanced), diagnostic);
        Optional<String> action = action(group, status, diagnostic);
        Optional<Permanence> permanence = action.flatMap(word -> permanence(word, status, diagnostic));
        Optional<String> remote = group.first("remote-mta").flatMap(TypedText::host);
        Optional<BounceReason> reason = permanence.flatMap(known -> Reasons.of(status, diagnostic.orElse("")));
        return new ReceiptRecipient(address, action, status, permanence, reason, diagnostic, original, remote);
    }

    /** With what the text for people says of it, where the fields say little. */
    static ReceiptRecipient explained(ReceiptRecipient recipient, String words) {
        Optional<String> said = Optional.of(words);
        Optional<String> status = status(recipient.status(), said);
        return new ReceiptRecipient(
                recipient.address(),
                recipient.action(),
                status,
                recipient.action().flatMap(action -> permanence(action, status, said)),
                Reasons.of(status, words).or(recipient::reason),
                said,
                recipient.originalRecipient(),
                recipient.remoteMta());
    }

    /** The reporter's own code where it says something, else that of the host it quotes, the last one in a row of such. */
    private static Optional<String> status(Optional<String> own, Optional<String> diagnostic) {
        return own.filter(code -> !StatusCodes.mayWrap(code))
                .or(() -> diagnostic
                        .flatMap(StatusCodes::quoted)
                        .flatMap(StatusCodes::enhanced)
                        .filter(StatusCodes::saysMore))
                .or(() -> own.filter(StatusCodes::saysMore))
                .or(() -> diagnostic.flatMap(StatusCodes::enhanced).filter(StatusCodes::saysMore))
                .or(() -> own)
                .or(() -> diagnostic.flatMap(StatusCodes::enhanced));
    }

    private static Optional<String> action(HeaderFields group, Optional<String> status, Optional<String> diagnostic) {
        Optional<String> word = group.first("action").map(RecipientReader::firstWord);
        if (word.isPresent()) {
            return word.map(said -> ACTIONS.getOrDefault(said, said));
        }
        // without an action a success is not believed: nothing says whether it was delivered or passed on
        return StatusCodes.permanence(status, diagnostic)
                .map(permanence -> permanence == Permanence.PERMANENT ? "failed" : "delayed");
    }

    private static Optional<Permanence> permanence(
            String action, Optional<String> status, Optional<String> diagnostic) {
        return switch (action) {
            // a reporter that gives no code has given up
            case "failed" -> StatusCodes.permanence(status, diagnostic).or(() -> Optional.of(Permanence.PERMANENT));
            case "delayed" -> Optional.of(Permanence.TRANSIENT);
            default -> Optional.empty();
        };
    }

    private static String firstWord(String action) {
        String text = action.strip().toLowerCase(Locale.ROOT);
        int end = 0;
        while (end < text.length() && (Character.isLetter(text.charAt(end)) || text.charAt(end) == '-')) {
            end++;
        }
        return text.substring(0, end);
    }
}
