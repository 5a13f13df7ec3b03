package dev.twotick.cli;

import dev.twotick.letter.Printable;
import dev.twotick.plugin.Durations;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads what stands behind a flag. */
final class Words {
    private Words() {}

    static Duration duration(String text) {
        return Durations.parse(text)
                .orElseThrow(() -> new TypeConversionException(
                        Printable.quoted(text) + " is not a duration such as 200ms, 5s, 10m, 4h or 5d"));
    }

    /** States as people write them: {@code in-doubt} is {@code IN_DOUBT}. */
    static <E extends Enum<E>> ITypeConverter<E> of(Class<E> states) {
        return text -> Arrays.stream(states.getEnumConstants())
                .filter(state ->
                        state.name().equals(text.toUpperCase(Locale.ROOT).replace('-', '_')))
                .findFirst()
                .orElseThrow(
                        () -> new TypeConversionException(Printable.quoted(text) + " is none of " + words(states)));
    }

    private static <E extends Enum<E>> String words(Class<E> states) {
        return Arrays.stream(states.getEnumConstants())
                .map(state -> state.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .collect(Collectors.joining(", "));
    }
}
