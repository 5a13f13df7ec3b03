package dev.twotick.testkit;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One command line of an IMAP client (RFC 9051 section 9), as far as its first literal.
 *
 * @param line the whole line without its end, a character for each octet
 * @param tag its tag
 * @param name in upper case, with the word after UID, for example {@code UID FETCH}
 * @param arguments without their quotes; a list keeps its outer parentheses
 * @param literal the octets that its last argument announces, or -1
 * @param waits whether the client waits for a continuation before the literal
 */
public record ImapCommand(String line, String tag, String name, List<String> arguments, int literal, boolean waits) {
    private static final Pattern LINE = Pattern.compile("(\\S+) ((?:UID )?\\S+) ?(.*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern WORD =
            Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|(\\((?:[^()]++|\\([^()]*\\))*\\)|\\S+)");
    private static final Pattern LITERAL = Pattern.compile("\\{(\\d{1,9})(\\+?)}$");

    /** Copies the arguments. */
    public ImapCommand {
        arguments = List.copyOf(arguments);
    }

    /**
     * Reads a command line.
     *
     * @param text without its end
     * @throws IllegalArgumentException for a line without tag and name
     */
    static ImapCommand parse(String text) {
        Matcher line = LINE.matcher(text);
        if (!line.matches()) {
            throw new IllegalArgumentException("not a command: " + text);
        }
        Matcher literal = LITERAL.matcher(text);
        boolean announced = literal.find();
        List<String> arguments = WORD.matcher(LITERAL.matcher(line.group(3)).replaceAll(""))
                .results()
                .map(word ->
                        word.group(1) == null ? word.group(2) : word.group(1).replaceAll("\\\\(.)", "$1"))
                .toList();
        return new ImapCommand(
                text,
                line.group(1),
                line.group(2).toUpperCase(Locale.ROOT),
                arguments,
                announced ? Integer.parseInt(literal.group(1)) : -1,
                announced && literal.group(2).isEmpty());
    }

    /**
     * An argument by its place.
     *
     * @param index from 0
     * @return the argument, or nothing when there are fewer
     */
    public String argument(int index) {
        return index >= 0 && index < arguments.size() ? arguments.get(index) : "";
    }

    /**
     * The last argument before a literal.
     *
     * @return the argument, or nothing when there is none
     */
    public String lastArgument() {
        return argument(arguments.size() - 1);
    }
}
