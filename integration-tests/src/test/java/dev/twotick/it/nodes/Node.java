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
import java.util.stream.Stream;

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
        return start(directory, environment, NodeClasses.options(), settings);
    }

    /** It trusts no authority, since it speaks clear text and would be a while reading the names of all that there are. */
    static Node start(Path directory, Map<String, String> environment, List<String> options, String... settings) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + directory,
                "-Djavax.net.ssl.trustStore=NONE",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=off"));
        command.addAll(options);
        command.add(NodeProgram.class.getName());
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
                hear(line);
                line = lines.readLine();
            }
        } catch (IOException e) {
            // it was killed while it spoke: a line without its end is not one
        }
    }

    private synchronized void hear(String line) {
        said.add(line);
        notifyAll();
    }

    /** Lets it open its outbox and begin to work. */
    Node open() {
        beginToOpen();
        awaitWord("open");
        return this;
    }

    /** Comes back when it is about to open its outbox. */
    void beginToOpen() {
        awaitWord("ready");
        tell("open");
    }

    /** Lets it end by itself. */
    void dismiss() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitEnd();
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

    boolean hasSaid(String... beginnings) {
        return said.stream().anyMatch(line -> Stream.of(beginnings).anyMatch(line::startsWith));
    }

    void awaitWord(String beginning) {
        awaitAnyWord(beginning);
    }

    synchronized void awaitAnyWord(String... beginnings) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!hasSaid(beginnings)) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("a node says none of " + List.of(beginnings) + ", only " + said);
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }
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

    /** SIGSTOP. Comes back when it has stopped, where the system tells. */
    void freeze() {
        signal("-STOP");
        Path state = Path.of("/proc", "" + process.pid(), "stat");
        await().pollInterval(Duration.ofMillis(1)).until(() -> !Files.exists(state) || isStopped(state));
    }

    private static boolean isStopped(Path state) throws IOException {
        String told = Files.readString(state);
        return told.startsWith("T", told.lastIndexOf(')') + 2);
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
