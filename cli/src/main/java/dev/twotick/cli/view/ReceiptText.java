package dev.twotick.cli.view;

import dev.twotick.letter.Printable;
import dev.twotick.receipts.Permanence;
import dev.twotick.receipts.Receipt;
import dev.twotick.receipts.ReceiptRecipient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a receipt says, for people; nothing of it is proven. */
public final class ReceiptText {
    private static final int MAX_CHARS = 500;

    private ReceiptText() {}

    /**
     * Writes a receipt.
     *
     * @param file the name of the file it was read from
     * @param receipt the receipt
     * @return lines without their ends, harmless for a terminal
     */
    public static List<String> lines(String file, Receipt receipt) {
        if (receipt.outOfTime()) {
            return List.of(Printable.of(file + ": takes too long to read; nothing is known of it", MAX_CHARS));
        }
        List<String> lines = new ArrayList<>();
        lines.add(file + ": " + receipt.kind().word());
        add(lines, "reported by", receipt.reportingMta());
        add(lines, "letter", receipt.originalMessageId());
        add(lines, "envelope id", receipt.envelopeId());
        add(lines, "token", ReceiptJson.token(receipt));
        for (ReceiptRecipient recipient : receipt.recipients()) {
            add(lines, "recipient", Optional.of(recipient(recipient)));
        }
        return lines.stream().map(line -> Printable.of(line, MAX_CHARS)).toList();
    }

    private static void add(List<String> lines, String name, Optional<String> value) {
        value.ifPresent(text -> lines.add(String.format("  %-12s %s", name, text)));
    }

    private static String recipient(ReceiptRecipient recipient) {
        return recipient.intended().orElse("(not named)")
                + recipient.action().map(action -> " " + action).orElse("")
                + recipient.status().map(status -> " " + status).orElse("")
                + recipient
                        .permanence()
                        .map(Permanence::word)
                        .map(word -> " (" + word + why(recipient) + ")")
                        .orElse("")
                + recipient.diagnostic().map(words -> ": " + words).orElse("");
    }

    private static String why(ReceiptRecipient recipient) {
        return recipient.reason().map(reason -> ", " + reason.word()).orElse("");
    }
}
