package dev.twotick.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteFileTest {
    @TempDir
    Path directory;

    private void assertRefused(String url, String why) {
        assertThatThrownBy(() -> JdbcOutbox.open(url))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining(why);
    }

    @Test
    void isReadableForItsOwnerOnlyTogetherWithItsLog() throws IOException {
        OutboxFile file = new OutboxFile(directory);
        try (Outbox outbox = JdbcOutbox.open(file.url())) {
            outbox.accept(new Samples(1).letter(Instant.EPOCH));
            for (String name : new String[] {"outbox.db", "outbox.db-wal", "outbox.db-shm", "outbox.db-turn"}) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name))))
                        .as(name)
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void isNotMadeInADirectoryThatDoesNotExist() {
        Path missing = directory.resolve("missing");
        assertRefused("jdbc:sqlite:" + missing + "/outbox.db", "the directory of " + missing + "/outbox.db does not");
    }

    @Test
    void isNotADirectory() {
        assertRefused("jdbc:sqlite:" + directory, directory + " is a directory");
    }

    @Test
    void isRefusedWhenReadOnly() throws IOException {
        OutboxFile file = new OutboxFile(directory);
        JdbcOutbox.open(file.url()).close();
        Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString("r--------"));
        assertRefused(file.url(), file.path() + " is read-only");
    }

    @Test
    void isRefusedWhenItIsAnotherKindOfFile() throws IOException {
        OutboxFile file = new OutboxFile(directory);
        Files.writeString(file.path(), "Dear diary, ".repeat(500));
        assertRefused(file.url(), file.path() + " is not a SQLite database");
        assertThat(file.path()).hasContent("Dear diary, ".repeat(500));
    }

    @Test
    void isRefusedWhenItIsTorn() throws Exception {
        OutboxFile file = new OutboxFile(directory);
        JdbcOutbox.open(file.url()).close();
        byte[] bytes = Files.readAllBytes(file.path());
        Arrays.fill(bytes, 100, 4096, (byte) 0x5A);
        Files.write(file.path(), bytes);
        assertRefused(file.url(), file.path() + " is damaged");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"jdbc:sqlite:", "jdbc:sqlite::memory:", "jdbc:sqlite:file:x.db", "jdbc:sqlite:x?synchronous=OFF"
            })
    void needsThePlainNameOfAFile(String url) {
        assertRefused(url, "needs the plain name of a file");
    }

    @Test
    void isKeptInADatabaseThatIsKnown() {
        assertRefused("jdbc:h2:x", "outbox.url must begin with jdbc:sqlite: or jdbc:postgresql://");
    }

    @Test
    void doesNotComeBackEmptyWhenItVanishes() throws Exception {
        OutboxFile file = new OutboxFile(directory);
        Sqlite sqlite = new Sqlite(new SqliteFile(file.path()), Sqlite.PATIENCE, InstantSource.system());
        JdbcOutbox.open(file.url()).close();
        Files.delete(file.path());

        assertThatThrownBy(sqlite::connect)
                .satisfies(error ->
                        assertThat(sqlite.reason((SQLException) error)).contains(file.path() + " cannot be opened"));
        assertThat(file.path()).doesNotExist();
    }
}
