package dev.twotick.dispatch.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A simulation that nothing can fail in shows nothing: with each of these parts some world must go wrong, and soon. */
class BrokenPartsAreCaughtTest {
    private static final int SEEDS = 3000;

    private final PrintStream errors = System.err;

    @BeforeEach
    void silence() {
        System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    }

    @AfterEach
    void speak() {
        System.setErr(errors);
    }

    @ParameterizedTest
    @EnumSource(Flaws.class)
    void soon(Flaws flaw) {
        try (Laboratory laboratory = new Laboratory(flaw)) {
            Optional<Throwable> caught = LongStream.range(0, SEEDS)
                    .mapToObj(laboratory::run)
                    .flatMap(Optional::stream)
                    .findFirst();
            assertThat(caught).get().isInstanceOf(Violation.class);
        }
    }
}
