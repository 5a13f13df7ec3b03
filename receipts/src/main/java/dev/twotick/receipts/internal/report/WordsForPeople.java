package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.ReceiptRecipient;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a delivery report says to people and not to machines. Some reporters (OpenSMTPD) quote the host that refused only there, in
 * a line that begins with the recipient and a colon; Exim calls delivered what it has passed on, and says so only there.
 */
final class WordsForPeople {
    private static final Phrases<String> PASSED_ON =
            Phrases.anyOf("relayed to non-dsn-aware mailer", "relayed via non", "relayed via non smtp router");

    private final String text;
    private final boolean passedOn;
    private final Map<String, String> lines = new HashMap<>();

    private WordsForPeople(HumanText human) {
        this.text = human.text().substring(0, human.letter());
        this.passedOn = PASSED_ON.in(text);
        text.lines().forEach(this::take);
    }

    /** Adds them where the fields say less than they could. */
    static List<ReceiptRecipient> addedTo(List<ReceiptRecipient> recipients, IncomingMail mail) {
        boolean wanted = recipients.stream().anyMatch(one -> isDelivered(one) || saysLittle(one) || isUnexplained(one));
        if (!wanted) {
            return recipients;
        }
        WordsForPeople words = new WordsForPeople(HumanText.of(mail));
        List<ReceiptRecipient> told = recipients.stream()
                .peek(one -> mail.root().deadline().step())
                .map(words::about)
                .toList();
        return told.size() == 1 && isUnexplained(told.get(0)) ? List.of(words.because(told.get(0))) : told;
    }

    private void take(String line) {
        int colon = line.indexOf(": ");
        String name =
                colon < 0 ? "" : line.substring(0, colon).replaceAll("[<>]", "").strip();
        String words = line.substring(colon + 1).strip();
        if (name.indexOf('@') > 0 && name.indexOf(' ') < 0 && !words.isEmpty()) {
            lines.putIfAbsent(name.toLowerCase(Locale.ROOT), words);
        }
    }

    private ReceiptRecipient about(ReceiptRecipient recipient) {
        if (isDelivered(recipient) && passedOn) {
            return recipient.passedOn();
        }
        return saysLittle(recipient)
                ? recipient
                        .address()
                        .map(address -> lines.get(address.toLowerCase(Locale.ROOT)))
                        .map(words -> RecipientReader.explained(recipient, words))
                        .orElse(recipient)
                : recipient;
    }

    /** What is said of nobody by name is said of the only one. */
    private ReceiptRecipient because(ReceiptRecipient recipient) {
        return recipient.because(Reasons.of(recipient.status(), text));
    }

    private static boolean isDelivered(ReceiptRecipient recipient) {
        return recipient.action().filter("delivered"::equals).isPresent();
    }

    private static boolean isUnexplained(ReceiptRecipient recipient) {
        return recipient.permanence().isPresent() && recipient.reason().isEmpty();
    }

    /** Neither a code nor why. */
    private static boolean saysLittle(ReceiptRecipient recipient) {
        Optional<String> code = recipient.status().filter(StatusCodes::saysMore);
        return recipient.permanence().isPresent() && recipient.diagnostic().isEmpty() && code.isEmpty();
    }
}
