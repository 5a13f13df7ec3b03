package dev.twotick.outbox;

import dev.twotick.confirmation.Confirmation;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts the recipients of an outbox in memory. */
final class MemoryCounts {
    private MemoryCounts() {}

    static Stocktake take(MemoryShelf shelf, long unmatched) {
        Map<SubmissionState, Long> submissions = new EnumMap<>(SubmissionState.class);
        List<Item> items = shelf.letters().stream()
                .flatMap(letter -> shelf.items(letter.id()).stream())
                .toList();
        for (Item item : items) {
            if (item.state() instanceof SubmissionState state) {
                submissions.merge(state, 1L, Long::sum);
            }
        }
        List<Item> unconfirmed =
                items.stream().filter(MemoryCounts::isUnconfirmed).toList();
        return new Stocktake(
                submissions,
                unconfirmed.size(),
                unconfirmed.stream()
                        .map(item -> shelf.letter(item.letter()).acceptedAt())
                        .min(Comparator.naturalOrder()),
                items.stream().filter(item -> item.proof().overdue()).count(),
                unmatched);
    }

    private static boolean isUnconfirmed(Item item) {
        return item.state() == SubmissionState.SUBMITTED
                && item.proof().wanted() != Confirmation.NONE
                && item.proof().deadline().isPresent();
    }
}
