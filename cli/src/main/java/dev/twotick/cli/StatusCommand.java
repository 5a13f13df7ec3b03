package dev.twotick.cli;

import dev.twotick.letter.LetterId;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.Outbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Tells all that is known about letters. */
@Command(name = "status", description = "Tells all that is known about letters, with a timeline for each recipient.")
final class StatusCommand implements Callable<Integer> {
    private final RootCommand root;

    @Parameters(arity = "1..*", paramLabel = "ID", description = "Letters' ids, as send printed them.")
    private List<String> ids = new ArrayList<>();

    StatusCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        List<LetterId> letters = ids.stream().map(LetterId::new).toList();
        DeliveryPrinter printer = new DeliveryPrinter(root.console(), root.json);
        int code = ExitCode.DONE;
        try (Outbox outbox = root.configuration().outbox()) {
            for (LetterId id : letters) {
                Optional<Delivery> found = outbox.find(id);
                found.ifPresent(printer::whole);
                if (found.isEmpty()) {
                    root.console().tell("there is no letter " + id + " in the outbox");
                    code = ExitCode.FAULT;
                }
            }
        }
        return code;
    }
}
