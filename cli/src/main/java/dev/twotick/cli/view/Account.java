package dev.twotick.cli.view;

import dev.twotick.outbox.Event;
import dev.twotick.outbox.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Tells the details of one event in a few words, its source and its proof among them. */
final class Account {
    private Account() {}

    static String of(Event event) {
        return switch (event.type()) {
            case ACCEPTED -> "it is durable in the outbox";
            case SUBMITTING ->
                event.fact(Fact.ATTEMPT).map(number -> "attempt " + number).orElse("");
            case INTENDED -> "from here on the last dot may leave";
            case EVIDENCE -> evidence(event);
            case OVERDUE -> "the deadline passed without the proof";
            case COPY_FILED, COPY_FOUND -> copy(event);
            default -> words(event);
        };
    }

    private static String evidence(Event event) {
        List<String> parts = new ArrayList<>();
        parts.add(lower(event, Fact.LEVEL) + ", by " + event.fact(Fact.SOURCE).orElse("?")
                + event.fact(Fact.REPORTER).map(reporter -> " of " + reporter).orElse("") + " ("
                + lower(event, Fact.TRUST) + ")");
        event.fact(Fact.DIAGNOSTIC).or(() -> event.fact(Fact.STATUS)).ifPresent(parts::add);
        event.fact(Fact.LOCATION).ifPresent(place -> parts.add("proof: " + place));
        return String.join("; ", parts);
    }

    private static String copy(Event event) {
        return event.fact(Fact.FOLDER).map(folder -> "in " + folder).orElse("")
                + event.fact(Fact.UID).map(uid -> ", UID " + uid).orElse("");
    }

    private static String words(Event event) {
        String speaker = event.fact(Fact.RELAY)
                .or(() -> event.fact(Fact.SOURCE))
                .map(name -> name + ": ")
                .orElse("");
        String words = event.fact(Fact.REPLY).or(() -> event.fact(Fact.REASON)).orElse("");
        return speaker
                + words
                + event.fact(Fact.QUEUE_ID)
                        .filter(id -> !words.contains(id))
                        .map(id -> " (queue id " + id + ")")
                        .orElse("");
    }

    private static String lower(Event event, Fact fact) {
        return event.fact(fact).orElse("?").toLowerCase(Locale.ROOT);
    }
}
