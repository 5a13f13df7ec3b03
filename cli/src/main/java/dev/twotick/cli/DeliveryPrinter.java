package dev.twotick.cli;

import dev.twotick.cli.view.DeliveryJson;
import dev.twotick.cli.view.Timeline;
import dev.twotick.letter.Printable;
import dev.twotick.outbox.Delivery;

/** Prints letters on standard output as the caller wants to have them. */
final class DeliveryPrinter {
    private static final int MAX_CHARS = 1000;

    private final Console console;
    private final boolean json;

    DeliveryPrinter(Console console, boolean json) {
        this.console = console;
        this.json = json;
    }

    /** What was accepted: enough to ask for it later. */
    void accepted(Delivery delivery) {
        if (json) {
            console.out().println(DeliveryJson.of(delivery));
        } else {
            console.out()
                    .println(delivery.letter().id() + "  "
                            + Printable.of(delivery.letter().messageId(), MAX_CHARS));
        }
    }

    /** All that is known. */
    void whole(Delivery delivery) {
        if (json) {
            console.out().println(DeliveryJson.of(delivery));
        } else {
            new Timeline(console.ink()).lines(delivery).forEach(console.out()::println);
        }
    }
}
