package dev.twotick.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.twotick.Tracking;
import dev.twotick.Twotick;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.Letter;
import dev.twotick.outbox.Delivery;
import dev.twotick.plugin.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/** Sends one invoice and waits for both ticks. */
public final class Invoice {
    private Invoice() {}

    /**
     * Sends it.
     *
     * @param args the settings file
     * @throws InterruptedException when interrupted while it waits
     * @throws ExecutionException when Twotick is closed while it waits
     */
    public static void main(String[] args) throws InterruptedException, ExecutionException {
        // [readme]
        Settings settings = Settings.load(Path.of(args[0]));
        try (Twotick post = Twotick.builder().settings(settings).build()) {
            Letter invoice = Letter.from("Billing <billing@corp.example>")
                    .to("ann@customer.example")
                    .subject("Invoice 4711")
                    .text("Dear Ann, please find the invoice attached.")
                    .attach("4711.txt", "text/plain", "42.00 EUR".getBytes(UTF_8))
                    .build()
                    .key("invoice-4711");
            Tracking tracking = post.send(invoice, Assurance.delivered().within(Duration.ofHours(4)));
            Delivery one = tracking.submitted().get(); // tick 1: a relay took it, with its queue id
            System.out.println(one.recipients().get(0).sentence());
            Delivery two = tracking.confirmed().get(); // tick 2: proof came back, or the deadline did
            System.out.println(two.recipients().get(0).sentence());
        }
        // [readme]
    }
}
