package dev.twotick.it;

import dev.twotick.Tracking;
import dev.twotick.Twotick;
import dev.twotick.TwotickBuilder;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.Letter;
import dev.twotick.outbox.RecipientView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Submits letters while all relays but the last mean harm, in a heap that leaves no room for what those say; beside it others, at
 * relays that hold them up for longer than all this takes, and others again that go to the good relay only.
 */
final class SmallHeapProgram {
    static final int LETTERS = 100;
    static final int CALM_LETTERS = 20;

    private static final int HUNG_LETTERS = 5;
    private static final int PATIENCE_SECONDS = 90;

    private SmallHeapProgram() {}

    /**
     * Runs it: half of the letters are sent while nobody knows of any harm, the other half when all were met. Those to the good
     * relay only leave when the input ends, and must be there while all that were held up are.
     *
     * @param arguments the ports of the relays that hold letters up, with commas between; then those of the others, in the order
     *     in which they are to be tried, behind a slash a setting of theirs
     */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws Exception {
        String[] relays = Arrays.copyOfRange(arguments, 1, arguments.length);
        List<Tracking> hung = new ArrayList<>();
        List<Twotick> holdUps = new ArrayList<>();
        try (Twotick post = engine(relays);
                Twotick calm = engine(relays[relays.length - 1])) {
            for (String port : arguments[0].split(",", -1)) {
                Twotick holdUp = engine(port);
                holdUps.add(holdUp);
                hung.addAll(send(holdUp, "Hung", 0, HUNG_LETTERS));
            }
            List<Tracking> first = send(post, "Invoice", 0, LETTERS / 2);
            System.in.readAllBytes();
            tell("Calm", 0, send(calm, "Calm", 0, CALM_LETTERS));
            if (hung.stream().anyMatch(letter -> letter.submitted().isDone())) {
                throw new IllegalStateException("nothing was held up");
            }
            tell("Invoice", 0, first);
            tell("Invoice", LETTERS / 2, send(post, "Invoice", LETTERS / 2, LETTERS));
        } finally {
            holdUps.forEach(Twotick::close);
        }
        System.out.println("closed");
    }

    private static Twotick engine(String... relays) {
        TwotickBuilder builder = Twotick.builder()
                .set("on-doubt", "hold")
                .set("doubt.window", "500ms")
                .set("retry.initial", "1h")
                .set("dispatch.drain", "1s");
        for (int i = 0; i < relays.length; i++) {
            String relay = "relay.number-" + i + ".";
            String[] portAndSetting = relays[i].split("[/=]", -1);
            builder.set(relay + "url", "smtp://127.0.0.1:" + portAndSetting[0])
                    .set(relay + "rank", "" + (i + 1))
                    .set(relay + "starttls", "off-i-accept-clear-text");
            if (portAndSetting.length > 1) {
                builder.set(relay + portAndSetting[1], portAndSetting[2]);
            }
        }
        return builder.build();
    }

    private static List<Tracking> send(Twotick post, String subject, int from, int to) {
        List<Tracking> letters = new ArrayList<>();
        for (int i = from; i < to; i++) {
            letters.add(post.send(
                    Letter.from("billing@corp.example")
                            .to("ann@customer.example")
                            .subject(subject + " " + i)
                            .text("Dear Ann, …")
                            .build(),
                    Assurance.submitted()));
        }
        return letters;
    }

    /** What became of each letter, as soon as all have come to an end. */
    @SuppressWarnings("SystemOut")
    private static void tell(String subject, int from, List<Tracking> letters) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        for (int i = 0; i < letters.size(); i++) {
            RecipientView ann = letters.get(i)
                    .submitted()
                    .get(end - System.nanoTime(), TimeUnit.NANOSECONDS)
                    .recipients()
                    .get(0);
            System.out.println(subject + " " + (from + i) + ": " + ann.submission() + " " + ann.sentence());
        }
    }
}
