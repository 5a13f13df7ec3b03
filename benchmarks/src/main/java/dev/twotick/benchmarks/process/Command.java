package dev.twotick.benchmarks.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Programs that are installed on the machine. */
public final class Command {
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration START = Duration.ofSeconds(20);

    private Command() {}

    /**
     * Runs a program to its end.
     *
     * @param command the program and its arguments
     * @return what it printed
     * @throws IOException when it fails or takes more than five minutes
     */
    public static String run(String... command) throws IOException {
        Path output = Files.createTempFile("twotick-benchmark", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
            String said = Files.readString(output, StandardCharsets.UTF_8);
            if (process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + " failed: " + said);
            }
            return said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + command[0] + " ran", e);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    /**
     * Starts a server and waits until its port answers.
     *
     * @param port its port on 127.0.0.1
     * @param command the program and its arguments
     * @return the process, to be destroyed by the caller
     * @throws IOException when it does not start
     */
    public static Process serve(int port, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        long end = System.nanoTime() + START.toNanos();
        while (!answers(port)) {
            if (!process.isAlive() || System.nanoTime() > end) {
                process.destroyForcibly();
                throw new IOException(String.join(" ", command) + " does not answer on port " + port);
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        return process;
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * A port of 127.0.0.1 where nobody listens now.
     *
     * @return the port
     * @throws IOException when there is none
     */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /**
     * Looks for a program.
     *
     * @param path where it is when it is installed
     * @param origin the package that brings it
     * @return why it cannot be used; empty when it can
     */
    public static Optional<String> missing(String path, String origin) {
        return Files.isExecutable(Path.of(path))
                ? Optional.empty()
                : Optional.of(path + " is not there (package " + origin + ")");
    }
}
