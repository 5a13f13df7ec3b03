package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.Permanence;
import dev.twotick.receipts.ReceiptRecipient;
import java.util.List;
import java.util.Optional;

/** The field X-Failed-Recipients, which Exim and others put into the outer header. */
final class FailedRecipients {
    private FailedRecipients() {}

    static List<ReceiptRecipient> in(IncomingMail mail) {
        return mail.headers()
                .all("x-failed-recipients")
                .flatMap(MailAddresses::in)
                .distinct()
                .map(address -> failed(address, Optional.empty(), Optional.empty()))
                .toList();
    }

    /** A recipient of whom only the failure is known. */
    static ReceiptRecipient failed(String address, Optional<Permanence> permanence, Optional<String> diagnostic) {
        return new ReceiptRecipient(
                Optional.of(address),
                Optional.of("failed"),
                diagnostic.flatMap(StatusCodes::enhanced),
                permanence,
                Reasons.of(diagnostic.flatMap(StatusCodes::enhanced), diagnostic.orElse("")),
                diagnostic,
                Optional.empty(),
                Optional.empty());
    }
}
