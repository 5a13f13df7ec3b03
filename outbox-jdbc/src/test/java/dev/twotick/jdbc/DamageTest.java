package dev.twotick.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.testkit.SettableClock;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another program, a newer version or a bad disk may have left in the rows. */
class DamageTest {
    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock();
    private final Samples samples = new Samples(1);
    private OutboxFile file;
    private Outbox outbox;

    @BeforeEach
    void open() {
        file = new OutboxFile(directory);
        outbox = JdbcOutbox.open(file.url(), clock);
    }

    @AfterEach
    void close() {
        outbox.close();
    }

    @Test
    void refusesToGiveOutDamagedBytes() throws SQLException {
        SealedLetter letter = samples.letter(clock.instant());
        outbox.accept(letter);
        SealedLetter stored = outbox.find(letter.id()).orElseThrow().letter();

        file.change("UPDATE body SET bytes = substr(bytes, 1, length(bytes) - 1)");
        assertThatThrownBy(() -> stored.wire().open())
                .isInstanceOf(IOException.class)
                .hasMessageContaining(letter.id().value())
                .hasMessageContaining("damaged: 59 bytes are there, 60 were stored");

        file.change("UPDATE body SET bytes = CAST(bytes || 'x' AS BLOB)");
        assertThatThrownBy(() -> stored.wire().open())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("SHA-256");

        file.change("DELETE FROM body");
        assertThatThrownBy(() -> stored.wire().open())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not there");
    }

    @Test
    void putsADamagedLetterAsideAndLeasesTheOthers() throws SQLException {
        SealedLetter damaged = samples.letter(clock.instant());
        outbox.accept(damaged);
        clock.advance(Duration.ofSeconds(1));
        SealedLetter sound = samples.letter(clock.instant());
        outbox.accept(sound);
        file.change("UPDATE letter SET recipients = '[' WHERE id = '" + damaged.id() + "'");

        List<Lease> leases = outbox.lease(Desk.SUBMISSION, 10, 10, Samples.TTL);

        assertThat(leases).extracting(lease -> lease.letter().id()).containsExactly(sound.id());
        assertThat(outbox.stocktake().in(SubmissionState.HELD)).isEqualTo(1);
        assertThat(outbox.events(2, 1)).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo(EventType.HELD);
            assertThat(event.letter()).isEqualTo(damaged.id());
            assertThat(event.fact(Fact.REASON).orElse("")).contains("damaged");
        });
        assertThatThrownBy(() -> outbox.find(damaged.id()))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining(damaged.id().value());
    }

    @Test
    void skipsFactsOfANewerVersionAndNamesEventsOfOne() throws SQLException {
        SealedLetter first = samples.letter(clock.instant());
        outbox.accept(first);
        file.change("UPDATE event SET facts = '{\"reason\":\"r\",\"mood\":\"fine\",\"tree\":{\"a\":[1]}}'");

        assertThat(outbox.events(0, 10))
                .singleElement()
                .satisfies(event -> assertThat(event.facts()).isEqualTo(Map.of(Fact.REASON, "r")));

        clock.advance(Duration.ofSeconds(1));
        SealedLetter second = samples.letter(clock.instant());
        outbox.accept(second);
        file.change("UPDATE event SET type = 'TELEPORTED' WHERE seq = 1");

        assertThatThrownBy(() -> outbox.find(first.id()))
                .isInstanceOf(OutboxException.class)
                .hasMessage(
                        "event 1 of the type TELEPORTED cannot be read: a newer version wrote it, or it is damaged");
        assertThat(outbox.find(second.id())).isPresent();
        assertThat(outbox.events(1, 10)).hasSize(1);

        file.change("UPDATE event SET type = 'EVIDENCE', facts = '{\"level\":\"DREAMT\"}' WHERE seq = 1");

        assertThatThrownBy(() -> outbox.find(first.id()))
                .isInstanceOf(OutboxException.class)
                .hasMessageStartingWith("event 1 of the type EVIDENCE cannot be read");
    }
}
