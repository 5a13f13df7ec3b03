package dev.twotick.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.twotick.confirmation.Confirmation;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.receipts.ReceiptParser;
import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine;

/** Runs the command. */
public final class Main {
    private Main() {}

    /**
     * Runs the command and ends the process with its exit status.
     *
     * @param args the command's name, its options and files
     */
    public static void main(String[] args) {
        Console console = Console.ofProcess();
        int code = run(console, args);
        console.out().flush();
        System.exit(code);
    }

    static int run(Console console, String... args) {
        RootCommand root = new RootCommand(console);
        Errors errors = new Errors(console, root);
        CommandLine command = new CommandLine(root)
                .addSubcommand(new DemoCommand(root))
                .addSubcommand(new SendCommand(root))
                .addSubcommand(new ServeCommand(root))
                .addSubcommand(new StatusCommand(root))
                .addSubcommand(new ListCommand(root))
                .addSubcommand(new EventsCommand(root))
                .addSubcommand(new ResolveCommand(root))
                .addSubcommand(new RetryCommand(root))
                .addSubcommand(new CancelCommand(root))
                .addSubcommand(new InspectCommand(root, new ReceiptParser()))
                .registerConverter(Duration.class, Words::duration)
                .registerConverter(SubmissionState.class, Words.of(SubmissionState.class))
                .registerConverter(Confirmation.class, Words.of(Confirmation.class))
                .registerConverter(Goal.class, Words.of(Goal.class))
                .registerConverter(Finding.class, Words.of(Finding.class))
                // a file may be called @invoice.eml
                .setExpandAtFiles(false)
                .setOut(new PrintWriter(console.out(), true, UTF_8))
                .setErr(new PrintWriter(console.err(), true, UTF_8))
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors);
        int code = ExitCode.FAULT;
        try {
            code = command.execute(args);
            return code;
        } finally {
            root.signals().ended(code);
        }
    }
}
