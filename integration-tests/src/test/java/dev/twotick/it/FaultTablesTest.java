package dev.twotick.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The tables of faults in the documentation have every number, and name tests that exist. */
class FaultTablesTest {
    private static final Path PROJECT = Path.of("..");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT|Contract))(?:\\.(\\w+))?`");

    private static Map<String, Path> sources;

    @BeforeAll
    static void collect() throws IOException {
        try (Stream<Path> all = Files.walk(PROJECT)) {
            sources = all.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .collect(Collectors.toMap(
                            file -> file.getFileName().toString().replace(".java", ""),
                            file -> file,
                            (one, other) -> one));
        }
    }

    private static List<String> numbers(String letter, int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(number -> String.format("%s%02d", letter, number))
                .toList();
    }

    /** A row may stand for several: {@code S31, S32} or {@code S53–S55}. */
    private static Stream<String> numbered(String row) {
        String cell = row.split("\\|", -1)[1].strip();
        String letter = cell.substring(0, 1);
        return Stream.of(cell.replace(letter, "").split(", ", -1)).flatMap(part -> {
            String[] ends = part.split("–", -1);
            return numbers(letter, Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1])).stream();
        });
    }

    private static void check(String page, List<String> numbers) throws IOException {
        List<String> rows = Files.readAllLines(PROJECT.resolve("docs").resolve(page)).stream()
                .filter(line -> line.matches("\\| [SRI]\\d\\d\\b.*"))
                .toList();
        assertThat(rows.stream().flatMap(FaultTablesTest::numbered)).containsExactlyElementsOf(numbers);
        for (String row : rows) {
            Matcher test = TEST.matcher(row);
            while (test.find()) {
                assertThat(sources).as(row).containsKey(test.group(1));
                if (test.group(2) != null) {
                    assertThat(sources.get(test.group(1))).content().contains("void " + test.group(2) + "(");
                }
            }
        }
    }

    /** A class of forty tests says little of which of them shows a fault. */
    @Test
    void ofTheMailboxNameMethods() throws IOException {
        List<String> rows = Files.readAllLines(PROJECT.resolve("docs/receipt-faults.md")).stream()
                .filter(line -> line.matches("\\| I\\d\\d\\b.*"))
                .toList();
        assertThat(rows)
                .isNotEmpty()
                .allSatisfy(row ->
                        assertThat(TEST.matcher(row).results()).isNotEmpty().allMatch(test -> test.group(2) != null));
    }

    @Test
    void ofRelays() throws IOException {
        check("smtp-faults.md", numbers("S", 1, 62));
    }

    @Test
    void ofReceiptsAndTheirMailbox() throws IOException {
        check(
                "receipt-faults.md",
                Stream.concat(numbers("R", 1, 26).stream(), numbers("I", 7, 18).stream())
                        .toList());
    }
}
