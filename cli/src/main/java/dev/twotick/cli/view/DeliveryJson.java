package dev.twotick.cli.view;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.twotick.confirmation.Evidence;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.RecipientView;
import dev.twotick.outbox.SentCopyView;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A letter's state as a JSON object: the same fields in the same order wherever it is given out, {@code null} for what is not
 * known. Times are in UTC as ISO 8601 writes them.
 */
public final class DeliveryJson {
    private DeliveryJson() {}

    /**
     * Writes a letter's state.
     *
     * @param delivery the state
     * @return one line of ASCII without its end
     */
    public static String of(Delivery delivery) {
        return JsonLines.object(json -> write(json, delivery));
    }

    private static void write(JsonGenerator json, Delivery delivery) throws IOException {
        SealedLetter letter = delivery.letter();
        json.writeStringField("id", letter.id().value());
        json.writeStringField("messageId", letter.messageId());
        json.writeStringField("createdAt", letter.acceptedAt().toString());
        json.writeStringField("assurance", letter.terms().assurance().reach().word());
        JsonLines.text(json, "deadline", letter.deadline());
        JsonLines.text(json, "key", letter.key());
        sentCopy(json, delivery.sentCopy());
        json.writeArrayFieldStart("recipients");
        for (RecipientView recipient : delivery.recipients()) {
            recipient(json, recipient);
        }
        json.writeEndArray();
    }

    private static void sentCopy(JsonGenerator json, SentCopyView copy) throws IOException {
        json.writeObjectFieldStart("sentCopy");
        json.writeStringField("state", copy.state().name());
        JsonLines.text(json, "folder", copy.folder());
        number(json, "uidValidity", copy.uidValidity());
        number(json, "uid", copy.uid());
        json.writeEndObject();
    }

    private static void number(JsonGenerator json, String name, OptionalLong value) throws IOException {
        if (value.isPresent()) {
            json.writeNumberField(name, value.getAsLong());
        } else {
            json.writeNullField(name);
        }
    }

    private static void recipient(JsonGenerator json, RecipientView recipient) throws IOException {
        json.writeStartObject();
        json.writeStringField("address", recipient.address().value());
        json.writeStringField("submission", recipient.submission().name());
        json.writeStringField("confirmation", recipient.confirmation().name());
        json.writeBooleanField("overdue", recipient.overdue());
        offered(json, recipient.confirmationOffered());
        JsonLines.text(json, "relay", recipient.relay());
        JsonLines.text(json, "reply", recipient.reply());
        JsonLines.text(json, "queueId", recipient.queueId());
        json.writeNumberField("attempts", recipient.attempts());
        json.writeNumberField("doubts", recipient.doubts());
        json.writeBooleanField("possibleDuplicate", recipient.possibleDuplicate());
        json.writeArrayFieldStart("evidence");
        for (Evidence piece : recipient.evidence()) {
            evidence(json, piece);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void offered(JsonGenerator json, Optional<Boolean> offered) throws IOException {
        if (offered.isPresent()) {
            json.writeBooleanField("confirmationOffered", offered.get());
        } else {
            json.writeNullField("confirmationOffered");
        }
    }

    private static void evidence(JsonGenerator json, Evidence piece) throws IOException {
        json.writeStartObject();
        json.writeStringField("level", piece.level().name());
        json.writeStringField("source", piece.source());
        json.writeStringField("trust", piece.trust().name());
        json.writeStringField("at", piece.at().toString());
        JsonLines.text(json, "reporter", piece.reporter());
        JsonLines.text(json, "status", piece.status());
        JsonLines.text(json, "reason", piece.reason());
        JsonLines.text(json, "diagnostic", piece.diagnostic());
        json.writeEndObject();
    }
}
