package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.internal.mime.HeaderFields;
import dev.twotick.receipts.internal.mime.HeaderFields.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Sorts the fields of a delivery report into those about the letter and those about each recipient. Empty lines alone cannot
 * tell them apart, since some reporters leave them out and some double them: a new recipient begins where what names one
 * comes again.
 */
final class RecipientGroups {
    private static final Set<String> NAMES = Set.of("final-recipient", "original-recipient");
    private static final Set<String> FATES = Set.of("action", "status");
    private static final Set<String> OF_RECIPIENT = Set.of(
            "final-recipient",
            "original-recipient",
            "action",
            "status",
            "remote-mta",
            "diagnostic-code",
            "last-attempt-date",
            "final-log-id",
            "will-retry-until",
            "x-actual-recipient",
            "localized-diagnostic");

    private final List<Field> letter = new ArrayList<>();
    private final List<HeaderFields> recipients = new ArrayList<>();
    private final List<Field> current = new ArrayList<>();
    private final Set<String> present = new HashSet<>();
    private final int limit;

    private RecipientGroups(int limit) {
        this.limit = limit;
    }

    static RecipientGroups of(List<HeaderFields> groups, int limit) {
        RecipientGroups sorted = new RecipientGroups(limit);
        for (HeaderFields group : groups) {
            boolean afterEmptyLine = true;
            for (Field field : group.fields()) {
                sorted.add(field, afterEmptyLine);
                afterEmptyLine &= !OF_RECIPIENT.contains(field.name());
            }
        }
        sorted.close();
        return sorted;
    }

    /** The fields about the letter as a whole. */
    HeaderFields letter() {
        return new HeaderFields(letter);
    }

    /** The fields of each recipient. */
    List<HeaderFields> recipients() {
        return recipients;
    }

    private void add(Field field, boolean afterEmptyLine) {
        if (!OF_RECIPIENT.contains(field.name())) {
            letter.add(field);
            return;
        }
        if (beginsAnother(field.name(), afterEmptyLine)) {
            close();
        }
        current.add(field);
        present.add(field.name());
    }

    private boolean beginsAnother(String name, boolean afterEmptyLine) {
        boolean named = present.stream().anyMatch(NAMES::contains);
        if (afterEmptyLine && NAMES.contains(name)) {
            return named;
        }
        boolean again = present.contains(name);
        return again && (NAMES.contains(name) || (afterEmptyLine && FATES.contains(name)));
    }

    private void close() {
        boolean tells = present.stream().anyMatch(name -> NAMES.contains(name) || FATES.contains(name));
        if (tells && recipients.size() < limit) {
            recipients.add(new HeaderFields(current));
        }
        current.clear();
        present.clear();
    }
}
