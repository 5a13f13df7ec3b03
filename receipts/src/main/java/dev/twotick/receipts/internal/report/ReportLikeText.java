package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.ReceiptRecipient;
import dev.twotick.receipts.internal.mime.FieldGroups;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** The fields of a delivery report where they stand in the text, without a part of their own. */
final class ReportLikeText {
    private static final Pattern FIRST = Pattern.compile(
            "^\\s{0,8}(?:Final-Recipient|Original-Recipient|Reporting-MTA) ?:", Pattern.CASE_INSENSITIVE);
    private static final Pattern RECIPIENT =
            Pattern.compile("^\\s{0,8}(?:Final-Recipient|Original-Recipient) ?:.*@", Pattern.CASE_INSENSITIVE);
    private static final Pattern FIELD = Pattern.compile("^[A-Za-z][A-Za-z-]{2,40} ?:");

    private ReportLikeText() {}

    static List<ReceiptRecipient> recipients(List<String> lines, int limit) {
        if (lines.stream().noneMatch(line -> RECIPIENT.matcher(line).find())) {
            return List.of();
        }
        StringBuilder report = new StringBuilder();
        lines.stream()
                .dropWhile(line -> !FIRST.matcher(line).find())
                .takeWhile(line -> !line.startsWith("--"))
                .forEach(line -> report.append(unindented(line)).append('\n'));
        byte[] content = report.toString().getBytes(StandardCharsets.UTF_8);
        RecipientGroups groups = RecipientGroups.of(FieldGroups.read(content, limit), limit);
        return groups.recipients().stream()
                .map(RecipientReader::read)
                .filter(recipient ->
                        recipient.address().isPresent() && recipient.action().isPresent())
                .toList();
    }

    /** Some indent the whole report: then a field is told by its name. */
    private static String unindented(String line) {
        String text = line.strip();
        return FIELD.matcher(text).find() ? text : line;
    }
}
