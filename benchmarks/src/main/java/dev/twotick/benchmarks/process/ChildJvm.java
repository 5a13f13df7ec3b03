package dev.twotick.benchmarks.process;

import dev.twotick.benchmarks.table.Figures;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own that answers questions line by line. It ends when its input ends, and so with this process. Used by one
 * thread.
 */
public final class ChildJvm implements AutoCloseable {
    private static final String ANSWER = "= ";
    private static final String FAILURE = "! ";

    private final String name;
    private final Process process;
    private final PrintStream questions;
    private final BufferedReader answers;

    private ChildJvm(String name, Process process) {
        this.name = name;
        this.process = process;
        questions = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Starts a program on this process's class path.
     *
     * @param main its class, whose {@code main} calls {@link #serve}
     * @param jvm arguments of the JVM, for example {@code -Xmx256m}
     * @param arguments arguments of the program
     * @return the child
     * @throws IOException when it cannot be started
     */
    public static ChildJvm start(Class<?> main, List<String> jvm, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"));
        command.add("-Dorg.jboss.logging.provider=slf4j");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new ChildJvm(main.getSimpleName() + " " + String.join(" ", arguments), process);
    }

    /**
     * Asks and waits for the answer.
     *
     * @param question one line
     * @return the figures of the answer
     * @throws IOException when it failed or ended
     */
    public Figures ask(String question) throws IOException {
        questions.println(question);
        String line = answers.readLine();
        while (line != null && !line.startsWith(ANSWER) && !line.startsWith(FAILURE)) {
            System.err.println(line);
            line = answers.readLine();
        }
        if (line == null || line.startsWith(FAILURE)) {
            throw new IOException(name + (line == null ? " ended, as told above" : " failed: " + line));
        }
        return Figures.parse(line.substring(ANSWER.length()));
    }

    /** Ends it: politely, and after ten seconds by force. */
    @Override
    public void close() {
        questions.close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** What a child answers with. */
    public interface Service {
        /**
         * Answers.
         *
         * @param question one line
         * @return the answer
         * @throws Exception told to the one who asked
         */
        Figures answer(String question) throws Exception;
    }

    /**
     * The child's side: answers questions until there are no more, and ends the process then.
     *
     * @param service answers
     */
    public static void serve(Service service) {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.println(answer(service, line));
            }
            Runtime.getRuntime().halt(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String answer(Service service, String question) {
        try {
            return ANSWER + service.answer(question).line();
        } catch (Exception e) {
            e.printStackTrace();
            return FAILURE + e.toString().replaceAll("\\s+", " ");
        }
    }
}
