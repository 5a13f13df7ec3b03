package dev.twotick.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has letters tried again. */
@Command(
        name = "retry",
        description =
                "Has letters tried again for those recipients that are held or deferred, or were rejected, expired"
                        + " or cancelled. One that is held after a doubt may get the letter twice; to avoid that, resolve it.")
final class RetryCommand implements Callable<Integer> {
    private final RootCommand root;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; it is kept in the ledger (500 characters).")
    private String reason = "to be tried again";

    @Parameters(arity = "1..*", paramLabel = "ID", description = "Letters' ids, as send printed them.")
    private List<String> ids = new ArrayList<>();

    RetryCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        return new OperatorDesk(root).each(ids, new AnotherTry(reason));
    }
}
