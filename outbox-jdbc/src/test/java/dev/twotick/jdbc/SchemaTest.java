package dev.twotick.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaTest {
    @TempDir
    Path directory;

    private OutboxFile file;

    @BeforeEach
    void create() {
        file = new OutboxFile(directory);
        JdbcOutbox.open(file.url()).close();
    }

    @Test
    void refusesWhatANewerVersionMade() throws SQLException {
        file.change("INSERT INTO twotick_schema_version (version, applied_at) VALUES (99, 0)");
        assertThatThrownBy(() -> JdbcOutbox.open(file.url()))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("has the schema 99, which a newer version of Twotick made")
                .hasMessageContaining("up to 2");
        assertThat(file.ask("SELECT count(*) FROM twotick_letter")).isEqualTo("0");
    }

    @Test
    void isMadeOnce() throws SQLException {
        JdbcOutbox.open(file.url()).close();
        assertThat(file.ask("SELECT version FROM twotick_schema_version")).isEqualTo("1\n2");
    }

    @Test
    void isMadeOnceByProcessesThatStartTogether() throws Exception {
        OutboxFile fresh = new OutboxFile(Files.createDirectory(directory.resolve("fresh")));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Outbox>> starts = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                starts.add(() -> JdbcOutbox.open(fresh.url()));
            }
            for (Future<Outbox> opened : threads.invokeAll(starts)) {
                opened.get().close();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(fresh.ask("SELECT version FROM twotick_schema_version")).isEqualTo("1\n2");
    }

    @Test
    void leavesNothingHalfMade() throws SQLException {
        file.change("DROP TABLE twotick_schema_version");
        assertThatThrownBy(() -> JdbcOutbox.open(file.url()))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("already exists");
        assertThat(file.ask("SELECT count(*) FROM sqlite_master WHERE name = 'twotick_schema_version'"))
                .isEqualTo("0");
    }

    @Test
    void findsWorkByIndexHoweverMuchIsStored() throws SQLException {
        for (String dueLetters : Lanes.DUE_LETTERS.values()) {
            assertThat(plan(dueLetters))
                    .containsPattern(
                            "SEARCH twotick_item USING COVERING INDEX twotick_item_(submission|filing|doubt) \\(lane=\\? AND")
                    .doesNotContain("TEMP B-TREE");
        }
        for (String dueLanes : Lanes.DUE_LANES.values()) {
            assertThat(plan(dueLanes)).doesNotContain("SCAN twotick_item").contains("COVERING INDEX twotick_item_");
        }
        assertThat(plan("{ready items}"))
                .contains("USING PRIMARY KEY (letter=?")
                .doesNotContain("SCAN twotick_item");
        assertThat(plan(Items.BY_KEY)).contains("USING PRIMARY KEY (letter=? AND number=?)");
        assertThat(plan(Items.RUN_OUT))
                .contains("USING INDEX twotick_item_leased")
                .doesNotContain("TEMP B-TREE");
        assertThat(plan(Items.PAST_DEADLINE))
                .contains("USING INDEX twotick_item_deadline")
                .doesNotContain("TEMP B-TREE");
        assertThat(plan(Purge.OLDEST)).contains("USING PRIMARY KEY").doesNotContain("TEMP B-TREE");
    }

    private String plan(String sql) throws SQLException {
        Sqlite sqlite = new Sqlite(new SqliteFile(file.path()), Sqlite.PATIENCE, InstantSource.system());
        return file.ask("EXPLAIN QUERY PLAN " + sqlite.localised(sql));
    }

    @Test
    void holdsALetterWithoutBreakingItsOwnRules() throws SQLException {
        try (Outbox outbox = JdbcOutbox.open(file.url())) {
            outbox.accept(new Samples(1).letter(Instant.EPOCH));
        }
        assertThat(file.ask("PRAGMA integrity_check")).isEqualTo("ok");
    }
}
