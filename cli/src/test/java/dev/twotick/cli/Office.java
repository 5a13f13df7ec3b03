package dev.twotick.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.twotick.Twotick;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.DeliveryQuery;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.Stocktake;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.plugin.Plugins;
import dev.twotick.plugin.Section;
import dev.twotick.plugin.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A working directory with {@code twotick.properties}, an outbox of its own and letters. */
final class Office {
    private final Path directory;
    private final Map<String, String> settings = new TreeMap<>();

    Office(Path directory) throws IOException {
        this.directory = directory;
        set("outbox.url", outboxUrl());
        set("token.key-file", directory.resolve("twotick.key").toString());
        set("retry.initial", "50ms");
        set("dispatch.poll", "20ms");
    }

    Office relay(int port) throws IOException {
        set("relay.main.url", "smtp://127.0.0.1:" + port);
        return set("relay.main.starttls", "off-i-accept-clear-text");
    }

    Office set(String word, String value) throws IOException {
        settings.put(word, value);
        List<String> lines = new ArrayList<>();
        settings.forEach((key, text) -> lines.add(key + "=" + text.replace("\\", "\\\\")));
        Files.write(directory.resolve("twotick.properties"), lines, UTF_8);
        return this;
    }

    Path directory() {
        return directory;
    }

    String letter(String name, String... recipients) throws IOException {
        String text = "From: billing@corp.example\nTo: " + String.join(", ", recipients)
                + "\nSubject: Invoice\n\nDear customer, please find it attached.\n";
        return file(name, recipients.length == 0 ? text.replaceFirst("To: \n", "") : text);
    }

    String file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text, UTF_8).toString();
    }

    Run run(String... args) {
        return Run.in(directory, args);
    }

    /** Starts the command as a process of its own. */
    Process start(String... args) throws IOException {
        return start(List.of(), args);
    }

    /** Starts the command as a process of its own, with more options for its JVM. */
    Process start(List<String> options, String... args) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path")));
        line.addAll(options);
        line.add("dev.twotick.cli.Main");
        line.addAll(Arrays.asList(args));
        return new ProcessBuilder(line)
                .directory(directory.toFile())
                .redirectError(directory.resolve("err.txt").toFile())
                .redirectOutput(directory.resolve("out.txt").toFile())
                .start();
    }

    /** What processes started here wrote to a stream so far. */
    String written(String stream) throws IOException {
        return Files.readString(directory.resolve(stream + ".txt"), UTF_8);
    }

    /** Works the outbox in this process, as another one would, until it is closed. */
    Twotick work() {
        Settings file = Settings.load(directory.resolve("twotick.properties"));
        return Twotick.builder().settings(file).build();
    }

    /** Works the outbox in this process until its only recipient is in a state. */
    void workUntil(SubmissionState state) {
        try (Twotick worker = work()) {
            awaitOne(worker, state);
        }
    }

    /** Waits until the only recipient is in a state, by the doing of whoever works. */
    static void awaitOne(Twotick worker, SubmissionState state) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> worker.outbox().stocktake().in(state) == 1);
    }

    /** Changes the outbox behind everybody's back. */
    void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(outboxUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    Path database() {
        return directory.resolve("outbox.db");
    }

    List<Delivery> letters() {
        try (Outbox outbox = outbox()) {
            return outbox.list(DeliveryQuery.ALL);
        }
    }

    Stocktake stocktake() {
        try (Outbox outbox = outbox()) {
            return outbox.stocktake();
        }
    }

    private Outbox outbox() {
        Settings url = Settings.EMPTY.with("outbox.url", outboxUrl());
        return new Plugins(Office.class.getClassLoader())
                .outbox(Section.of(url).part("outbox."))
                .orElseThrow();
    }

    private String outboxUrl() {
        return "jdbc:sqlite:" + database();
    }
}
