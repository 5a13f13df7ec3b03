package dev.twotick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListIT {
    @TempDir
    private Path directory;

    private Office office;

    @BeforeEach
    void moveIn() throws Exception {
        office = new Office(directory).relay(1);
        office.run("send", office.letter("a.eml", "ann@a.example"));
        office.run("send", "--assurance", "delivered", office.letter("b.eml", "bartholomew@b.example"));
    }

    @Test
    void alignsItsColumns() {
        Run run = office.run("list");

        assertThat(run.code()).isZero();
        assertThat(run.out()).hasSize(3);
        int column = run.out().get(0).indexOf("submission");
        assertThat(run.out().subList(1, 3)).allMatch(line -> line.startsWith("QUEUED", column));
        assertThat(run.out().get(2)).contains("bartholomew@b.example").endsWith("delivered");
    }

    @Test
    void givesAnObjectALine() {
        assertThat(office.run("--json", "list").out())
                .hasSize(2)
                .allMatch(line -> line.startsWith("{\"id\":") && line.endsWith("}"));
    }

    @Test
    void asksForStates() {
        assertThat(office.run("list", "--submission", "queued", "--json").out()).hasSize(2);
        assertThat(office.run("list", "--submission", "in-doubt", "--json").out())
                .isEmpty();
        assertThat(office.run("list", "--confirmation", "NONE", "--json").out()).hasSize(2);
        assertThat(office.run("list", "--overdue", "--json").out()).isEmpty();
    }

    @Test
    void refusesAStateThatIsNone() {
        Run run = office.run("list", "--submission", "sent");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--submission", "\"sent\" is none of queued, submitting, submitted");
    }

    @Test
    void tellsWhenThereIsNoSuchLetter() {
        Run run = office.run("status", "0000000000000000");

        assertThat(run.code()).isOne();
        assertThat(run.err()).isEqualTo("twotick: there is no letter 0000000000000000 in the outbox\n");
        assertThat(office.run("status", "ann").code()).isEqualTo(2);
    }

    @Test
    void makesNoOutboxWhereThereIsNone() {
        Path none = directory.resolve("none.db");
        Map<String, String> elsewhere = Map.of("TWOTICK_OUTBOX_URL", "jdbc:sqlite:" + none);

        for (String[] args : List.of(new String[] {"list"}, new String[] {"status", "0000000000000000"})) {
            Run run = Run.of(directory, elsewhere, "", args);

            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err()).startsWith("twotick: outbox.url: there is no file " + none);
            assertThat(none).doesNotExist();
        }
    }

    @Test
    void needsNoRelay() throws Exception {
        Run run = new Office(directory).run("list", "--json");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).hasSize(2);
    }

    @Test
    void takesTheConfigurationBeforeOrAfterTheCommand() {
        String config = directory.resolve("twotick.properties").toString();
        Path nowhere = directory.resolve("nowhere");

        assertThat(Run.in(nowhere, "--config", config, "list", "--json").out()).hasSize(2);
        assertThat(Run.in(nowhere, "list", "--config", config, "--json").out()).hasSize(2);
        assertThat(Run.in(nowhere, "list", "--json", "--config=" + config).out())
                .hasSize(2);
    }
}
