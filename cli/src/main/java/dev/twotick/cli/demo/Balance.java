package dev.twotick.cli.demo;

import dev.twotick.cli.view.Ink;
import dev.twotick.cli.view.TextTable;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.Stocktake;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.testkit.ReceivedLetter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Our ledger beside the relay's own, fate by fate, and everything that does not add up. Immutable. */
final class Balance {
    private final Stocktake stock;
    private final List<Delivery> ours;
    private final List<ReceivedLetter> theirs;

    Balance(Stocktake stock, List<Delivery> ours, List<ReceivedLetter> theirs) {
        this.stock = stock;
        this.ours = List.copyOf(ours);
        this.theirs = List.copyOf(theirs);
    }

    List<String> table(Ink ink) {
        TextTable table = new TextTable(
                ink, "fate", "letters", "submitted", "confirmed", "copies at relay", "ended as", "expected", "");
        for (Fate fate : FateTable.ALL) {
            List<Delivery> letters = Demo.lettersOf(fate, ours);
            table.row(
                    fate.name(),
                    "" + letters.size(),
                    "" + submitted(letters),
                    "" + confirmed(letters),
                    "" + copies(fate),
                    letters.stream()
                            .map(Ending::of)
                            .map(Ending::toString)
                            .findFirst()
                            .orElse("(missing)"),
                    fate.ending().toString(),
                    discrepancies(fate).isEmpty() ? "✓" : "✗");
        }
        return table.row(
                        "all",
                        "" + ours.size(),
                        "" + submitted(ours),
                        "" + confirmed(ours),
                        "" + theirs.size(),
                        "",
                        "",
                        "")
                .lines();
    }

    List<String> sentences() {
        long most = FateTable.ALL.stream().mapToLong(this::copies).max().orElse(0);
        return List.of(
                "",
                "Submitted: " + submitted(ours) + " of " + ours.size() + ". Confirmed: " + confirmed(ours)
                        + ". The difference is what a plain \"sent\" hides.",
                "The relay's own ledger has " + theirs.size() + " letters, at most " + most + " of each, after "
                        + doubts() + " doubts.",
                "Receipts that matched no letter and changed nothing: " + stock.unmatched() + ".");
    }

    /** Everything that does not add up; empty when all does. */
    List<String> discrepancies() {
        List<String> found = new ArrayList<>();
        FateTable.ALL.forEach(fate -> found.addAll(discrepancies(fate)));
        compare(found, "letters in the outbox", ours.size(), FateTable.ALL.size());
        long counted =
                Arrays.stream(SubmissionState.values()).mapToLong(stock::in).sum();
        compare(found, "recipients that the outbox counts", counted, ours.size());
        compare(found, "recipients that it counts as submitted", stock.in(SubmissionState.SUBMITTED), submitted(ours));
        compare(found, "letters in the relay's ledger", theirs.size(), submitted(ours));
        compare(found, "overdue recipients", stock.overdue(), expectedOverdue());
        compare(found, "receipts that matched no letter", stock.unmatched(), Forger.REPORTS);
        return found;
    }

    private List<String> discrepancies(Fate fate) {
        List<String> found = new ArrayList<>();
        List<Delivery> letters = Demo.lettersOf(fate, ours);
        compare(found, fate.name() + ": letters", letters.size(), 1);
        for (Delivery letter : letters) {
            Ending ending = Ending.of(letter);
            if (!ending.equals(fate.ending())) {
                found.add(fate.name() + ": ended as " + ending + " with the Sent copy " + ending.copy() + ", expected "
                        + fate.ending() + " with " + fate.ending().copy());
            }
        }
        boolean taken = fate.ending().submission() == SubmissionState.SUBMITTED;
        compare(found, fate.name() + ": copies at the relay", copies(fate), taken ? 1 : 0);
        return found;
    }

    private static void compare(List<String> found, String what, long is, long expected) {
        if (is != expected) {
            found.add(what + ": " + is + ", expected " + expected);
        }
    }

    private static long expectedOverdue() {
        return FateTable.ALL.stream().filter(fate -> fate.ending().overdue()).count();
    }

    private long copies(Fate fate) {
        return theirs.stream()
                .filter(letter -> letter.addresses().contains(fate.recipient()))
                .count();
    }

    private int doubts() {
        return ours.stream()
                .mapToInt(letter -> letter.recipients().get(0).doubts())
                .sum();
    }

    private static long submitted(List<Delivery> letters) {
        return letters.stream().filter(Delivery::submitted).count();
    }

    private static long confirmed(List<Delivery> letters) {
        return letters.stream().filter(Delivery::confirmed).count();
    }
}
