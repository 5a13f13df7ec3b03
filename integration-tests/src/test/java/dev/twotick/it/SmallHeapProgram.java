package dev.twotick.it;

import dev.twotick.Tracking;
import dev.twotick.Twotick;
import dev.twotick.TwotickBuilder;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.Letter;
import dev.twotick.outbox.RecipientView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Submits letters while all relays but the last mean harm, in a heap that leaves no room for what those say. */
final class SmallHeapProgram {
    static final int LETTERS = 100;
    private static final int PATIENCE_SECONDS = 90;

    private SmallHeapProgram() {}

    /**
     * Runs it: half of the letters are sent while nobody knows of any harm, the other half when all were met.
     *
     * @param relays their ports, in the order in which they are to be tried; behind a slash how long to wait for a reply, where
     *     that would take long
     */
    @SuppressWarnings("SystemOut")
    public static void main(String[] relays) throws Exception {
        try (Twotick post = engine(relays)) {
            send(post, 0, LETTERS / 2);
            send(post, LETTERS / 2, LETTERS);
        }
        System.out.println("closed");
    }

    private static Twotick engine(String... relays) {
        TwotickBuilder builder = Twotick.builder()
                .set("on-doubt", "hold")
                .set("doubt.window", "500ms")
                .set("retry.initial", "1h");
        for (int i = 0; i < relays.length; i++) {
            String relay = "relay.number-" + i + ".";
            String[] portAndPatience = relays[i].split("/", -1);
            builder.set(relay + "url", "smtp://127.0.0.1:" + portAndPatience[0])
                    .set(relay + "rank", "" + (i + 1))
                    .set(relay + "starttls", "off-i-accept-clear-text");
            if (portAndPatience.length > 1) {
                builder.set(relay + "timeout.greeting", portAndPatience[1])
                        .set(relay + "timeout.final", portAndPatience[1]);
            }
        }
        return builder.build();
    }

    /** Tells of each letter what became of it, as soon as all have come to an end. */
    @SuppressWarnings("SystemOut")
    private static void send(Twotick post, int from, int to) throws Exception {
        List<Tracking> letters = new ArrayList<>();
        for (int i = from; i < to; i++) {
            letters.add(post.send(
                    Letter.from("billing@corp.example")
                            .to("ann@customer.example")
                            .subject("Invoice " + i)
                            .text("Dear Ann, …")
                            .build(),
                    Assurance.submitted()));
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        for (int i = from; i < to; i++) {
            RecipientView ann = letters.get(i - from)
                    .submitted()
                    .get(end - System.nanoTime(), TimeUnit.NANOSECONDS)
                    .recipients()
                    .get(0);
            System.out.println("Invoice " + i + ": " + ann.submission() + " " + ann.sentence());
        }
    }
}
