package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.ReceiptRecipient;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Finds the names of recipients of whom a report tells the fate but no address. */
final class UnnamedRecipients {
    private UnnamedRecipients() {}

    /** Named by the header, else by the text for people, where all are nameless: one fate is that of all who are named. */
    static List<ReceiptRecipient> named(List<ReceiptRecipient> recipients, IncomingMail mail) {
        if (recipients.stream().anyMatch(one -> one.address().isPresent())) {
            return recipients;
        }
        List<String> names = List.copyOf(inText(mail));
        if (recipients.size() == 1 && !names.isEmpty()) {
            ReceiptRecipient one = recipients.get(0);
            return names.stream().map(name -> named(one, name)).toList();
        }
        return recipients.size() == names.size()
                ? IntStream.range(0, names.size())
                        .mapToObj(i -> named(recipients.get(i), names.get(i)))
                        .toList()
                : recipients;
    }

    /** One who stands alone without a name is the one whom the letter that came back was for, if that was for one only. */
    static List<ReceiptRecipient> namedByLetter(List<ReceiptRecipient> recipients, IncomingMail mail) {
        boolean alone = recipients.size() == 1 && recipients.get(0).address().isEmpty();
        return alone
                ? ReturnedLetter.addressee(mail)
                        .map(name -> List.of(named(recipients.get(0), name)))
                        .orElse(recipients)
                : recipients;
    }

    private static Set<String> inText(IncomingMail mail) {
        return NamedRecipients.in(BounceText.read(HumanText.of(mail)), mail).keySet();
    }

    private static ReceiptRecipient named(ReceiptRecipient recipient, String address) {
        return new ReceiptRecipient(
                Optional.of(address),
                recipient.action(),
                recipient.status(),
                recipient.permanence(),
                recipient.reason(),
                recipient.diagnostic(),
                recipient.originalRecipient(),
                recipient.remoteMta());
    }
}
