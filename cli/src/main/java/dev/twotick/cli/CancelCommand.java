package dev.twotick.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Calls letters back. */
@Command(
        name = "cancel",
        description =
                "Calls letters back for those recipients that wait for a submission or are held. What a relay took,"
                        + " or may have taken, cannot be called back.")
final class CancelCommand implements Callable<Integer> {
    private final RootCommand root;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; it is kept in the ledger (500 characters).")
    private String reason = "called back";

    @Parameters(arity = "1..*", paramLabel = "ID", description = "Letters' ids, as send printed them.")
    private List<String> ids = new ArrayList<>();

    CancelCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        return new OperatorDesk(root).each(ids, new Cancellation(reason));
    }
}
