package dev.twotick.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twotick.letter.SealedLetter;
import dev.twotick.letter.WireBytes;
import dev.twotick.outbox.Acceptance;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.Retention;
import dev.twotick.testkit.SettableClock;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node that stands still in the middle of a big letter, while another one tidies up. */
class AbandonedUploadTest {
    private static final int PARTS = 2;

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T12:00:00Z"));
    private final byte[] bytes = new byte[PARTS * Chunk.MOST];
    private OutboxFile file;
    private Outbox outbox;
    private Outbox other;

    @BeforeEach
    void open() {
        Arrays.fill(bytes, (byte) 'x');
        file = new OutboxFile(directory);
        outbox = file.outbox(clock);
        other = file.outbox(clock);
    }

    @AfterEach
    void close() {
        outbox.close();
        other.close();
    }

    /** Bytes behind each part of which the reader stands still, once. */
    private final class SlowBytes implements WireBytes {
        private final Duration[] pauses;

        SlowBytes(Duration... pauses) {
            this.pauses = pauses;
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public boolean eightBit() {
            return false;
        }

        @Override
        public boolean utf8Headers() {
            return false;
        }

        @Override
        public InputStream open() {
            return new FilterInputStream(new ByteArrayInputStream(bytes)) {
                private int read;

                @Override
                public int read(byte[] into, int from, int length) throws IOException {
                    if (length > 0 && read > 0 && read % Chunk.MOST == 0) {
                        pause(read / Chunk.MOST - 1);
                    }
                    int more = super.read(into, from, length);
                    read += Math.max(0, more);
                    return more;
                }
            };
        }

        private void pause(int part) {
            clock.advance(pauses[part]);
            pauses[part] = Duration.ZERO;
            other.purge(Retention.USUAL, 10);
        }
    }

    private SealedLetter letter(WireBytes wire) {
        SealedLetter plain = new Samples(1).letter(clock.instant());
        return new SealedLetter(
                plain.id(),
                plain.acceptedAt(),
                plain.envelope(),
                plain.messageId(),
                false,
                wire,
                "",
                Optional.of("k"),
                plain.contentDigest(),
                Map.of(),
                plain.terms(),
                plain.tokenKey());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aLetterWhosePartsWereRemovedMeanwhileIsRefused(int part) throws SQLException, IOException {
        Duration[] pauses = {Duration.ZERO, Duration.ZERO};
        pauses[part] = Duration.ofHours(2);
        SealedLetter letter = letter(new SlowBytes(pauses));

        assertThatThrownBy(() -> outbox.accept(letter))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("were removed meanwhile")
                .hasMessageContaining("send it again");

        assertThat(outbox.find(letter.id())).isEmpty();
        assertThat(file.ask("SELECT count(*) FROM twotick_chunk")).isEqualTo("0");
        assertThat(outbox.accept(letter)).isInstanceOf(Acceptance.Accepted.class);
        assertWhole();
    }

    @Test
    void aLetterThatComesSlowlyIsNotGivenUp() throws SQLException, IOException {
        SealedLetter letter = letter(new SlowBytes(Duration.ofMinutes(40), Duration.ofMinutes(40)));

        assertThat(outbox.accept(letter)).isInstanceOf(Acceptance.Accepted.class);
        assertWhole();
    }

    private void assertWhole() throws SQLException, IOException {
        assertThat(file.ask("SELECT count(*) FROM twotick_upload")).isEqualTo("0");
        try (InputStream in = outbox.lease(Desk.SUBMISSION, 1, 1, Samples.TTL)
                .get(0)
                .letter()
                .wire()
                .open()) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
    }
}
