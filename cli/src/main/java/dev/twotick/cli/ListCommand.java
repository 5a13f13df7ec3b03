package dev.twotick.cli;

import dev.twotick.cli.view.DeliveryJson;
import dev.twotick.cli.view.TextTable;
import dev.twotick.cli.view.Timeline;
import dev.twotick.confirmation.Confirmation;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.Printable;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.DeliveryQuery;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.RecipientView;
import dev.twotick.outbox.SubmissionState;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists letters. */
@Command(
        name = "list",
        description =
                "Lists the letters in the outbox in the order of their acceptance: those with a recipient to which"
                        + " everything asked for applies.")
final class ListCommand implements Callable<Integer> {
    private static final int PAGE = 500;
    private static final int MAX_CHARS = 254;

    private final RootCommand root;

    @Option(names = "--submission", paramLabel = "STATE", description = "For example submitted, deferred or in-doubt.")
    private Optional<SubmissionState> submission = Optional.empty();

    @Option(names = "--confirmation", paramLabel = "STATE", description = "For example none, delivered or bounced.")
    private Optional<Confirmation> confirmation = Optional.empty();

    @Option(names = "--overdue", description = "Only where the deadline passed without proof.")
    private boolean overdue;

    ListCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        PrintStream out = root.console().out();
        try (Outbox outbox = root.configuration().outbox()) {
            if (root.json) {
                forEach(outbox, delivery -> out.println(DeliveryJson.of(delivery)));
            } else {
                TextTable table = new TextTable(
                        root.console().ink(), "id", "accepted", "recipient", "submission", "confirmation", "assurance");
                forEach(outbox, delivery -> rows(table, delivery));
                table.lines().forEach(out::println);
            }
        }
        return ExitCode.DONE;
    }

    private void forEach(Outbox outbox, Consumer<Delivery> consumer) {
        Optional<LetterId> after = Optional.empty();
        List<Delivery> page;
        do {
            page = outbox.list(new DeliveryQuery(submission, confirmation, overdue, after, PAGE));
            page.forEach(consumer);
            after = page.isEmpty()
                    ? after
                    : Optional.of(page.get(page.size() - 1).letter().id());
        } while (page.size() == PAGE);
    }

    private void rows(TextTable table, Delivery delivery) {
        for (RecipientView recipient : delivery.recipients()) {
            if (fits(recipient)) {
                table.row(
                        delivery.letter().id().value(),
                        Timeline.time(delivery.letter().acceptedAt()),
                        Printable.of(recipient.address().value(), MAX_CHARS),
                        recipient.submission().name(),
                        recipient.confirmation() + (recipient.overdue() ? " (overdue)" : ""),
                        delivery.letter().terms().assurance().reach().word());
            }
        }
    }

    private boolean fits(RecipientView recipient) {
        return submission.map(state -> state == recipient.submission()).orElse(true)
                && confirmation.map(state -> state == recipient.confirmation()).orElse(true)
                && (!overdue || recipient.overdue());
    }
}
