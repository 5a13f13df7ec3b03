package dev.twotick.receipts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What is known of a folder of receipts: a table with a header line and tabs between the columns {@code corpus}, {@code file},
 * {@code kind}, {@code verdict}, {@code recipients}, {@code status}, {@code permanence}, {@code orig_message_id} and {@code note};
 * several values with semicolons between, {@code -} where nothing is known. A file lies at corpus/file; one whose note says DOUBTFUL
 * is passed over.
 */
final class ExpectedReceipts {
    private static final Set<String> CLASSES = Set.of("permanent", "transient");

    /** A question that is asked of each receipt of which the answer is known, and how many must be right. */
    enum Bar {
        BOUNCE_RECOGNISED(99.5, row -> row.is("bounce"), (row, got) -> bounced(got) || got.says("delayed")),
        RIGHT_RECIPIENTS(
                98,
                row -> !row.all("recipients").isEmpty() && !row.text("kind").equals("mdn") && !row.notes("at-least"),
                (row, got) -> row.all("recipients").equals(got.addresses())),
        PERMANENT_OR_TRANSIENT(
                99,
                row -> row.is("bounce") && !row.classes().isEmpty(),
                (row, got) -> row.classes().equals(got.permanence())),
        ORIGINAL_MESSAGE_ID(
                92,
                row -> !row.text("orig_message_id").equals("-"),
                (row, got) -> row.text("orig_message_id").replaceAll("[<>]", "").equals(got.letter())),
        COMPLAINT_RECOGNISED(
                100, row -> row.is("complaint"), (row, got) -> got.receipt().kind() == ReceiptKind.ARF),
        NO_OTHER_MAIL_CALLED_A_BOUNCE(
                100, row -> row.is("autoreply") || row.is("notbounce") || row.is("mdn"), (row, got) -> !bounced(got));

        private final double percent;
        private final Predicate<Row> asked;
        private final BiPredicate<Row, Answer> right;

        Bar(double percent, Predicate<Row> asked, BiPredicate<Row, Answer> right) {
            this.percent = percent;
            this.asked = asked;
            this.right = right;
        }

        private static boolean bounced(Answer got) {
            boolean otherwise = got.receipt().recipients().stream()
                    .flatMap(recipient -> recipient.action().stream())
                    .anyMatch(action -> !action.equals("failed"));
            return got.says("failed") || (got.receipt().kind() == ReceiptKind.BOUNCE_TEXT && !otherwise);
        }
    }

    /** A line of the table. */
    private record Row(Map<String, String> cells) {
        String text(String column) {
            return cells.getOrDefault(column, "-");
        }

        boolean is(String verdict) {
            return text("verdict").equals(verdict);
        }

        boolean notes(String word) {
            return text("note").contains(word);
        }

        Set<String> all(String column) {
            return Arrays.stream(text(column).toLowerCase(Locale.ROOT).split(";"))
                    .filter(value -> !value.equals("-"))
                    .collect(Collectors.toSet());
        }

        /** By the codes; else by the words, where they are only these. */
        Set<String> classes() {
            Set<String> codes = all("status");
            if (!codes.isEmpty() && codes.stream().allMatch(code -> code.matches("[45].*"))) {
                return codes.stream()
                        .map(code -> code.startsWith("5") ? "permanent" : "transient")
                        .collect(Collectors.toSet());
            }
            return CLASSES.containsAll(all("permanence")) ? all("permanence") : Set.of();
        }

        String path() {
            return text("corpus") + "/" + text("file");
        }
    }

    /** What was read. */
    private record Answer(Receipt receipt) {
        boolean says(String action) {
            return receipt.recipients().stream()
                    .anyMatch(recipient -> recipient.action().equals(Optional.of(action)));
        }

        Set<String> addresses() {
            return receipt.recipients().stream()
                    .flatMap(recipient -> recipient.intended().stream())
                    .map(address -> address.toLowerCase(Locale.ROOT))
                    .collect(Collectors.toSet());
        }

        Set<String> permanence() {
            return receipt.recipients().stream()
                    .flatMap(recipient -> recipient.permanence().stream())
                    .map(Permanence::word)
                    .collect(Collectors.toSet());
        }

        String letter() {
            return receipt.originalMessageId().orElse("").replaceAll("[<>]", "").strip();
        }
    }

    private final List<Row> rows;

    private ExpectedReceipts(List<Row> rows) {
        this.rows = rows;
    }

    static ExpectedReceipts read(Path table) throws IOException {
        List<String[]> lines = new String(Files.readAllBytes(table), StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.split("\t", -1))
                .toList();
        String[] names = lines.get(0);
        return new ExpectedReceipts(lines.stream()
                .skip(1)
                .map(cells -> new Row(IntStream.range(0, Math.min(names.length, cells.length))
                        .boxed()
                        .collect(Collectors.toMap(i -> names[i], i -> cells[i]))))
                .filter(row -> !row.notes("DOUBTFUL"))
                .toList());
    }

    /** The bars that were missed, each with the files that were read otherwise. */
    Map<Bar, List<String>> missed(Map<String, Receipt> read) {
        Map<Bar, List<String>> missed = new TreeMap<>();
        for (Bar bar : Bar.values()) {
            List<Row> asked = known(read).filter(bar.asked).toList();
            List<String> wrong = asked.stream()
                    .filter(row -> !bar.right.test(row, new Answer(read.get(row.path()))))
                    .map(Row::path)
                    .toList();
            if (100.0 * (asked.size() - wrong.size()) < bar.percent * asked.size()) {
                missed.put(bar, wrong);
            }
        }
        return missed;
    }

    private Stream<Row> known(Map<String, Receipt> read) {
        return rows.stream().filter(row -> read.containsKey(row.path()));
    }
}
