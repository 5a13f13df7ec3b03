package dev.twotick.confirmation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.letter.LetterId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class VerdictTest {
    private static final LetterId LETTER = LetterId.create(Instant.EPOCH, new Random(1));

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void orderAndRepetitionNeverMatter(long seed) {
        Random random = new Random(seed);
        List<Evidence> set = new ArrayList<>();
        for (int i = 0; i < random.nextInt(7); i++) {
            set.add(random(random, pick(random, EvidenceLevel.values()), pick(random, Trust.values())));
        }
        Verdict verdict = Verdict.of(set);
        for (int i = 0; i < 20; i++) {
            List<Evidence> shuffled = new ArrayList<>(set);
            for (int j = random.nextInt(5); j > 0 && !set.isEmpty(); j--) {
                shuffled.add(set.get(random.nextInt(set.size())));
            }
            Collections.shuffle(shuffled, random);
            assertThat(Verdict.of(shuffled)).as("seed %d", seed).isEqualTo(verdict);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void evidenceThatDoesNotCountNeverChangesIt(long seed) {
        Random random = new Random(seed);
        List<Evidence> genuine = new ArrayList<>();
        for (int i = 0; i < random.nextInt(5); i++) {
            genuine.add(random(random, pick(random, EvidenceLevel.values()), Trust.PLAUSIBLE));
        }
        List<Evidence> flooded = new ArrayList<>(genuine);
        for (int i = 0; i < 20; i++) {
            flooded.add(random(random, pick(random, EvidenceLevel.values()), pick(random, Trust.NONE, Trust.WEAK)));
        }
        Collections.shuffle(flooded, random);
        assertThat(Verdict.of(flooded)).as("seed %d", seed).isEqualTo(Verdict.of(genuine));
    }

    @ParameterizedTest
    @CsvSource({
        "'', NONE",
        "NOTED, NONE",
        "DELAYED, DELAYED",
        "DELAYED RELAYED, RELAYED",
        "RELAYED DELIVERED, DELIVERED",
        "DISPLAYED DELIVERED RELAYED DELAYED, DISPLAYED",
        "BOUNCED, BOUNCED",
        "BOUNCED DELAYED, BOUNCED",
        "BOUNCED RELAYED, BOUNCED",
        "BOUNCED DELIVERED, CONTESTED",
        "DISPLAYED BOUNCED, CONTESTED"
    })
    void foldsAsDesigned(String levels, Confirmation expected) {
        List<Evidence> set = Arrays.stream(levels.split(" "))
                .filter(level -> !level.isEmpty())
                .map(level -> random(new Random(1), EvidenceLevel.valueOf(level), Trust.VERIFIED))
                .toList();
        assertThat(Verdict.of(set).confirmation()).isEqualTo(expected);
    }

    @Test
    void tellsTheBestTrustOfWhatItRestsOn() {
        Random random = new Random(1);
        List<Evidence> set = List.of(
                random(random, EvidenceLevel.DELIVERED, Trust.PLAUSIBLE),
                random(random, EvidenceLevel.DELIVERED, Trust.VERIFIED),
                random(random, EvidenceLevel.DISPLAYED, Trust.WEAK));
        assertThat(Verdict.of(set)).isEqualTo(new Verdict(Confirmation.DELIVERED, Trust.VERIFIED));
    }

    @SafeVarargs
    private static <T> T pick(Random random, T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static Evidence random(Random random, EvidenceLevel level, Trust trust) {
        return new Evidence(
                "e" + random.nextInt(),
                LETTER,
                1,
                level,
                "dsn",
                trust,
                Instant.ofEpochSecond(random.nextInt(1000)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
