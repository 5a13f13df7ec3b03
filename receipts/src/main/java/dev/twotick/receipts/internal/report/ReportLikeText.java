package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.ReceiptRecipient;
import dev.twotick.receipts.internal.mime.FieldGroups;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The fields of a delivery report where they stand in the text, without a part of their own. */
final class ReportLikeText {
    private static final Phrases<String> FIRST =
            Phrases.anyOf("final-recipient:", "original-recipient:", "reporting-mta:");
    private static final Phrases<String> NAMES = Phrases.anyOf("final-recipient:", "original-recipient:");
    private static final int MAX_NAME = 40;

    private ReportLikeText() {}

    /** Where the line begins with which they begin; -1 when there are none. */
    static int begin(String text) {
        return firstLine(text, FIRST);
    }

    static List<ReceiptRecipient> recipients(String text, int limit) {
        int first = begin(text);
        if (first < 0 || firstLine(text, NAMES) < 0) {
            return List.of();
        }
        StringBuilder report = new StringBuilder();
        int line = first;
        while (line < text.length() && !text.startsWith("--", line)) {
            int next = HumanText.nextLine(text, line);
            report.append(unindented(text.substring(line, next))).append('\n');
            line = next;
        }
        byte[] content = report.toString().getBytes(StandardCharsets.UTF_8);
        RecipientGroups groups = RecipientGroups.of(FieldGroups.read(content, limit), limit);
        return groups.recipients().stream()
                .map(RecipientReader::read)
                .filter(recipient ->
                        recipient.address().isPresent() && recipient.action().isPresent())
                .toList();
    }

    /** Where the first line begins that begins with one of these; -1 when there is none. */
    private static int firstLine(String text, Phrases<String> phrases) {
        boolean[] found = new boolean[1];
        int line = 0;
        while (line < text.length()) {
            int at = line;
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
            phrases.at(text, at, text.length(), (meaning, from, to) -> found[0] = true);
            if (found[0]) {
                return line;
            }
            line = HumanText.nextLine(text, line);
        }
        return -1;
    }

    /** Some indent the whole report: then a field is told by its name. */
    private static String unindented(String line) {
        String bare = line.strip();
        int colon = bare.indexOf(':');
        boolean field =
                colon > 1 && colon <= MAX_NAME && bare.substring(0, colon).indexOf(' ') < 0;
        return field ? bare : line.stripTrailing();
    }
}
