package dev.twotick.cli.view;

import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.Printable;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.Item;
import java.util.Optional;

/** An event in one line for people. */
public final class EventText {
    private static final int MAX_CHARS = 800;

    private EventText() {}

    /**
     * Writes an event.
     *
     * @param event the event
     * @param recipient whom it is about; empty when that is not known, or it is about the Sent copy
     * @return its number, its time, the letter's id, whom it is about, what happened, and the proof; without a line's end
     */
    public static String line(Event event, Optional<EmailAddress> recipient) {
        String whom = recipient
                .map(EmailAddress::value)
                .orElse(event.recipient() == Item.SENT_COPY ? "Sent copy" : "recipient " + event.recipient());
        String line = event.seq() + "  " + Timeline.time(event.at()) + "  " + event.letter() + "  " + whom + "  "
                + Timeline.word(event.type()) + "  " + Account.of(event);
        return Printable.of(line.stripTrailing(), MAX_CHARS);
    }
}
