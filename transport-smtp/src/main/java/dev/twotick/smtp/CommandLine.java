package dev.twotick.smtp;

import java.nio.charset.StandardCharsets;

/** The one place where a command becomes bytes, so that no text can ever smuggle in a second one. */
final class CommandLine {
    private CommandLine() {}

    /**
     * A command with its line end.
     *
     * @throws IllegalArgumentException when the text has CR, LF or NUL, which nothing that reaches this place may have
     */
    static byte[] octets(String command) {
        for (int i = 0; i < command.length(); i++) {
            char c = command.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) {
                throw new IllegalArgumentException("a command with a line break or NUL at character " + i);
            }
        }
        // UTF-8 never turns another character into CR or LF, as narrowing to eight bits would
        return (command + "\r\n").getBytes(StandardCharsets.UTF_8);
    }
}
