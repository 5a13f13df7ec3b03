package dev.twotick.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.twotick.cli.view.Ink;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One run of the command in this process.
 *
 * @param code the exit status
 * @param out the lines on standard output
 * @param err what was written to standard error
 */
record Run(int code, List<String> out, String err) {

    static Run in(Path directory, String... args) {
        return of(directory, Map.of(), "", args);
    }

    static Run of(Path directory, Map<String, String> environment, String input, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new ByteArrayInputStream(input.getBytes(UTF_8)),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                environment,
                directory,
                Ink.PLAIN);
        int code = Main.run(console, args);
        return new Run(code, out.toString(UTF_8).lines().toList(), err.toString(UTF_8));
    }

    /** The value of a field that stands once in the output, as it is written in JSON. */
    String json(String field) {
        String line = String.join("\n", out);
        int at = line.indexOf("\"" + field + "\":");
        if (at < 0) {
            throw new AssertionError("there is no " + field + " in " + line);
        }
        String rest = line.substring(at + field.length() + 3);
        return rest.startsWith("\"") ? rest.substring(1, rest.indexOf('"', 1)) : rest.split("[,}\\]]", 2)[0];
    }
}
