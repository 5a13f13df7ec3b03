package dev.twotick.imap;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One command line of a client.
 *
 * @param tag its tag
 * @param name in upper case, with the word after UID
 * @param arguments without their quotes; lists keep their parentheses
 * @param literal the octets that its last argument announces, or -1
 * @param waits whether the client waits for a continuation before the literal
 */
record ImapCommand(String tag, String name, List<String> arguments, int literal, boolean waits) {
    private static final Pattern LINE = Pattern.compile("(\\S+) ((?:UID )?\\S+) ?(.*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|(\\([^)]*\\)|\\S+)");
    private static final Pattern LITERAL = Pattern.compile("\\{(\\d+)(\\+?)}$");

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
                line.group(1),
                line.group(2).toUpperCase(Locale.ROOT),
                arguments,
                announced ? Integer.parseInt(literal.group(1)) : -1,
                announced && literal.group(2).isEmpty());
    }

    String argument(int index) {
        return arguments.get(index);
    }

    String lastArgument() {
        return arguments.get(arguments.size() - 1);
    }
}
