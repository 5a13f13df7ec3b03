package dev.twotick.receipts.internal.mailbox;

import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.receipts.Disposition;
import dev.twotick.receipts.Receipt;
import dev.twotick.receipts.ReceiptRecipient;
import dev.twotick.receipts.internal.report.StatusCodes;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a receipt claims about a recipient, never more than its words. */
final class ClaimLevels {
    /** The reporter itself, or a mailbox store on its own machine. */
    private static final Pattern LOCAL =
            Pattern.compile("localhost(?:\\..*)?|\\[?127\\.[0-9.]+]?|\\[?(?:ipv6:)?::1]?|.*\\[private/.*|private/.*");

    private ClaimLevels() {}

    static EvidenceLevel of(Receipt receipt, ReceiptRecipient recipient) {
        return switch (receipt.kind()) {
            case DSN -> ofAction(receipt, recipient);
            case BOUNCE_TEXT -> ofText(receipt, recipient);
            case MDN ->
                recipient.action().filter("failed"::equals).isPresent()
                        ? EvidenceLevel.BOUNCED
                        : receipt.disposition().map(ClaimLevels::ofDisposition).orElse(EvidenceLevel.NOTED);
            case ARF, AUTO_REPLY, NOT_A_REPORT -> EvidenceLevel.NOTED;
        };
    }

    private static EvidenceLevel ofAction(Receipt receipt, ReceiptRecipient recipient) {
        return switch (recipient.action().orElse("")) {
            case "failed" -> EvidenceLevel.BOUNCED;
            case "delayed" -> EvidenceLevel.DELAYED;
            case "relayed", "expanded" -> ofSuccess(recipient, EvidenceLevel.RELAYED);
            case "delivered" ->
                ofSuccess(recipient, passedOn(receipt, recipient) ? EvidenceLevel.RELAYED : EvidenceLevel.DELIVERED);
            default -> EvidenceLevel.NOTED;
        };
    }

    /** Who tells of a success and gives the code of a failure tells nothing. */
    private static EvidenceLevel ofSuccess(ReceiptRecipient recipient, EvidenceLevel level) {
        boolean refused = recipient
                        .status()
                        .filter(code -> !code.startsWith("2"))
                        .isPresent()
                || recipient.diagnostic().filter(StatusCodes::beginsWithRefusal).isPresent();
        return refused ? EvidenceLevel.NOTED : level;
    }

    /**
     * Free text fails nobody unless its words say why, by a code of failure or a reason that is known; and never when its part
     * for machines was lost, since a warning reads much like a failure.
     */
    private static EvidenceLevel ofText(Receipt receipt, ReceiptRecipient recipient) {
        boolean success =
                recipient.status().filter(status -> status.startsWith("2")).isPresent();
        boolean explained = recipient.status().isPresent() || recipient.reason().isPresent();
        EvidenceLevel told = ofAction(receipt, recipient);
        boolean doubtful = receipt.incomplete() && told != EvidenceLevel.DELAYED;
        return success || !explained || doubtful ? EvidenceLevel.NOTED : told;
    }

    /** Some reporters say delivered when another host took the letter: that host alone knows whether it was. */
    private static boolean passedOn(Receipt receipt, ReceiptRecipient recipient) {
        Optional<String> remote = recipient
                .remoteMta()
                .map(ClaimLevels::hostName)
                .filter(name -> !LOCAL.matcher(name).matches());
        return remote.isPresent() && !remote.equals(receipt.reportingMta().map(ClaimLevels::hostName));
    }

    private static String hostName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static EvidenceLevel ofDisposition(Disposition disposition) {
        boolean seen = disposition.type().equals("displayed")
                && disposition.manualAction()
                && disposition.modifier().isEmpty();
        return seen ? EvidenceLevel.DISPLAYED : EvidenceLevel.NOTED;
    }
}
