package dev.twotick.cli;

import dev.twotick.cli.view.Ink;
import dev.twotick.letter.Printable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a run of the command sees of the world. A test hands over its own.
 *
 * @param in standard input
 * @param out standard output, in UTF-8: results only
 * @param err standard error, in UTF-8: progress and errors
 * @param environment the environment variables
 * @param directory the working directory, where {@code twotick.properties} is looked for
 * @param ink colours, if any
 */
record Console(
        InputStream in, PrintStream out, PrintStream err, Map<String, String> environment, Path directory, Ink ink) {

    private static final int MAX_LINE = 2000;

    static Console ofProcess() {
        Map<String, String> environment = System.getenv();
        boolean colours =
                isTerminal() && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Console(
                System.in,
                utf8(FileDescriptor.out),
                utf8(FileDescriptor.err),
                environment,
                Path.of(""),
                colours ? Ink.COLOURS : Ink.PLAIN);
    }

    /** Since Java 22 there is a console without a terminal too, which has to be asked. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        java.io.Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /** A terminal's encoding is whatever the locale says; files and pipes of ours are always UTF-8. */
    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /** Tells something that is no result, in one harmless line. */
    void tell(String line) {
        err.println("twotick: " + Printable.of(line, MAX_LINE));
    }
}
