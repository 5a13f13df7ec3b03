package dev.twotick.receipts.internal.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Reads fields line by line, unfolds them, and keeps no more than its limit; what is beyond is passed over. */
final class FieldReader {
    private final Lines lines;
    private final int limit;
    private int kept;

    FieldReader(Lines lines, int limit) {
        this.lines = lines;
        this.limit = limit;
    }

    /**
     * Reads a header section. It ends behind an empty line, and before a line that {@code stop} wants or that is no field at
     * all, as most readers treat it.
     */
    HeaderFields section(Predicate<Lines> stop) {
        List<HeaderFields.Field> fields = new ArrayList<>();
        boolean first = true;
        while (lines.advance()) {
            if (lines.isBlank()) {
                return new HeaderFields(fields);
            }
            boolean mailboxSeparator = first && (lines.beginsWith("From ") || lines.beginsWith(">From "));
            first = false;
            if (mailboxSeparator) {
                continue;
            }
            int colon = stop.test(lines) ? -1 : lines.fieldColon();
            if (colon < 0) {
                lines.stepBack();
                return new HeaderFields(fields);
            }
            add(field(colon), fields);
        }
        return new HeaderFields(fields);
    }

    private void add(HeaderFields.Field field, List<HeaderFields.Field> fields) {
        kept += field.name().length() + field.value().length() + 4;
        if (kept <= limit) {
            fields.add(field);
        }
    }

    /** The field that begins in the current line, with the lines that continue it. */
    HeaderFields.Field field(int colon) {
        String name = lines.text(lines.start(), colon);
        String value = lines.text(Math.min(colon + 1, lines.end()), lines.end());
        return HeaderFields.Field.of(name, lines.nextBeginsWithSpace() ? unfolded(value) : value);
    }

    private String unfolded(String first) {
        StringBuilder value = new StringBuilder(first);
        while (lines.advance()) {
            if (!lines.beginsWithSpace() || lines.isBlank()) {
                lines.stepBack();
                break;
            }
            if (value.length() <= limit) {
                value.append(' ').append(lines.text().strip());
            }
        }
        return value.toString();
    }
}
