package dev.twotick.it;

import dev.twotick.Tracking;
import dev.twotick.Twotick;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.Letter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Submits letters to a good relay while others mean harm, in a heap that leaves no room for what those say. */
final class SmallHeapProgram {
    static final int LETTERS = 50;

    private SmallHeapProgram() {}

    /**
     * Runs it.
     *
     * @param arguments the port of the good relay, then those of the hostile ones
     */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws Exception {
        List<Twotick> harmed = new ArrayList<>();
        for (String port : List.of(arguments).subList(1, arguments.length)) {
            harmed.add(relay(port));
        }
        try (Twotick good = relay(arguments[0])) {
            for (Twotick post : harmed) {
                send(post, LETTERS);
            }
            for (Tracking tracking : send(good, LETTERS)) {
                tracking.submitted().get(60, TimeUnit.SECONDS);
            }
        }
        System.out.println("all were submitted");
        harmed.forEach(Twotick::close);
        System.out.println("all were closed");
    }

    private static Twotick relay(String port) {
        return Twotick.builder()
                .set("relay.main.url", "smtp://127.0.0.1:" + port)
                .set("relay.main.starttls", "off-i-accept-clear-text")
                .set("relay.main.timeout.greeting", "3s")
                .set("relay.main.timeout.total", "10s")
                .build();
    }

    private static List<Tracking> send(Twotick post, int count) {
        List<Tracking> letters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            letters.add(post.send(
                    Letter.from("billing@corp.example")
                            .to("ann@customer.example")
                            .subject("Invoice " + i)
                            .text("Dear Ann, …")
                            .build(),
                    Assurance.submitted()));
        }
        return letters;
    }
}
