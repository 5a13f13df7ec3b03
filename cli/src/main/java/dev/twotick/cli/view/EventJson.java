package dev.twotick.cli.view;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.twotick.letter.EmailAddress;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.Fact;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** An event as a JSON object: where it stands and what it is about, and then the details that it carries. */
public final class EventJson {
    private EventJson() {}

    /**
     * Writes an event.
     *
     * @param event the event
     * @param recipient whom it is about; {@code null} is written when empty
     * @return one line of ASCII without its end
     */
    public static String of(Event event, Optional<EmailAddress> recipient) {
        return JsonLines.object(json -> {
            json.writeNumberField("seq", event.seq());
            json.writeStringField("at", event.at().toString());
            json.writeStringField("id", event.letter().value());
            JsonLines.text(json, "recipient", recipient);
            json.writeStringField("type", event.type().name());
            for (Map.Entry<Fact, String> detail : event.facts().entrySet()) {
                detail(json, detail.getKey(), detail.getValue());
            }
        });
    }

    private static void detail(JsonGenerator json, Fact fact, String value) throws IOException {
        switch (fact) {
            case ATTEMPT, UID_VALIDITY, UID -> json.writeNumberField(fact.word(), Long.parseLong(value));
            case CONFIRMATION_OFFERED -> json.writeBooleanField(fact.word(), Boolean.parseBoolean(value));
            default -> json.writeStringField(fact.word(), value);
        }
    }
}
