package dev.twotick.cli;

import dev.twotick.cli.view.EventJson;
import dev.twotick.cli.view.EventText;
import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.LetterId;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.Item;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Prints events on standard output, with the addresses that the ledger itself does not have. Used by one thread. */
final class EventPrinter {
    private static final int LETTERS_REMEMBERED = 1000;

    private final Console console;
    private final boolean json;
    private final Outbox outbox;
    private final Map<LetterId, List<EmailAddress>> recipients = new LinkedHashMap<>();

    EventPrinter(Console console, boolean json, Outbox outbox) {
        this.console = console;
        this.json = json;
        this.outbox = outbox;
    }

    void print(Event event) {
        Optional<EmailAddress> whom = recipient(event);
        console.out().println(json ? EventJson.of(event, whom) : EventText.line(event, whom));
    }

    private Optional<EmailAddress> recipient(Event event) {
        List<EmailAddress> all = recipients.computeIfAbsent(event.letter(), this::recipientsOf);
        if (recipients.size() > LETTERS_REMEMBERED) {
            recipients.remove(recipients.keySet().iterator().next());
        }
        boolean known = event.recipient() != Item.SENT_COPY && event.recipient() <= all.size();
        return known ? Optional.of(all.get(event.recipient() - 1)) : Optional.empty();
    }

    /** What happened to a letter is told even when the letter itself was purged meanwhile, or is damaged. */
    private List<EmailAddress> recipientsOf(LetterId letter) {
        try {
            return outbox.find(letter)
                    .map(delivery -> delivery.letter().envelope().recipients())
                    .orElse(List.of());
        } catch (OutboxException e) {
            return List.of();
        }
    }
}
