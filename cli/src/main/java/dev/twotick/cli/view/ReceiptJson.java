package dev.twotick.cli.view;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.twotick.confirmation.Token;
import dev.twotick.receipts.BounceReason;
import dev.twotick.receipts.Permanence;
import dev.twotick.receipts.Receipt;
import dev.twotick.receipts.ReceiptRecipient;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;

/** What a receipt says, as a JSON object; nothing of it is proven. */
public final class ReceiptJson {
    private ReceiptJson() {}

    /**
     * Writes a receipt.
     *
     * @param file the name of the file it was read from
     * @param receipt the receipt
     * @return one line of ASCII without its end
     */
    public static String of(String file, Receipt receipt) {
        return JsonLines.object(json -> {
            json.writeStringField("file", file);
            json.writeStringField("kind", receipt.kind().word());
            json.writeArrayFieldStart("recipients");
            for (ReceiptRecipient recipient : receipt.recipients()) {
                recipient(json, recipient);
            }
            json.writeEndArray();
            JsonLines.text(json, "originalMessageId", receipt.originalMessageId());
            JsonLines.text(json, "envelopeId", receipt.envelopeId());
            JsonLines.text(json, "token", token(receipt));
            if (receipt.outOfTime()) {
                json.writeBooleanField("outOfTime", true);
            }
        });
    }

    private static void recipient(JsonGenerator json, ReceiptRecipient recipient) throws IOException {
        json.writeStartObject();
        JsonLines.text(json, "address", recipient.intended());
        JsonLines.text(json, "action", recipient.action());
        JsonLines.text(json, "status", recipient.status());
        JsonLines.text(json, "permanence", recipient.permanence().map(Permanence::word));
        JsonLines.text(json, "diagnostic", recipient.diagnostic());
        JsonLines.text(json, "reason", recipient.reason().map(BounceReason::word));
        JsonLines.text(json, "finalRecipient", recipient.address());
        json.writeEndObject();
    }

    /**
     * The first thing in a receipt that looks like a token of ours, in the order in which a match is looked for.
     *
     * @param receipt the receipt
     * @return the token's text, not proven
     */
    public static Optional<String> token(Receipt receipt) {
        Stream<String> places = Stream.of(
                        receipt.arrival().addresses().stream(),
                        receipt.envelopeId().stream(),
                        receipt.originalMessageIds().stream(),
                        receipt.arrival().references().stream())
                .flatMap(place -> place);
        return places.flatMap(place -> Token.findIn(place).stream()).findFirst().map(Token::text);
    }
}
