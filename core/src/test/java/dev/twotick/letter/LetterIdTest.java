package dev.twotick.letter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LetterIdTest {
    @Test
    void laterLettersSortAfterEarlierOnesAndKeepTheirTime() {
        Random random = new Random(7);
        Instant time = Instant.parse("2026-01-01T00:00:00.001Z");
        LetterId last = LetterId.create(time, random);
        for (int i = 0; i < 10_000; i++) {
            time = time.plusMillis(1 + random.nextInt(1_000_000));
            LetterId next = LetterId.create(time, random);
            assertThat(next).isGreaterThan(last);
            assertThat(next.acceptedAt()).isEqualTo(time);
            last = next;
        }
    }

    @Test
    void bytesAndTextAreTheSameId() {
        LetterId id = LetterId.create(Instant.parse("2100-06-01T12:00:00Z"), new Random(3));
        assertThat(id.value()).hasSize(16).matches("[0-9a-v]+");
        assertThat(Base32Hex.encode(id.bytes())).isEqualTo(id.value());
    }

    @Test
    void refusesForeignText() {
        for (String foreign : new String[] {"", "zzzzzzzzzzzzzzzz", "0123456789ABCDEF", "short", "'; drop table"}) {
            assertThatThrownBy(() -> new LetterId(foreign)).hasMessageStartingWith("id:");
        }
    }
}
