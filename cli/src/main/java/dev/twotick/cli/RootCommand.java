package dev.twotick.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The options that every command has. */
@Command(
        name = "twotick",
        description = "One tick: a server took your mail. Two ticks: you can prove that it arrived.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        scope = ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true,
        footerHeading = "%nExit status:%n",
        footer = {
            "  0  done",
            "  1  fault",
            "  2  wrong usage or configuration, or a file that cannot be read",
            "  3  still waiting when --timeout ended, or overdue",
            "  4  rejected, expired, cancelled or bounced",
            "  5  in doubt or held"
        })
final class RootCommand implements Runnable {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "The settings; without it twotick.properties in the working directory, where there is one."
                    + " Environment variables such as TWOTICK_OUTBOX_URL override them.")
    Optional<Path> config = Optional.empty();

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "One JSON object a line on standard output, and nothing else there.")
    boolean json;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Shows the stack trace of an error.")
    boolean debug;

    private final Console console;
    private final Signals signals = new Signals();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    RootCommand(Console console) {
        this.console = console;
    }

    Console console() {
        return console;
    }

    Signals signals() {
        return signals;
    }

    Configuration configuration() {
        return Configuration.load(config, console);
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "which command? one of " + String.join(", ", spec.subcommands().keySet()));
    }
}
