package dev.twotick.jdbc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.outbox.Transition;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
                .hasMessageContaining("up to 3");
        assertThat(file.ask("SELECT count(*) FROM twotick_letter")).isEqualTo("0");
    }

    @Test
    void isMadeOnce() throws SQLException {
        JdbcOutbox.open(file.url()).close();
        assertThat(file.ask("SELECT version FROM twotick_schema_version")).isEqualTo("1\n2\n3");
    }

    @Test
    void isTheSameWhenItsFilesAreRunByHand() throws Exception {
        OutboxFile byHand = new OutboxFile(Files.createDirectory(directory.resolve("by-hand")));
        for (String name : List.of("V1__outbox.sql", "V2__clock.sql", "V3__token_key.sql")) {
            try (InputStream in = Schema.class.getResourceAsStream("sqlite/" + name)) {
                String script = new String(requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
                for (String statement : script.split(";\n", -1)) {
                    byHand.change(statement);
                }
            }
        }
        String tables = "SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_master ORDER BY name)";
        assertThat(byHand.ask(tables)).isEqualTo(file.ask(tables));

        try (Outbox outbox = JdbcOutbox.open(JdbcSettings.of(byHand.url()).withMigration(false))) {
            SealedLetter letter = new Samples(1).letter(outbox.now());
            outbox.accept(letter);
            submit(outbox, letter);
        }
    }

    private static void submit(Outbox outbox, SealedLetter letter) {
        List<Lease> leases = outbox.lease(Desk.SUBMISSION, 10, 10, Samples.TTL);
        assertThat(leases).extracting(lease -> lease.letter().id()).containsExactly(letter.id());
        assertThat(outbox.intend(leases.get(0), List.of(1))).isTrue();
        assertThat(outbox.record(leases.get(0), List.of(Transition.to(1, EventType.SUBMITTED, Map.of()))))
                .isPresent();
    }

    @Test
    void isBroughtUpToDateUnderLettersThatAreUnderWay() throws SQLException {
        Samples samples = new Samples(1);
        SealedLetter intended;
        SealedLetter waiting;
        try (Outbox outbox = JdbcOutbox.open(file.url())) {
            intended = samples.letter(outbox.now());
            outbox.accept(intended);
            Lease lease = outbox.lease(Desk.SUBMISSION, 1, 1, Samples.TTL).get(0);
            assertThat(outbox.intend(lease, List.of(1))).isTrue();
            waiting = samples.letter(outbox.now());
            outbox.accept(waiting);
        }
        // as the first version has left it, a while ago
        file.change("DROP TABLE twotick_clock");
        file.change("ALTER TABLE twotick_letter DROP COLUMN token_key");
        file.change("DELETE FROM twotick_schema_version WHERE version > 1");
        file.change("UPDATE twotick_item SET leased_until = 1 WHERE leased_until IS NOT NULL");

        try (Outbox outbox = JdbcOutbox.open(file.url())) {
            assertThat(file.ask("SELECT version FROM twotick_schema_version")).isEqualTo("1\n2\n3");
            assertThat(outbox.recover(10)).extracting(Event::type).containsExactly(EventType.IN_DOUBT);
            assertThat(outbox.find(intended.id())
                            .orElseThrow()
                            .recipients()
                            .get(0)
                            .submission())
                    .isEqualTo(SubmissionState.IN_DOUBT);
            submit(outbox, waiting);
        }
    }

    @Test
    void aProcessThatIsOpenGoesOnBesideANewerVersionAndIsRefusedOnceItStartsAgain() throws SQLException {
        try (Outbox old = JdbcOutbox.open(file.url())) {
            file.change("ALTER TABLE twotick_item ADD COLUMN mood TEXT NOT NULL DEFAULT 'fine'");
            file.change("ALTER TABLE twotick_event ADD COLUMN mood TEXT");
            file.change("CREATE TABLE twotick_mood (name TEXT)");
            file.change("INSERT INTO twotick_schema_version (version, applied_at) VALUES (4, 0)");

            SealedLetter letter = new Samples(1).letter(old.now());
            old.accept(letter);
            submit(old, letter);
            assertThat(old.find(letter.id()).orElseThrow().recipients().get(0).submission())
                    .isEqualTo(SubmissionState.SUBMITTED);
            assertThat(file.ask("SELECT DISTINCT mood FROM twotick_item")).isEqualTo("fine");
        }
        assertThatThrownBy(() -> JdbcOutbox.open(file.url()))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("has the schema 4, which a newer version of Twotick made");
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
        assertThat(fresh.ask("SELECT version FROM twotick_schema_version")).isEqualTo("1\n2\n3");
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
