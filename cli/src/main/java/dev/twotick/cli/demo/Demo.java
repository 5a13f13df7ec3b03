package dev.twotick.cli.demo;

import dev.twotick.Tracking;
import dev.twotick.Twotick;
import dev.twotick.cli.view.DeliveryJson;
import dev.twotick.cli.view.Ink;
import dev.twotick.cli.view.Timeline;
import dev.twotick.cli.watch.LedgerWatch;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.DeliveryQuery;
import dev.twotick.outbox.Outbox;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/**
 * Lets a letter meet every fate there is, on servers of its own, and tells what is known about each in the end. Used by one
 * thread.
 */
public final class Demo {
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);

    private final PrintStream out;
    private final PrintStream progress;
    private final Ink ink;
    private final boolean json;
    private final LedgerWatch watch = new LedgerWatch();

    /**
     * Prepares a demo.
     *
     * @param out takes the timelines and the closing table
     * @param progress takes what goes on meanwhile
     * @param ink the colours
     * @param json whether {@code out} takes one JSON object for each letter instead
     */
    public Demo(PrintStream out, PrintStream progress, Ink ink, boolean json) {
        this.out = out;
        this.progress = progress;
        this.ink = ink;
        this.json = json;
    }

    /**
     * Runs it.
     *
     * @return what does not add up: nothing, when all is well
     * @throws IOException when its servers cannot be started
     * @throws InterruptedException when it was stopped or interrupted; nothing that it started is left
     */
    public List<String> run() throws IOException, InterruptedException {
        try (World world = new World()) {
            tell("an SMTP relay, two IMAP mailboxes and an outbox in SQLite are up, all on this machine");
            List<Fate> lost = FateTable.of(Fate.Worker.LOST);
            LostWorker.begin(world, lost, watch);
            checkNotStopped();
            tell("a worker process took " + lost.size() + " letters up and was killed over them");
            try (Twotick twotick = world.twotick().listener(watch).build()) {
                List<Fate> steady = FateTable.of(Fate.Worker.STEADY);
                steady.forEach(fate -> send(world, twotick, fate));
                tell(steady.size() + " more letters are on their way; a new worker goes on with all of them");
                watch.await(() -> allEnded(twotick.outbox()), LONG_ENOUGH);
                checkNotStopped();
                return tellAll(world, twotick.outbox());
            }
        }
    }

    /** Ends it early. An interrupt would be taken for a fault by whatever it happens to meet. May be called from any thread. */
    public void stop() {
        watch.stop();
    }

    private void checkNotStopped() throws InterruptedException {
        if (watch.isStopped()) {
            throw new InterruptedException("stopped");
        }
    }

    private static void send(World world, Twotick twotick, Fate fate) {
        Tracking letter = twotick.send(fate.letter(), fate.assurance());
        if (fate.equals(FateTable.FORGED)) {
            Forger.report(world, letter.id());
        }
    }

    private static boolean allEnded(Outbox outbox) {
        List<Delivery> letters = outbox.list(DeliveryQuery.ALL);
        return outbox.stocktake().unmatched() >= Forger.REPORTS
                && FateTable.ALL.stream()
                        .allMatch(fate -> lettersOf(fate, letters).stream()
                                .allMatch(letter -> Ending.of(letter).equals(fate.ending())));
    }

    static List<Delivery> lettersOf(Fate fate, List<Delivery> letters) {
        return letters.stream()
                .filter(letter -> letter.recipients().get(0).address().value().equals(fate.recipient()))
                .toList();
    }

    private List<String> tellAll(World world, Outbox outbox) {
        List<Delivery> letters = outbox.list(DeliveryQuery.ALL);
        if (json) {
            letters.forEach(letter -> out.println(DeliveryJson.of(letter)));
        } else {
            timelines(letters);
        }
        Balance balance = new Balance(outbox.stocktake(), letters, world.relay().letters());
        PrintStream account = json ? progress : out;
        balance.table(ink).forEach(account::println);
        balance.sentences().forEach(account::println);
        return balance.discrepancies();
    }

    private void timelines(List<Delivery> letters) {
        Timeline timeline = new Timeline(ink);
        int number = 0;
        for (Fate fate : FateTable.ALL) {
            number++;
            out.println();
            out.println(ink.strong(number + ". " + fate.name()) + ": " + fate.story());
            lettersOf(fate, letters).forEach(letter -> timeline.lines(letter).forEach(out::println));
        }
        out.println();
    }

    private void tell(String line) {
        progress.println("twotick: " + line);
    }
}
