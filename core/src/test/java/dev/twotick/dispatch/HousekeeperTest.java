package dev.twotick.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.letter.Assurance;
import dev.twotick.letter.LetterId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HousekeeperTest {
    private final Bench bench =
            new Bench("retention.bodies", "1d", "retention.letters", "10d", "retention.tombstones", "20d");

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void bytesGoFirstThenLettersAndOfThoseThatHaveNotEndedNothing() {
        bench.relay(Answers::taken);
        LetterId ended = bench.accept(Assurance.submitted(), "ann@dest.example");
        bench.dispatcher().work();
        LetterId waiting = bench.accept(Assurance.submitted(), "bob@dest.example");
        bench.advance(Duration.ofDays(2));
        bench.keepHouse();
        assertThat(bench.memory.find(ended).orElseThrow().letter().wire().available())
                .isFalse();
        bench.advance(Duration.ofDays(9));
        bench.keepHouse();
        assertThat(bench.memory.find(ended)).isEmpty();
        assertThat(bench.memory.tombstone(ended)).isPresent();
        assertThat(bench.memory.find(waiting).orElseThrow().letter().wire().available())
                .isTrue();
    }

    @Test
    void aLongPurgeGoesInSmallSteps() {
        bench.relay(Answers::taken);
        List<LetterId> ids = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            ids.add(bench.accept(Assurance.submitted(), "r" + i + "@dest.example"));
        }
        while (bench.dispatcher().work() > 0) {
            bench.advance(Duration.ofMillis(1));
        }
        bench.advance(Duration.ofDays(11));
        List<Long> left = new ArrayList<>();
        for (int round = 0; round < 10; round++) {
            bench.keepHouse();
            left.add(
                    ids.stream().filter(id -> bench.memory.find(id).isPresent()).count());
        }
        assertThat(left.get(0)).isGreaterThanOrEqualTo(70);
        assertThat(left).last().isEqualTo(0L);
    }
}
