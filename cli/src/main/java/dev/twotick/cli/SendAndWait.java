package dev.twotick.cli;

import dev.twotick.Tracking;
import dev.twotick.Twotick;
import dev.twotick.TwotickBuilder;
import dev.twotick.cli.watch.LedgerWatch;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.Assurance.Reach;
import dev.twotick.letter.Letter;
import dev.twotick.outbox.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes letters in and waits for their ticks. Works the outbox meanwhile when no other process does; else it follows the ledger.
 * A signal ends the waiting as its time limit does. Used by one thread.
 *
 * @param root the options of every command
 * @param configuration the settings
 * @param goal what to wait for
 * @param atMost how long
 */
record SendAndWait(RootCommand root, Configuration configuration, Goal goal, Duration atMost) {

    /** The letters' states when the waiting ends. */
    List<Delivery> send(List<Letter> letters, Assurance wanted) throws InterruptedException {
        LedgerWatch watch = new LedgerWatch();
        root.signals().onSignal(watch::stop);
        try (WorkerLock lock = new WorkerLock(configuration.sqliteFile())) {
            // a letter of best effort is in no outbox, so nobody else could submit it
            boolean works = lock.tryTake() || wanted.reach() == Reach.BEST_EFFORT;
            TwotickBuilder builder = builder(watch);
            try (Twotick desk = (works ? builder : builder.acceptOnly()).build();
                    Standby standby = new Standby(lock, () -> takeOver(watch))) {
                if (!works) {
                    root.console().tell("another process works this outbox; waiting for what it does");
                }
                List<Tracking> trackings = accept(desk, letters, wanted);
                watch.await(
                        () -> {
                            if (!works) {
                                standby.look();
                            }
                            return trackings.stream().map(Tracking::delivery).allMatch(goal::over);
                        },
                        atMost);
                return trackings.stream().map(Tracking::delivery).toList();
            }
        }
    }

    private TwotickBuilder builder(LedgerWatch watch) {
        return configuration.twotick().listener(watch);
    }

    private Twotick takeOver(LedgerWatch watch) {
        root.console().tell("no other process works this outbox any more; working it here");
        return builder(watch).build();
    }

    /** Each is told at once: should a later one fail, it stays accepted. */
    private List<Tracking> accept(Twotick desk, List<Letter> letters, Assurance wanted) {
        List<Tracking> trackings = new ArrayList<>();
        for (Letter letter : letters) {
            Tracking tracking = desk.send(letter, wanted);
            root.console().tell("accepted " + tracking.id());
            trackings.add(tracking);
        }
        return trackings;
    }
}
