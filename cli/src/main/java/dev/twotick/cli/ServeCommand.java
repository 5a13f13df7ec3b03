package dev.twotick.cli;

import dev.twotick.Twotick;
import dev.twotick.plugin.Settings;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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
        Settings settings = root.configuration().settings();
        Twotick twotick = Twotick.builder()
                .classLoader(Main.class.getClassLoader())
                .settings(settings)
                .listener(new EventLog())
                .build();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> drain(twotick), "twotick-drain"));
        root.console().tell(places(settings));
        // only a signal ends it, and then the hook ends the process
        new CountDownLatch(1).await();
        return ExitCode.DONE;
    }

    private void drain(Twotick twotick) {
        root.console().tell("draining");
        int code = ExitCode.DONE;
        try {
            twotick.close();
        } catch (RuntimeException e) {
            root.console().tell("could not stop cleanly: " + e.getMessage());
            code = ExitCode.FAULT;
        }
        // a process that ends by a signal would report the signal, although everything is in order
        Runtime.getRuntime().halt(code);
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
