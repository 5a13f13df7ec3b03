package dev.twotick.receipts.internal.mailbox;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.confirmation.Token;
import dev.twotick.receipts.BounceReason;
import dev.twotick.receipts.Permanence;
import dev.twotick.receipts.Receipt;
import dev.twotick.receipts.ReceiptKind;
import dev.twotick.receipts.ReceiptRecipient;
import dev.twotick.receipts.internal.Digest;
import dev.twotick.receipts.internal.mailbox.ReporterAlignment.Standing;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Turns what a receipt says into claims, one for each recipient of a report. Immutable and thread-safe. */
final class ReceiptClaims {
    private static final int MAX_MESSAGE_IDS = 50;
    private static final ReceiptRecipient UNNAMED = new ReceiptRecipient(
            Optional.empty(),
            Optional.of("failed"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private final ReporterAlignment alignment;

    ReceiptClaims(ReporterAlignment alignment) {
        this.alignment = alignment;
    }

    List<Claim> of(Receipt receipt, String location) {
        List<String> messageIds = messageIds(receipt);
        Whole whole = new Whole(
                receipt, messageIds, names(receipt, messageIds), alignment.of(receipt), Optional.of(location));
        return recipients(receipt).map(whole::claim).toList();
    }

    /** Free text may name addresses of all kinds; the token in the address that it came to stands for one recipient. */
    private static Stream<ReceiptRecipient> recipients(Receipt receipt) {
        Stream<ReceiptRecipient> named = receipt.recipients().stream();
        return switch (receipt.kind()) {
            case DSN, MDN -> named;
            case ARF, BOUNCE_TEXT, AUTO_REPLY ->
                Stream.concat(named, Stream.of(UNNAMED)).limit(1);
            case NOT_A_REPORT -> Stream.empty();
        };
    }

    /**
     * The Message-IDs that may be the letter's: of what came back first, then those that the receipt answers. Who answers our
     * letter may bring a report about any other.
     */
    private static List<String> messageIds(Receipt receipt) {
        Stream<String> answered = receipt.sentOn() ? Stream.empty() : receipt.arrival().references().stream();
        return Stream.concat(receipt.originalMessageIds().stream(), answered)
                .distinct()
                .limit(MAX_MESSAGE_IDS)
                .toList();
    }

    /** A digest of whatever may name the letter. */
    private static String names(Receipt receipt, List<String> messageIds) {
        Stream<String> tokens = receipt.arrival().addresses().stream()
                .flatMap(address -> Token.findIn(address).stream())
                .map(Token::text)
                .sorted()
                .distinct();
        return Digest.sha256(Stream.of(tokens, receipt.envelopeId().stream(), messageIds.stream())
                .flatMap(names -> names)
                .collect(Collectors.joining(",")));
    }

    /**
     * What the claims of one receipt have in common. It is made once: a report may have very many recipients.
     *
     * @param names a digest of whatever may name the letter
     */
    private record Whole(
            Receipt receipt, List<String> messageIds, String names, Standing reporter, Optional<String> location) {

        Claim claim(ReceiptRecipient recipient) {
            EvidenceLevel level = ClaimLevels.of(receipt, recipient);
            return Claim.of(level, receipt.kind().word(), id(recipient, level))
                    .arrivedAt(receipt.arrival().addresses())
                    .envelopeId(receipt.envelopeId())
                    .originalRecipient(recipient.originalRecipient())
                    .finalRecipient(recipient.address())
                    .messageIds(messageIds)
                    .authenticated(reporter.authenticated())
                    .authenticatedDomain(reporter.domain())
                    // anybody may put anything that looks like a token into an address; and who got the letter may
                    // have sent it to others, and bring the report about that
                    .tokenNeeded(receipt.kind() == ReceiptKind.BOUNCE_TEXT || receipt.sentOn())
                    .reporter(receipt.reportingMta().or(() -> receipt.arrival().from()))
                    .status(recipient.status())
                    .diagnostic(recipient.diagnostic())
                    .location(location)
                    .reason(reason(recipient))
                    .build();
        }

        private static Optional<String> reason(ReceiptRecipient recipient) {
            String words = Stream.concat(
                            recipient.reason().map(BounceReason::word).stream(),
                            recipient.permanence().map(Permanence::word).stream())
                    .collect(Collectors.joining(", "));
            return Optional.of(words).filter(some -> !some.isEmpty());
        }

        /** The same for the same report read twice, or sent twice. */
        private String id(ReceiptRecipient recipient, EvidenceLevel level) {
            return Digest.sha256(Stream.of(
                            Optional.of(receipt.kind().word()),
                            Optional.of(names),
                            recipient.action(),
                            recipient.status(),
                            recipient.address(),
                            recipient.originalRecipient(),
                            receipt.reportingMta(),
                            receipt.arrivalDate(),
                            Optional.of(level.name()))
                    .map(part -> part.orElse(""))
                    .collect(Collectors.joining("\n")));
        }
    }
}
