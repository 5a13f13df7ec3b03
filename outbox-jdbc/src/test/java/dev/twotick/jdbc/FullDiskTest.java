package dev.twotick.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Acceptance;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullDiskTest {
    @TempDir
    Path directory;

    /** SQLite that may fill only so many pages. */
    private static final class TightSqlite extends Sqlite {
        private int pages = 90;

        TightSqlite(Path file) {
            super(new SqliteFile(file), Sqlite.PATIENCE, InstantSource.system());
        }

        void makeRoom() {
            pages = 100_000;
        }

        @Override
        public Connection connect() throws SQLException {
            Connection connection = super.connect();
            new Statements(connection, this)
                    .only("PRAGMA max_page_count = " + pages, row -> row.number("max_page_count"));
            return connection;
        }
    }

    @Test
    void refusesALetterWholeAndRecoversWithoutARestart() {
        OutboxFile file = new OutboxFile(directory);
        TightSqlite sqlite = new TightSqlite(file.path());
        Samples samples = new Samples(1);
        SealedLetter small = samples.letter(Instant.EPOCH);
        SealedLetter big = samples.letter(
                Instant.EPOCH,
                Optional.of("big"),
                List.of(EmailAddress.of("ann@customer.example")),
                Samples.wire("line\r\n ".repeat(100_000)));
        try (Outbox outbox = JdbcOutbox.open(sqlite, true)) {
            outbox.accept(small);

            assertThatThrownBy(() -> outbox.accept(big))
                    .isInstanceOf(OutboxException.class)
                    .hasMessageStartingWith("cannot accept letter " + big.id())
                    .hasMessageContaining("the disk that holds " + file.path() + " is full; make room");
            assertThat(outbox.find(big.id())).isEmpty();
            assertThat(outbox.find(small.id())).isPresent();
            assertThat(outbox.events(0, 10)).hasSize(1);

            sqlite.makeRoom();
            assertThat(outbox.accept(big)).isInstanceOf(Acceptance.Accepted.class);
            assertThat(outbox.find(big.id())).isPresent();
        }
    }
}
