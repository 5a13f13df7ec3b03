package dev.twotick.cli.demo;

import static dev.twotick.cli.demo.Fate.Worker.LOST;
import static dev.twotick.cli.demo.Fate.Worker.STEADY;
import static dev.twotick.letter.Assurance.delivered;
import static dev.twotick.letter.Assurance.displayed;
import static dev.twotick.testkit.Stage.DATA;
import static dev.twotick.testkit.Stage.FINAL;
import static dev.twotick.testkit.Stage.RCPT;

import dev.twotick.cli.demo.Fate.FarSide;
import dev.twotick.cli.demo.Fate.Relay;
import dev.twotick.cli.demo.Fate.Worker;
import dev.twotick.confirmation.Confirmation;
import dev.twotick.letter.Assurance;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.testkit.Action;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** All fates, in the order in which they are told. */
final class FateTable {
    private static final Ending TWO_TICKS =
            Ending.of(SubmissionState.SUBMITTED, Confirmation.DELIVERED).confirmed();
    private static final Ending ONE_TICK = Ending.of(SubmissionState.SUBMITTED, Confirmation.NONE);

    /** The fate in which somebody forges a report. */
    static final Fate FORGED = fate(
            "forged",
            "somebody who never had the letter reports its delivery; nobody believes it.",
            delivered(),
            FateTable::takesIt,
            FateTable::saysNothing,
            ONE_TICK);

    static final List<Fate> ALL = List.of(
            fate(
                    "delivered",
                    "the recipient's server reports delivery.",
                    delivered(),
                    FateTable::takesIt,
                    FateTable::reportsDelivery,
                    TWO_TICKS),
            fate(
                    "displayed",
                    "delivery is reported, then the recipient's software says that it was displayed.",
                    displayed(),
                    FateTable::takesIt,
                    back -> back.report(Action.DELIVERED).display(),
                    Ending.of(SubmissionState.SUBMITTED, Confirmation.DISPLAYED).confirmed()),
            fate(
                    "relayed only",
                    "it is passed on to a system that reports no more; that is not called delivered.",
                    delivered(),
                    FateTable::takesIt,
                    back -> back.report(Action.RELAYED),
                    Ending.of(SubmissionState.SUBMITTED, Confirmation.RELAYED)),
            fate(
                    "refused",
                    "the relay does not take it for this recipient.",
                    delivered(),
                    relay -> relay.at(RCPT).reply("550 5.1.1 no such user here"),
                    FateTable::saysNothing,
                    Ending.of(SubmissionState.REJECTED, Confirmation.NONE)),
            fate(
                    "deferred",
                    "the relay says not now, and takes it at the next try.",
                    delivered(),
                    relay -> relay.at(RCPT).reply("451 4.7.1 greylisted, come back later"),
                    FateTable::reportsDelivery,
                    TWO_TICKS),
            fate(
                    "bounced",
                    "the relay takes it, and later it comes back.",
                    delivered(),
                    FateTable::takesIt,
                    back -> back.report(Action.FAILED),
                    Ending.of(SubmissionState.SUBMITTED, Confirmation.BOUNCED)),
            fate(
                    "bounced late",
                    "delivery is reported, and failure after it.",
                    delivered(),
                    FateTable::takesIt,
                    back -> back.report(Action.DELIVERED, Action.FAILED),
                    Ending.of(SubmissionState.SUBMITTED, Confirmation.CONTESTED)),
            fate(
                    "silent",
                    "nothing comes back by the deadline; that is no proof of failure.",
                    delivered().within(Duration.ofSeconds(1)),
                    FateTable::takesIt,
                    FateTable::saysNothing,
                    ONE_TICK.late()),
            FORGED,
            fate(
                    "line cut",
                    "the line is cut after the last dot: in doubt, until a receipt proves that the relay had it.",
                    delivered(),
                    relay -> relay.at(FINAL).afterTaking().reset(),
                    FateTable::reportsDelivery,
                    TWO_TICKS),
            lost(
                    "killed before the dot",
                    "the worker is killed before the last dot: the next one submits it, without risk.",
                    relay -> relay.at(DATA).silence()),
            lost(
                    "killed after the dot",
                    "the worker is killed after the last dot: the next one does not submit it again, a receipt settles it.",
                    relay -> relay.at(FINAL).afterTaking().silence()));

    private FateTable() {}

    private static Fate fate(
            String name,
            String story,
            Assurance assurance,
            Consumer<Relay> relay,
            UnaryOperator<FarSide> farSide,
            Ending ending) {
        return new Fate(name, story, assurance, STEADY, relay, farSide, ending);
    }

    private static Fate lost(String name, String story, Consumer<Relay> relay) {
        return new Fate(name, story, delivered(), LOST, relay, FateTable::reportsDelivery, TWO_TICKS);
    }

    static List<Fate> of(Worker worker) {
        return ALL.stream().filter(fate -> fate.worker() == worker).toList();
    }

    private static void takesIt(Relay relay) {
        // nothing is scripted
    }

    private static FarSide saysNothing(FarSide farSide) {
        return farSide;
    }

    private static FarSide reportsDelivery(FarSide farSide) {
        return farSide.report(Action.DELIVERED);
    }
}
