package dev.twotick.jdbc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Acceptance.Accepted;
import dev.twotick.outbox.Acceptance.Known;
import dev.twotick.outbox.DeliveryQuery;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.outbox.Transition;
import dev.twotick.plugin.Plugins;
import dev.twotick.plugin.Section;
import dev.twotick.plugin.Settings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What several nodes and other programs do to an outbox in PostgreSQL. */
class PostgresTest {
    @RegisterExtension
    final PostgresDatabase database = new PostgresDatabase();

    private final Samples samples = new Samples(1);
    private Outbox one;
    private Outbox other;

    @BeforeEach
    void open() {
        one = JdbcOutbox.open(database.url());
        other = JdbcOutbox.open(database.url());
    }

    @AfterEach
    void close() {
        one.close();
        other.close();
    }

    private SealedLetter accept(Outbox outbox) {
        SealedLetter letter = samples.letter(outbox.now());
        assertThat(outbox.accept(letter)).isInstanceOf(Accepted.class);
        return letter;
    }

    @Test
    void nodesShareTheLeasesWithoutTakingALetterTwice() throws Exception {
        Set<LetterId> accepted = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            accepted.add(accept(i % 2 == 0 ? one : other).id());
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Lease> leases = new ArrayList<>();
        try {
            List<Callable<List<Lease>>> workers =
                    List.of(() -> submitAll(one), () -> submitAll(other), () -> submitAll(one), () -> submitAll(other));
            for (Future<List<Lease>> worked : threads.invokeAll(workers)) {
                leases.addAll(worked.get());
            }
        } finally {
            threads.shutdownNow();
        }
        // one of them may have passed over what another one held for a moment
        leases.addAll(submitAll(one));

        assertThat(leases).extracting(Lease::fence).doesNotHaveDuplicates();
        assertThat(leases)
                .extracting(lease -> lease.letter().id())
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(accepted);
        assertThat(one.events(0, 1000)).hasSize(500).isEqualTo(other.events(0, 1000));
    }

    private static List<Lease> submitAll(Outbox outbox) {
        List<Lease> done = new ArrayList<>();
        while (true) {
            List<Lease> leases = outbox.lease(Desk.SUBMISSION, 3, 10, Samples.TTL);
            if (leases.isEmpty()) {
                return done;
            }
            for (Lease lease : leases) {
                assertThat(outbox.intend(lease, List.of(1))).isTrue();
                assertThat(outbox.record(lease, List.of(Transition.to(1, EventType.SUBMITTED, Map.of()))))
                        .isPresent();
                done.add(lease);
            }
        }
    }

    @Test
    void aNodeThatWasTakenOverWritesNothing() throws SQLException {
        accept(one);
        Lease lost = one.lease(Desk.SUBMISSION, 1, 1, Samples.TTL).get(0);
        database.change("UPDATE twotick_item SET leased_until = 0 WHERE leased_until IS NOT NULL");
        assertThat(other.recover(10)).extracting(Event::type).containsExactly(EventType.RECOVERED);
        other.lease(Desk.SUBMISSION, 1, 1, Samples.TTL);

        assertThat(one.intend(lost, List.of(1))).isFalse();
        assertThat(one.record(lost, List.of(Transition.to(1, EventType.SUBMITTED, Map.of()))))
                .isEmpty();
        assertThat(one.renew(lost, Samples.TTL)).isFalse();
    }

    @Test
    void anEventThatIsCommittedLateIsNotPassedOver() throws SQLException {
        try (Connection slow = database.connect()) {
            slow.setAutoCommit(false);
            SealedLetter early = samples.letter(one.now());
            Event first = ((Accepted) one.accept(early, JdbcEnlistment.of(slow)))
                    .events()
                    .get(0);
            SealedLetter late = accept(other);

            assertThat(other.find(late.id())).isPresent();
            assertThat(other.events(0, 10))
                    .as("what comes after one that is still open")
                    .isEmpty();
            assertThat(other.lastSeq()).isZero();
            slow.commit();

            assertThat(other.events(0, 10))
                    .startsWith(first)
                    .extracting(Event::letter)
                    .containsExactly(early.id(), late.id());
        }
    }

    @Test
    void goesByTheClockOfTheServer() throws SQLException {
        SealedLetter letter = accept(one);

        long now = Long.parseLong(database.ask("SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint"));
        assertThat(one.now()).isCloseTo(Instant.ofEpochMilli(now), within(5, ChronoUnit.SECONDS));
        assertThat(one.events(0, 10))
                .allSatisfy(event ->
                        assertThat(event.at()).isCloseTo(Instant.ofEpochMilli(now), within(30, ChronoUnit.SECONDS)));
        assertThat(letter.acceptedAt()).isEqualTo(letter.acceptedAt().truncatedTo(ChronoUnit.MILLIS));
    }

    @Test
    void numbersGoOnRisingInAnotherCluster() throws SQLException {
        accept(one);
        database.change("UPDATE twotick_event SET seq = (1::bigint << 50) + 7");

        try (Outbox restored = JdbcOutbox.open(database.url())) {
            accept(restored);

            assertThat(restored.events(0, 10))
                    .hasSize(2)
                    .extracting(Event::seq)
                    .isSorted()
                    .startsWith((1L << 50) + 7);
        }
    }

    @Test
    void aServerThatEndsTheConnectionIsMetAgain() throws SQLException {
        accept(one);
        database.change("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE application_name = 'twotick-outbox'");

        SealedLetter letter = samples.letter(one.now());
        try {
            one.accept(letter);
        } catch (OutboxException e) {
            assertThat(e).hasMessageContaining("cannot be reached, or ended the connection");
            assertThat(one.accept(letter)).isInstanceOf(Accepted.class);
        }
        assertThat(one.lease(Desk.SUBMISSION, 10, 10, Samples.TTL)).hasSize(2);
    }

    @Test
    void aFullDiskRefusesALetterWholeAndAllGoesOnWhenThereIsRoom() throws SQLException {
        SealedLetter letter = samples.letter(one.now());
        database.change("CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$");
        database.change("CREATE TRIGGER no_room BEFORE INSERT ON twotick_event EXECUTE FUNCTION no_room()");

        assertThatThrownBy(() -> one.accept(letter))
                .isInstanceOf(OutboxException.class)
                .hasMessageStartingWith("cannot accept letter " + letter.id() + ": the disk of ")
                .hasMessageContaining(" is full; make room")
                .hasMessageContaining("53100");
        assertThat(one.find(letter.id())).isEmpty();
        for (String table : List.of("letter", "item", "chunk", "idempotency", "event")) {
            assertThat(database.ask("SELECT count(*) FROM twotick_" + table))
                    .as(table)
                    .isEqualTo("0");
        }

        database.change("DROP TRIGGER no_room ON twotick_event");
        assertThat(one.accept(letter)).isInstanceOf(Accepted.class);
        assertThat(submitAll(one)).hasSize(1);
    }

    @Test
    void refusesASessionThatWouldLoseLetters() {
        String careless = database.url() + "&options=-c%20synchronous_commit=off";

        assertThatThrownBy(() -> JdbcOutbox.open(careless))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("synchronous_commit = off")
                .hasMessageContaining("off-i-accept-lost-letters");
        JdbcOutbox.open(JdbcSettings.of(careless).withLostLettersAccepted(true)).close();
    }

    @Test
    void refusesAServerThatMayTearPages() throws SQLException {
        assumeTrue(PostgresServer.isOurs(), "the server is not ours to set up carelessly");
        setUp("SET full_page_writes = off", "off");
        try {
            refuses(database.url(), "full_page_writes");
        } finally {
            setUp("RESET full_page_writes", "on");
        }
        JdbcOutbox.open(database.url()).close();
    }

    /** The server takes its own time to read its settings again. */
    private void setUp(String change, String value) throws SQLException {
        database.change("ALTER SYSTEM " + change);
        database.change("SELECT pg_reload_conf()");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> database.ask("SHOW full_page_writes").equals(value));
    }

    @Test
    void refusesAServerThatDoesNotSync() throws IOException {
        try (EmbeddedPostgres careless = EmbeddedPostgres.builder()
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("fsync", "off")
                .start()) {
            refuses(careless.getJdbcUrl("postgres", "postgres"), "fsync");
        }
    }

    private static void refuses(String url, String setting) {
        assertThatThrownBy(() -> JdbcOutbox.open(url))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining(setting + " = off")
                .hasMessageContaining("correct postgresql.conf");
        JdbcOutbox.open(JdbcSettings.of(url).withLostLettersAccepted(true)).close();
    }

    @Test
    void theSettingsWordTakesASessionThatWouldLoseLetters() {
        Settings careless = Settings.EMPTY.with("outbox.url", database.url() + "&options=-c%20synchronous_commit=off");
        Plugins plugins = new Plugins(getClass().getClassLoader());
        Section strict = Section.of(careless).part("outbox.");
        Section lax = Section.of(careless.with("outbox.synchronous", "off-i-accept-lost-letters"))
                .part("outbox.");

        assertThat(plugins.outbox(strict)).isEmpty();
        assertThat(strict.faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.problem()).contains("synchronous_commit = off"));
        plugins.outbox(lax).orElseThrow().close();
        assertThat(lax.faults()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE twotick_chunk SET bytes = substr(bytes, 1, length(bytes) - 1)",
                "UPDATE twotick_chunk SET bytes = overlay(bytes placing 'x'::bytea from 1)",
                "DELETE FROM twotick_chunk"
            })
    void holdsALetterWhoseBytesAreDamagedAndLeasesTheOthers(String damage) throws SQLException {
        SealedLetter damaged = accept(one);
        database.change(damage);
        SealedLetter sound = accept(one);

        assertThat(other.lease(Desk.SUBMISSION, 10, 10, Samples.TTL))
                .extracting(lease -> lease.letter().id())
                .containsExactly(sound.id());
        assertThat(other.find(damaged.id()).orElseThrow().recipients())
                .singleElement()
                .satisfies(view -> {
                    assertThat(view.submission()).isEqualTo(SubmissionState.HELD);
                    assertThat(view.reason().orElse("")).contains("the stored bytes of letter " + damaged.id());
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"state = 'SUBMITTING', ready_for = NULL", "due = NULL, ready_for = NULL"})
    void holdsAtTheStartWhatNobodyWouldEverTakeUp(String damage) throws SQLException {
        SealedLetter letter = accept(one);
        SealedLetter sound = accept(one);
        database.change("UPDATE twotick_item SET " + damage + " WHERE number = 1 AND letter = '" + letter.id() + "'");

        assertThat(other.recover(10)).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo(EventType.HELD);
            assertThat(event.letter()).isEqualTo(letter.id());
            assertThat(event.fact(Fact.REASON).orElse("")).contains("in a way that no step leads to");
        });
        assertThat(submitAll(other)).extracting(lease -> lease.letter().id()).containsExactly(sound.id());
    }

    @Test
    void worksOnTablesThatWereMadeByHand() throws Exception {
        String schema = database.ask("SELECT current_schema()");
        String byHand = schema + "_by_hand";
        database.change("CREATE SCHEMA " + byHand);
        String url = database.url().replace(schema, byHand);
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String name : List.of("V1__outbox.sql", "V2__token_key.sql")) {
                try (InputStream file = Schema.class.getResourceAsStream("postgresql/" + name)) {
                    statement.execute(new String(requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        try (Outbox outbox = JdbcOutbox.open(JdbcSettings.of(url).withMigration(false))) {
            SealedLetter letter = accept(outbox);
            assertThat(submitAll(outbox))
                    .extracting(lease -> lease.letter().id())
                    .containsExactly(letter.id());
        }
    }

    /** A migration's transaction is as old as its first statement, and others go on meanwhile. */
    @Test
    void numbersDoNotRiseBecauseOthersWroteMeanwhile() throws SQLException {
        try (Connection starting = database.connect();
                Statement statement = starting.createStatement()) {
            starting.setAutoCommit(false);
            statement.execute("SELECT pg_current_xact_id()");
            accept(one);
            accept(other);
            assertThat(statement.executeUpdate(PostgresNumbers.RISE)).isZero();
            starting.commit();
        }
        assertThat(database.ask("SELECT xid_offset FROM twotick_store")).isEqualTo("0");
    }

    @Test
    void aMigrationThatHasToWaitKeepsNobodyWaiting() throws Exception {
        one.close();
        other.close();
        database.change("ALTER TABLE twotick_letter DROP COLUMN token_key");
        database.change("DELETE FROM twotick_schema_version WHERE version = 2");
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Connection forgotten = database.connect();
                Connection busy = database.connect()) {
            forgotten.setAutoCommit(false);
            count(forgotten);
            Future<Outbox> opened = thread.submit(() -> JdbcOutbox.open(database.url()));
            await().until(() -> database.ask("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                            + " AND query LIKE '%ALTER TABLE twotick_letter%'")
                    .equals("1"));
            try (Statement patience = busy.createStatement()) {
                patience.execute("SET lock_timeout = '10s'");
            }
            count(busy);
            assertThat(opened.isDone()).isFalse();
            forgotten.commit();
            try (Outbox migrated = opened.get(60, TimeUnit.SECONDS)) {
                accept(migrated);
            }
        } finally {
            thread.shutdownNow();
        }
    }

    private static void count(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT count(*) FROM twotick_letter");
        }
    }

    /** Somebody makes an index, or moves the table; what does not need it goes on. */
    @Test
    void aLockedTableKeepsALeaseFromBeingRenewedForNoLongerThanItIsTold() throws Exception {
        accept(one);
        Lease lease = one.lease(Desk.SUBMISSION, 1, 10, Samples.TTL).get(0);
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Connection locker = database.connect();
                Statement statement = locker.createStatement()) {
            locker.setAutoCommit(false);
            statement.execute("LOCK TABLE twotick_letter IN ACCESS EXCLUSIVE MODE");
            List<Future<Boolean>> sends = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                SealedLetter letter = samples.letter(one.now());
                sends.add(threads.submit(() -> one.accept(letter) instanceof Accepted));
            }
            Future<Boolean> renewal = threads.submit(() -> one.renew(lease, Samples.TTL));

            assertThat(renewal.get(60, TimeUnit.SECONDS)).isTrue();
            for (Future<Boolean> send : sends) {
                assertThatThrownBy(() -> send.get(60, TimeUnit.SECONDS))
                        .hasMessageContaining("cannot accept letter")
                        .hasMessageNotContaining("cannot tell");
            }
            locker.rollback();
        } finally {
            threads.shutdownNow();
        }
        accept(one);
    }

    @Test
    void whatIsTriedAgainWaitsBrieflyForOthers() {
        AtomicInteger runs = new AtomicInteger();
        try (Transactions transactions =
                Transactions.open(new Postgres(JdbcSettings.of(database.url()), new PostgresClock()), true)) {
            String patience = transactions.write("wait", tx -> {
                if (runs.incrementAndGet() == 1) {
                    throw new SQLException("canceling statement due to lock timeout", "55P03");
                }
                return tx.only("SELECT current_setting('lock_timeout') AS patience", row -> row.text("patience"));
            });
            assertThat(patience).isEqualTo("200ms");
        }
    }

    /** The server refuses what was prepared when a result would have another form now. */
    @Test
    void aProcessThatIsOpenGoesOnBesideANewerVersion() throws SQLException {
        List<SealedLetter> before = List.of(accept(one), accept(one));
        assertThat(submitAll(one)).hasSize(2);
        assertThat(one.list(DeliveryQuery.ALL)).hasSize(2);
        assertThat(one.find(before.get(0).id())).isPresent();
        for (String table : List.of("letter", "item", "event", "evidence", "chunk", "idempotency")) {
            database.change("ALTER TABLE twotick_" + table + " ADD COLUMN mood TEXT NOT NULL DEFAULT 'fine'");
        }

        SealedLetter letter = accept(one);
        assertThat(submitAll(one)).extracting(lease -> lease.letter().id()).containsExactly(letter.id());
        assertThat(one.list(DeliveryQuery.ALL)).hasSize(3);
        assertThat(one.find(letter.id()).orElseThrow().recipients().get(0).submission())
                .isEqualTo(SubmissionState.SUBMITTED);
    }

    @Test
    void noneOfTheReadersKeepsToWhatItHasPreparedBesideANewerVersion() throws SQLException {
        accept(one);
        try (Transactions transactions =
                Transactions.open(new Postgres(JdbcSettings.of(database.url()), new PostgresClock()), true)) {
            for (int i = 0; i < 10; i++) {
                assertThat(letters(transactions, 2)).isEqualTo(2);
            }
            database.change("ALTER TABLE twotick_letter ADD COLUMN mood TEXT NOT NULL DEFAULT 'fine'");
            assertThat(letters(transactions, 1)).isEqualTo(1);
        }
    }

    /** Counted by several readers at a time. */
    private static int letters(Transactions transactions, int readers) {
        return transactions.read("count", tx -> {
            int found = tx.list("SELECT * FROM twotick_letter", row -> row.text("id"))
                    .size();
            return readers == 1 ? found : found + letters(transactions, readers - 1);
        });
    }

    @Test
    void isBroughtUpToDateUnderLettersThatAreWaiting() throws SQLException {
        SealedLetter waiting = accept(one);
        one.close();
        // as the version before has left it
        database.change("ALTER TABLE twotick_letter DROP COLUMN token_key");
        database.change("DELETE FROM twotick_schema_version WHERE version = 2");

        try (Outbox after = JdbcOutbox.open(database.url())) {
            assertThat(database.ask("SELECT max(version) FROM twotick_schema_version"))
                    .isEqualTo("2");
            assertThat(after.find(waiting.id()).orElseThrow().letter().tokenKey())
                    .isEmpty();
            SealedLetter fresh = accept(after);
            assertThat(after.find(fresh.id()).orElseThrow().letter().tokenKey()).isEqualTo(fresh.tokenKey());
            assertThat(submitAll(after))
                    .extracting(lease -> lease.letter().id())
                    .containsExactlyInAnyOrder(waiting.id(), fresh.id());
        }
    }

    @Test
    void refusesACallersTransactionThatWouldLoseLetters() throws SQLException {
        SealedLetter letter = samples.letter(one.now());
        try (Connection careless = database.connect()) {
            careless.setAutoCommit(false);
            try (var statement = careless.createStatement()) {
                statement.execute("SET LOCAL synchronous_commit = off");
            }
            assertThatThrownBy(() -> one.accept(letter, JdbcEnlistment.of(careless)))
                    .isInstanceOf(OutboxException.class)
                    .hasMessageContaining("synchronous_commit = off");
        }
    }

    @Test
    void refusesAnUnknownNewerSchema() throws SQLException {
        database.change("INSERT INTO twotick_schema_version (version, applied_at) VALUES (99, 0)");

        assertThatThrownBy(() -> JdbcOutbox.open(database.url()))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("has the schema 99, which a newer version of Twotick made");
    }

    @Test
    void aUserWhoMayMakeNoTablesWorksWithThoseThatOthersLookAfter() throws SQLException {
        String schema = database.ask("SELECT current_schema()");
        String role = schema + "_user";
        database.change("CREATE ROLE " + role + " LOGIN PASSWORD 'secret'");
        try {
            database.change("GRANT USAGE ON SCHEMA " + schema + " TO " + role);
            database.change("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA " + schema + " TO " + role);
            JdbcSettings settings = JdbcSettings.of(database.url())
                    .withLogin(Optional.of(role), Optional.of("secret"))
                    .withMigration(false);
            try (Outbox outbox = JdbcOutbox.open(settings)) {
                SealedLetter letter = accept(outbox);
                assertThat(submitAll(outbox))
                        .singleElement()
                        .satisfies(lease -> assertThat(lease.letter().id()).isEqualTo(letter.id()));
            }
        } finally {
            database.change("DROP OWNED BY " + role);
            database.change("DROP ROLE " + role);
        }
    }

    @Test
    void missingTablesThatOthersLookAfterAreNamed() throws SQLException {
        String schema = database.ask("SELECT current_schema()");
        String empty = database.url().replace(schema, schema + "_empty");
        database.change("CREATE SCHEMA " + schema + "_empty");

        assertThatThrownBy(() -> JdbcOutbox.open(JdbcSettings.of(empty).withMigration(false)))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("has the schema 0, and outbox.migrate is off; run [postgresql/V1__outbox.sql,"
                        + " postgresql/V2__token_key.sql]");
    }

    @Test
    void theServersClockIsHeardBeforeAnythingIsSent() throws SQLException {
        Postgres dialect = new Postgres(JdbcSettings.of(database.url()), new PostgresClock());
        try (Connection connection = dialect.connect()) {
            assertThat(connection.isClosed()).isFalse();
            assertThat(dialect.now()).isCloseTo(one.now(), within(1, ChronoUnit.MINUTES));
        }
    }

    @Test
    void twoCallersOfOneKeyOnTwoNodesAreOneLetter() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 20; round++) {
                Optional<String> key = Optional.of("invoice-" + round);
                SealedLetter mine = samples.letter(one.now(), key, Samples.ANN, Samples.wire("Invoice"));
                SealedLetter theirs = samples.letter(one.now(), key, Samples.ANN, Samples.wire("Invoice"));
                List<Callable<Object>> both = List.of(() -> one.accept(mine), () -> other.accept(theirs));
                List<Object> results = new ArrayList<>();
                for (Future<Object> result : threads.invokeAll(both)) {
                    results.add(result.get());
                }
                assertThat(results).filteredOn(Accepted.class::isInstance).hasSize(1);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(database.ask("SELECT count(*) FROM twotick_letter")).isEqualTo("20");
    }

    @Test
    void aKeyInAnOpenTransactionKeepsNobodyElseWaiting() throws Exception {
        SealedLetter first = samples.letter(one.now(), Optional.of("invoice-1"), Samples.ANN, Samples.wire("Invoice"));
        SealedLetter again = samples.letter(one.now(), Optional.of("invoice-1"), Samples.ANN, Samples.wire("Invoice"));
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (Connection slow = database.connect()) {
            slow.setAutoCommit(false);
            one.accept(first, JdbcEnlistment.of(slow));
            Future<Object> waiting = threads.submit(() -> other.accept(again));
            for (int i = 0; i < 10; i++) {
                accept(other);
            }
            assertThatThrownBy(waiting::get)
                    .hasCauseInstanceOf(OutboxException.class)
                    .hasMessageContaining("another transaction is storing one under its idempotency key");
            slow.commit();
        } finally {
            threads.shutdownNow();
        }
        assertThat(other.accept(again)).isEqualTo(new Known(first.id()));
    }

    /** More than PostgreSQL or the driver should be given as one value. */
    @Test
    void manyBigRowsOfOneTransactionGoInParts() {
        byte[] part = new byte[Chunk.MOST];
        Arrays.fill(part, (byte) 'x');
        int parts = 150;
        try (Transactions transactions =
                Transactions.open(new Postgres(JdbcSettings.of(database.url()), new PostgresClock()), true)) {
            transactions.write("store", tx -> {
                for (int number = 0; number < parts; number++) {
                    Bodies.insert(tx, new LetterId("1c3c3es06ccrh76o"), number, Chunk.of(part));
                }
                Bodies.expect(tx, new LetterId("1c3c3es06ccrh76o"));
                return true;
            });

            String stored = "SELECT sum(length(bytes)) AS octets, count(DISTINCT number) AS parts FROM twotick_chunk";
            List<Long> found = transactions.read(
                    "count", tx -> tx.only(stored, row -> List.of(row.number("octets"), row.number("parts"))));
            assertThat(found).containsExactly((long) parts * Chunk.MOST, (long) parts);
        }
    }

    @Test
    void findsWorkByIndexHoweverMuchIsStored() throws SQLException {
        Postgres dialect = new Postgres(JdbcSettings.of(database.url()), new PostgresClock());
        try (Connection connection = dialect.connect()) {
            Statements sql = new Statements(connection, dialect);
            for (String dueLetters : Lanes.DUE_LETTERS.values()) {
                assertThat(plan(sql, dueLetters, "1", 5L, 0L, "", 10))
                        .containsPattern("Index Only Scan using twotick_item_(submission|filing|doubt)")
                        .doesNotContain("Sort");
            }
            for (String dueLanes : Lanes.DUE_LANES.values()) {
                assertThat(plan(sql, dueLanes, 5L)).doesNotContain("Seq Scan");
            }
            assertThat(plan(sql, Items.BY_KEY, "[[\"a\",1]]")).contains("Index Scan using twotick_item_pkey");
            assertThat(plan(sql, "{ready items}", "[\"a\"]", "SUBMISSION", 5L, 10))
                    .contains("Index Scan using twotick_item_pkey");
            assertThat(plan(sql, Bodies.SMALL_ONES, "[\"a\"]"))
                    .containsPattern("Index Scan (on|using) twotick_chunk_pkey");
            assertThat(plan(sql, Letters.BY_ID, "[\"a\"]"))
                    .containsPattern("Index Scan (on|using) twotick_letter_pkey");
            assertThat(plan(
                            sql,
                            dialect.arrays()
                                    .orElseThrow()
                                    .of(Items.UPDATE, connection)
                                    .sql(),
                            Optional.empty()))
                    .contains("Index Scan using twotick_item_pkey");
            assertThat(plan(sql, Items.RUN_OUT, 5L, 10)).contains("twotick_item_leased");
            assertThat(plan(sql, Items.PAST_DEADLINE, 5L, 10)).contains("twotick_item_deadline");
            assertThat(plan(sql, Purge.OLDEST, 0, 5L, 10)).contains("twotick_retention_pkey");
        }
    }

    private static String plan(Statements sql, String statement, Object... arguments) throws SQLException {
        return String.join("\n", sql.list("EXPLAIN " + statement, row -> row.text("QUERY PLAN"), arguments));
    }
}
