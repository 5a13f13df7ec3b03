package dev.twotick.cli;

import dev.twotick.letter.LetterId;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.Outbox;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells what happened. */
@Command(
        name = "events",
        description = "Tells what happened to all letters, or to one, event by event in the order of the ledger; with"
                + " --follow also what happens from now on, until SIGTERM or SIGINT.")
final class EventsCommand implements Callable<Integer> {
    private static final long LOOK_AGAIN_MILLIS = 200;

    private final RootCommand root;

    @Option(
            names = "--after",
            paramLabel = "SEQ",
            description = "Only events with a greater number: seq of the last one that was seen goes on from there.")
    private long after;

    @Option(names = "--limit", paramLabel = "N", description = "The most events to tell of; then it ends.")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--follow", description = "Goes on with what happens from now on.")
    private boolean follow;

    @Parameters(arity = "0..1", paramLabel = "ID", description = "A letter's id, as send printed it.")
    private Optional<String> id = Optional.empty();

    EventsCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() throws InterruptedException {
        checkFlags();
        Optional<LetterId> letter = id.map(LetterId::new);
        CountDownLatch stop = new CountDownLatch(1);
        if (follow) {
            root.signals().onSignal(stop::countDown);
        }
        try (Outbox outbox = root.configuration().outbox()) {
            List<Event> known = letter.flatMap(outbox::find)
                    .map(delivery -> delivery.events())
                    .orElse(List.of());
            if (letter.isPresent() && known.isEmpty()) {
                root.console().tell("there is no letter " + letter.get() + " in the outbox");
                return ExitCode.FAULT;
            }
            return print(outbox, stream(outbox, letter, known), stop);
        }
    }

    private void checkFlags() {
        if (after < 0) {
            throw new UsageException("--after", "is the number of an event, 0 or more, and not " + after);
        }
        if (limit < 1) {
            throw new UsageException("--limit", "must be 1 or more, and not " + limit);
        }
    }

    /** What else is written while it reads, without {@code --follow}, is left to the next run. */
    private EventStream stream(Outbox outbox, Optional<LetterId> letter, List<Event> known) {
        long first = known.isEmpty() ? 1 : known.get(0).seq();
        long newest =
                known.isEmpty() ? outbox.lastSeq() : known.get(known.size() - 1).seq();
        return new EventStream(outbox, letter, Math.max(after, first - 1), follow ? Long.MAX_VALUE : newest, limit);
    }

    private int print(Outbox outbox, EventStream stream, CountDownLatch stop) throws InterruptedException {
        EventPrinter printer = new EventPrinter(root.console(), root.json, outbox);
        boolean goesOn = true;
        while (goesOn) {
            boolean more = stream.page(printer::print);
            if (root.console().out().checkError()) {
                root.console().tell("standard output takes no more: it is closed, or its disk is full");
                return ExitCode.FAULT;
            }
            goesOn = more ? stop.getCount() > 0 : follow && !stream.ended() && !stopped(stop);
        }
        return ExitCode.DONE;
    }

    private static boolean stopped(CountDownLatch stop) throws InterruptedException {
        return stop.await(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }
}
