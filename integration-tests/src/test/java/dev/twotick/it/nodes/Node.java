package dev.twotick.it.nodes;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A {@link NodeProgram} in a process of its own. */
final class Node implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final Thread listener;

    private Node(Process process) {
        this.process = process;
        this.listener = new Thread(this::listen, "node-" + process.pid());
        listener.setDaemon(true);
        listener.start();
    }

    /** Starts one that stands by. */
    static Node start(Path directory, Map<String, String> environment, String... settings) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + directory,
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                "-cp",
                System.getProperty("java.class.path"),
                NodeProgram.class.getName()));
        command.addAll(List.of(settings));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        try {
            Files.createDirectories(directory);
            return new Node(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void listen() {
        try (InputStream in = process.getInputStream();
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null) {
                said.add(line);
                line = lines.readLine();
            }
        } catch (IOException e) {
            // it was killed while it spoke: a line without its end is not one
        }
    }

    /** Lets it open its outbox and begin to work. */
    Node open() {
        tell("open");
        awaitWord("open");
        return this;
    }

    /** Whether it hears it is not known: it may be dead. */
    void tell(String order) {
        try {
            OutputStream out = process.getOutputStream();
            out.write((order + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            // it is dead, which shows later
        }
    }

    void awaitWord(String beginning) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> said.stream().anyMatch(line -> line.startsWith(beginning)));
    }

    /** What it said up to now. */
    List<String> said() {
        return said;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Comes back when it is gone and all that it said was heard. */
    void awaitEnd() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("a node does not end");
            }
            listener.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** SIGSTOP. */
    void freeze() {
        signal("-STOP");
    }

    /** SIGCONT. */
    void thaw() {
        signal("-CONT");
    }

    private void signal(String which) {
        try {
            int end = new ProcessBuilder("kill", which, "" + process.pid())
                    .inheritIO()
                    .start()
                    .waitFor();
            if (end != 0) {
                throw new AssertionError("kill " + which + " ended with " + end);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
