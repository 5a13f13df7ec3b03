package dev.twotick.cli;

import dev.twotick.letter.EmailAddress;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Settles a doubt. */
@Command(
        name = "resolve",
        description = "Settles a doubt by what you found out: submitted, and the letter is not submitted again; or"
                + " not-submitted, and it is. Whoever is mistaken with not-submitted allows another copy.")
final class ResolveCommand implements Callable<Integer> {
    private final RootCommand root;

    @Parameters(index = "0", paramLabel = "ID", description = "The letter's id, as send printed it.")
    private String id = "";

    @Parameters(index = "1", paramLabel = Resolution.ADDRESS, description = "The recipient that is in doubt or held.")
    private String address = "";

    @Parameters(index = "2", paramLabel = "FINDING", description = "submitted or not-submitted.")
    private Finding finding = Finding.SUBMITTED;

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "TEXT",
            description = "How you know; it is kept in the ledger (500 characters).")
    private String reason = "";

    ResolveCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        EmailAddress recipient = EmailAddress.of(Resolution.ADDRESS, address);
        return new OperatorDesk(root).each(List.of(id), new Resolution(recipient, finding, reason));
    }
}
