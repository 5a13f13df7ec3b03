package dev.twotick.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SourcePausesTest {
    private static List<Duration> drawn(SourcePauses pauses, int count) {
        return Stream.generate(pauses::next).limit(count).toList();
    }

    @Test
    void theyGrowToAMinuteAndAreDrawnFromTheUpperHalf() {
        List<Duration> pauses = drawn(new SourcePauses(new Random(1)), 200);
        for (int i = 0; i < pauses.size(); i++) {
            Duration ceiling = i < 6 ? Duration.ofSeconds(1L << i) : SourcePauses.LONGEST;
            assertThat(pauses.get(i)).isBetween(ceiling.dividedBy(2), ceiling);
        }
        assertThat(pauses.subList(6, 200)).anyMatch(pause -> pause.compareTo(Duration.ofSeconds(35)) < 0);
        assertThat(pauses.subList(6, 200)).anyMatch(pause -> pause.compareTo(Duration.ofSeconds(55)) > 0);
    }

    @Test
    void twoNodesThatLostTheServerTogetherDoNotComeBackTogether() {
        assertThat(drawn(new SourcePauses(new Random(1)), 10))
                .doesNotContainAnyElementsOf(drawn(new SourcePauses(new Random(2)), 10));
    }

    @Test
    void theyBeginAnewOnceItWasRead() {
        SourcePauses pauses = new SourcePauses(new Random(1));
        drawn(pauses, 20);
        pauses.well();
        assertThat(pauses.next()).isLessThanOrEqualTo(SourcePauses.FIRST);
    }
}
