package dev.twotick.cli;

import dev.twotick.Twotick;
import dev.twotick.plugin.Settings;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

/** Submits, files and confirms until it is told to stop; then it drains. */
@Command(
        name = "serve",
        description = "Submits, files and confirms what is in the outbox until SIGTERM or SIGINT, then drains.")
final class ServeCommand implements Callable<Integer> {
    private final RootCommand root;

    ServeCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() throws InterruptedException {
        LogLevel.set("info");
        Configuration configuration = root.configuration();
        CountDownLatch stop = new CountDownLatch(1);
        root.signals().onSignal(stop::countDown);
        try (WorkerLock lock = new WorkerLock(configuration.sqliteFile())) {
            boolean alone = lock.tryTake();
            Twotick twotick = configuration.twotick().listener(new EventLog()).build();
            try {
                root.console().tell(places(configuration.settings()));
                if (!alone) {
                    root.console().tell("another process works this outbox too; both go on together");
                }
                await(stop, lock);
                root.console().tell("draining");
            } finally {
                twotick.close();
            }
        }
        return ExitCode.DONE;
    }

    /** Only a signal ends it. The other process, if there is one, may go first. */
    private static void await(CountDownLatch stop, WorkerLock lock) throws InterruptedException {
        while (!stop.await(WorkerLock.TRY_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
            lock.tryTake();
        }
    }

    private static String places(Settings settings) {
        return "serving "
                + settings.get("outbox.url").map(ServeCommand::withoutQuery).orElse("")
                + "; relays: " + String.join(", ", settings.namesUnder("relay."))
                + "; sent copies: "
                + settings.get("sent-store.url").map(ServeCommand::withoutQuery).orElse("none")
                + "; receipts: "
                + settings.get("receipts.url").map(ServeCommand::withoutQuery).orElse("none");
    }

    /** What follows the question mark, or stands before an at sign, may be a secret. */
    private static String withoutQuery(String url) {
        return url.replaceFirst("\\?.*", "").replaceFirst("//[^/]*@", "//");
    }
}
