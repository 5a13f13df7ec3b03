package dev.twotick.receipts.internal.mime;

import java.util.ArrayList;
import java.util.List;

/** Reads the content of a report part: groups of fields with empty lines between them (RFC 3464 section 2.1). */
public final class FieldGroups {
    private static final int MAX_FIELD = 10_000;

    private FieldGroups() {}

    /**
     * Reads a part.
     *
     * @param part the part
     * @param limit how many groups are read
     * @return as {@link #read(byte[], int)}
     */
    public static List<HeaderFields> read(MailPart part, int limit) {
        return read(part.decoded(), limit);
    }

    /**
     * Reads a short text.
     *
     * @param content the text
     * @param limit how many groups are read
     * @return the groups that have a field; lines that are none are passed over
     */
    public static List<HeaderFields> read(byte[] content, int limit) {
        return read(Slice.ofFew(content), limit);
    }

    private static List<HeaderFields> read(Slice content, int limit) {
        Lines lines = new Lines(content);
        List<HeaderFields> groups = new ArrayList<>();
        List<HeaderFields.Field> group = new ArrayList<>();
        while (groups.size() < limit && lines.advance()) {
            int colon = lines.fieldColon();
            if (colon >= 0) {
                group.add(new FieldReader(lines, MAX_FIELD).field(colon));
            } else if (lines.isBlank()) {
                close(group, groups);
            }
        }
        close(group, groups);
        return groups;
    }

    private static void close(List<HeaderFields.Field> group, List<HeaderFields> groups) {
        if (!group.isEmpty()) {
            groups.add(new HeaderFields(group));
            group.clear();
        }
    }
}
