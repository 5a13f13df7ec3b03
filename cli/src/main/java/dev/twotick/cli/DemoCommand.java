package dev.twotick.cli;

import dev.twotick.cli.demo.Demo;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Shows every fate that a letter can meet. */
@Command(
        name = "demo",
        description =
                "Shows every fate that a letter can meet, on servers that it starts itself: no account, no network.")
final class DemoCommand implements Callable<Integer> {
    private final RootCommand root;

    DemoCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() throws IOException {
        // lost lines and killed workers are the point here, and no news
        LogLevel.set("error");
        Console console = root.console();
        // what the demo started must not outlive it
        Demo demo = new Demo(console.out(), console.err(), console.ink(), root.json);
        root.signals().onSignal(demo::stop);
        try {
            List<String> discrepancies = demo.run();
            discrepancies.forEach(problem -> console.tell("does not add up: " + problem));
            return discrepancies.isEmpty() ? ExitCode.DONE : ExitCode.FAULT;
        } catch (InterruptedException e) {
            console.tell("stopped before its end; what it started is gone");
            return ExitCode.FAULT;
        }
    }
}
