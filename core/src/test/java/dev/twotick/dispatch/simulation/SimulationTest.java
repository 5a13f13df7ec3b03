package dev.twotick.dispatch.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Ten thousand worlds, each from its own seed. One seed again, with what happened in it line by line: {@code mvn -pl core test
 * -Dtest=SimulationTest -Dtwotick.seed=123}. More of them: {@code -Dtwotick.seeds=1000000}.
 */
class SimulationTest {
    private static final int SEEDS = 10_000;

    private final Laboratory laboratory = new Laboratory(Flaw.NONE);
    private final PrintStream errors = System.err;

    /** The engine logs every fault that it meets, and here it meets nothing else. */
    @BeforeEach
    void silence() {
        System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    }

    @AfterEach
    void end() {
        System.setErr(errors);
        laboratory.close();
    }

    @Test
    @DisabledIfSystemProperty(named = "twotick.seed", matches = ".+")
    void whateverHappensTheGuaranteeHolds() {
        long seeds = Long.getLong("twotick.seeds", SEEDS);
        for (long seed = 0; seed < seeds; seed++) {
            Optional<Throwable> failure = laboratory.run(seed);
            if (failure.isPresent()) {
                fail(
                        "seed %d (again: mvn -pl core test -Dtest=SimulationTest -Dtwotick.seed=%d)%n%s",
                        seed, seed, String.join("\n", laboratory.tell(seed)), failure.get());
            }
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "twotick.seed", matches = "\\d+")
    void oneSeedAgain() {
        long seed = Long.getLong("twotick.seed", 0);
        laboratory.tell(seed).forEach(System.out::println);
        assertThat(laboratory.run(seed)).as("seed " + seed).isEmpty();
    }

    @Test
    void aSeedTellsTheSameStoryEachTime() {
        for (long seed = 0; seed < 20; seed++) {
            assertThat(laboratory.tell(seed)).as("seed " + seed).isEqualTo(laboratory.tell(seed));
        }
    }
}
