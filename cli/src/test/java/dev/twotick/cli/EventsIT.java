package dev.twotick.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.twotick.Twotick;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.testkit.ScriptedSmtpServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventsIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final ScriptedSmtpServer server = ScriptedSmtpServer.start();

    @TempDir
    private Path directory;

    private Office office;

    @BeforeEach
    void moveIn() throws Exception {
        office = new Office(directory).relay(server.port());
    }

    @AfterEach
    void close() {
        server.close();
    }

    private String send(String name, String recipient) throws Exception {
        Run send = office.run("send", office.letter(name, recipient));
        assertThat(send.code()).as(send.err()).isZero();
        return send.out().get(0).split(" ", 2)[0];
    }

    private static List<Long> numbers(List<String> lines) {
        return lines.stream()
                .map(line -> line.replaceFirst("\\{\"seq\":(\\d+),.*", "$1"))
                .map(Long::valueOf)
                .toList();
    }

    @Test
    void tellsWhatHappenedInTheOrderOfTheLedger() throws Exception {
        String id = send("a.eml", "ann@a.example");
        office.workUntil(SubmissionState.SUBMITTED);

        Run run = office.run("events", "--json");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .hasSize(4)
                .allMatch(line -> line.contains(",\"id\":\"" + id + "\",\"recipient\":\"ann@a.example\","));
        assertThat(numbers(run.out())).isSorted().doesNotHaveDuplicates();
        assertThat(run.out().get(0)).endsWith(",\"type\":\"ACCEPTED\"}");
        assertThat(run.out().get(1)).contains(",\"type\":\"SUBMITTING\",", "\"attempt\":1");
        assertThat(run.out().get(2)).contains(",\"type\":\"INTENDED\"");
        assertThat(run.out().get(3))
                .contains(
                        ",\"type\":\"SUBMITTED\",\"relay\":\"main\",\"reply\":\"250 ",
                        "\"queueId\":\"" + server.letters().get(0).queueId() + "\"");
    }

    @Test
    void writesALineForPeople() throws Exception {
        String id = send("a.eml", "ann@a.example");

        assertThat(office.run("events").out())
                .singleElement()
                .asString()
                .matches("\\d+  \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ  " + id
                        + "  ann@a\\.example  accepted  it is durable in the outbox");
    }

    @Test
    void tellsOfOneLetter() throws Exception {
        send("a.eml", "ann@a.example");
        String second = send("b.eml", "bob@b.example");
        send("c.eml", "cid@c.example");

        assertThat(office.run("events", second, "--json").out())
                .singleElement()
                .asString()
                .contains(second, "bob@b.example");
        assertThat(office.run("events", "0000000000000000").code()).isOne();
        assertThat(office.run("events", "bob").code()).isEqualTo(2);
    }

    @Test
    void goesOnAfterAnEventAndEndsAtItsLimit() throws Exception {
        for (int i = 0; i < 3; i++) {
            send("a.eml", "ann@a.example");
        }
        List<String> all = office.run("events", "--json").out();
        String second = String.valueOf(numbers(all).get(1));

        assertThat(all).hasSize(3);
        assertThat(office.run("events", "--json", "--limit", "2").out()).isEqualTo(all.subList(0, 2));
        assertThat(office.run("events", "--json", "--after", second).out()).isEqualTo(all.subList(2, 3));
        assertThat(office.run("events", "--json", "--follow", "--limit", "3").out())
                .as("a limit ends what follows, too")
                .isEqualTo(all);
    }

    @Test
    void readsBeyondAPage() throws Exception {
        String[] recipients = IntStream.range(0, 40)
                .mapToObj(number -> "ann" + number + "@a.example")
                .toArray(String[]::new);
        String letter = office.letter("a.eml", recipients);
        String[] send = new String[14];
        Arrays.fill(send, letter);
        send[0] = "send";
        assertThat(office.run(send).code()).isZero();

        List<String> lines = office.run("events", "--json").out();

        assertThat(lines).hasSize(13 * recipients.length);
        assertThat(numbers(lines)).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void refusesNumbersThatAreNone() throws Exception {
        send("a.eml", "ann@a.example");

        assertThat(office.run("events", "--after", "-1").err())
                .startsWith("twotick: --after: is the number of an event");
        assertThat(office.run("events", "--limit", "0").err()).startsWith("twotick: --limit: must be 1 or more");
        assertThat(office.run("events", "--after", "noon").code()).isEqualTo(2);
    }

    @Test
    void followsWhatAnotherProcessDoesUntilItIsToldToStop() throws Exception {
        send("a.eml", "ann@a.example");
        Process follow = office.start("events", "--follow", "--json");
        try {
            await().atMost(LONG).until(() -> office.written("out").contains("ACCEPTED"));
            try (Twotick worker = office.work()) {
                Office.awaitOne(worker, SubmissionState.SUBMITTED);
                await().atMost(LONG).until(() -> office.written("out").contains("\"SUBMITTED\""));
            }
            follow.toHandle().destroy();

            assertThat(follow.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(follow.exitValue()).as(office.written("err")).isZero();
            assertThat(office.written("err")).isEmpty();
            assertThat(office.written("out").lines())
                    .containsExactlyElementsOf(office.run("events", "--json").out());
        } finally {
            follow.destroyForcibly();
        }
    }
}
