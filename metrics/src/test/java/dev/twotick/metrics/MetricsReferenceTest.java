package dev.twotick.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MetricsReferenceTest {
    private static final Path REFERENCE = Path.of("..", "docs", "metrics.md");

    private static List<String> rowsThatBeginWith(String start) throws IOException {
        return Files.readAllLines(REFERENCE).stream()
                .filter(line -> line.startsWith(start))
                .toList();
    }

    private static String row(TwotickMeter meter) {
        String tags = Arrays.stream(meter.getKeyNames())
                .map(KeyName::asString)
                .map(tag -> "`" + tag + "`")
                .collect(Collectors.joining(", "));
        return "| `" + meter.getName() + "` | " + type(meter.getType()) + " | " + unit(meter) + " | "
                + (tags.isEmpty() ? "–" : tags) + " | " + meter.description() + " |";
    }

    private static String type(Meter.Type type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    private static String unit(TwotickMeter meter) {
        return Optional.ofNullable(meter.getBaseUnit()).orElse("–");
    }

    @Test
    void theTableOfMetersIsTheEnum() throws IOException {
        assertThat(rowsThatBeginWith("| `twotick."))
                .containsExactlyElementsOf(Arrays.stream(TwotickMeter.values())
                        .map(MetricsReferenceTest::row)
                        .toList());
    }

    @Test
    void theTableOfTagsIsTheEnum() throws IOException {
        for (TwotickTag tag : TwotickTag.values()) {
            assertThat(rowsThatBeginWith("| `" + tag.asString() + "` |"))
                    .containsExactly("| `" + tag.asString() + "` | " + tag.description() + " |");
        }
    }

    @Test
    void namesFollowTheConventionOfMicrometer() {
        assertThat(TwotickMeter.values())
                .extracting(TwotickMeter::getName)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("twotick(\\.[a-z]+)+"));
    }
}
