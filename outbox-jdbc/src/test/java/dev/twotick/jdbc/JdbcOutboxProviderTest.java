package dev.twotick.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.outbox.Outbox;
import dev.twotick.plugin.Fault;
import dev.twotick.plugin.Plugins;
import dev.twotick.plugin.Section;
import dev.twotick.plugin.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdbcOutboxProviderTest {
    @TempDir
    Path directory;

    private final Plugins plugins = new Plugins(getClass().getClassLoader());

    private static Section section(Settings settings) {
        return Section.of(settings).part("outbox.");
    }

    private static Settings url(String url) {
        return Settings.EMPTY.with("outbox.url", url);
    }

    private List<Fault> faultsOf(Settings settings) {
        Section section = section(settings);
        assertThat(plugins.outbox(section)).isEmpty();
        return section.faults();
    }

    @Test
    void opensTheOutboxThatTheUrlNames() {
        OutboxFile file = new OutboxFile(directory);
        Section section = section(url(file.url()));

        Optional<Outbox> outbox = plugins.outbox(section);

        assertThat(section.faults()).isEmpty();
        assertThat(outbox)
                .hasValueSatisfying(opened -> assertThat(opened.durable()).isTrue());
        assertThat(file.path()).exists();
        outbox.ifPresent(Outbox::close);
    }

    @Test
    void takesTheSchemeInAnyCase() {
        Section section = section(url("jdbc:SQLite:" + new OutboxFile(directory).path()));
        plugins.outbox(section).ifPresent(Outbox::close);
        assertThat(section.faults()).isEmpty();
    }

    @Test
    void tellsOfAFileThatCannotBeOpened() {
        assertThat(faultsOf(url("jdbc:sqlite:" + directory.resolve("missing/outbox.db"))))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.key()).isEqualTo("outbox.url");
                    assertThat(fault.problem()).contains("does not exist; make it, or correct outbox.url");
                });
    }

    @Test
    void tellsOfAServerThatCannotBeReached() {
        Settings settings = url("jdbc:postgresql://localhost:1/outbox")
                .with("outbox.user", "app")
                .with("outbox.password", "s3cret");

        assertThat(faultsOf(settings)).singleElement().satisfies(fault -> {
            assertThat(fault.key()).isEqualTo("outbox.url");
            assertThat(fault.problem())
                    .contains("the database outbox on localhost cannot be reached")
                    .doesNotContain("s3cret");
        });
    }

    @Test
    void leavesTheTablesToOthersWhenToldSo() {
        OutboxFile file = new OutboxFile(directory);
        Settings settings = url(file.url()).with("outbox.migrate", "off");

        assertThat(faultsOf(settings))
                .singleElement()
                .satisfies(fault -> assertThat(fault.problem())
                        .contains("has the schema 0, and outbox.migrate is off", "sqlite/V1__outbox.sql"));
        JdbcOutbox.open(file.url()).close();
        plugins.outbox(section(settings)).orElseThrow().close();
    }

    @Test
    void knowsTheWordsOfItsSwitches() {
        Settings settings = url(new OutboxFile(directory).url())
                .with("outbox.migrate", "perhaps")
                .with("outbox.synchronous", "off");

        assertThat(faultsOf(settings))
                .extracting(Fault::key)
                .containsExactlyInAnyOrder("outbox.migrate", "outbox.synchronous");
    }

    @Test
    void tellsThatSqliteKnowsNoUsersWithoutShowingTheSecret() {
        Settings settings =
                url(new OutboxFile(directory).url()).with("outbox.user", "app").with("outbox.password", "s3cret");
        assertThat(faultsOf(settings))
                .extracting(Fault::key)
                .containsExactlyInAnyOrder("outbox.user", "outbox.password");
        assertThat(faultsOf(settings).toString()).doesNotContain("s3cret");
    }
}
