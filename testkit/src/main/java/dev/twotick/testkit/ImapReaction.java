package dev.twotick.testkit;

import java.io.IOException;

/**
 * What a {@link ScriptedImapServer} does with one command instead of what it would do by itself. The usual ones are made
 * here; any other is a lambda over the dialogue.
 */
public interface ImapReaction {
    /**
     * Answers a command, or does not.
     *
     * @param dialogue the connection
     * @param command the command
     * @throws IOException when the client is gone, which ends the connection
     */
    void to(ImapDialogue dialogue, ImapCommand command) throws IOException;

    /**
     * Does the command as ever.
     *
     * @return the reaction
     */
    static ImapReaction normal() {
        return (dialogue, command) -> dialogue.perform(command);
    }

    /**
     * Answers with a tagged line at once; for APPEND this means before it takes the literal.
     *
     * @param status for example {@code NO [OVERQUOTA] full}
     * @return the reaction
     */
    static ImapReaction reply(String status) {
        return (dialogue, command) -> dialogue.say(command.tag() + " " + status);
    }

    /**
     * Sends lines as they are, then does the command as ever.
     *
     * @param lines without line ends
     * @return the reaction
     */
    static ImapReaction after(String... lines) {
        return (dialogue, command) -> {
            for (String line : lines) {
                dialogue.say(line);
            }
            dialogue.perform(command);
        };
    }

    /**
     * Says something and ends the connection.
     *
     * @param line for example {@code * BYE going down}
     * @return the reaction
     */
    static ImapReaction last(String line) {
        return (dialogue, command) -> {
            dialogue.say(line);
            dialogue.cut();
        };
    }

    /**
     * Ends the connection.
     *
     * @return the reaction
     */
    static ImapReaction cut() {
        return (dialogue, command) -> dialogue.cut();
    }

    /**
     * Says nothing and waits for the client to go.
     *
     * @return the reaction
     */
    static ImapReaction silence() {
        return (dialogue, command) -> dialogue.drain();
    }

    /**
     * Sends one octet again and again, and never a line.
     *
     * @param everyMillis the pause between two of them, in milliseconds
     * @return the reaction
     */
    static ImapReaction drip(int everyMillis) {
        return (dialogue, command) -> dialogue.drip(everyMillis);
    }

    /**
     * Says one line again and again, as fast as the client takes it, and never ends.
     *
     * @param line for example {@code * OK and so on}
     * @return the reaction
     */
    static ImapReaction endless(String line) {
        return (dialogue, command) -> dialogue.repeat(line);
    }

    /**
     * Reads so many octets of APPEND's literal and ends the connection; nothing is kept.
     *
     * @param octets how many
     * @return the reaction
     */
    static ImapReaction cutInLiteral(int octets) {
        return (dialogue, command) -> {
            dialogue.invite(command);
            dialogue.read(octets);
            dialogue.cut();
        };
    }

    /**
     * Keeps APPEND's literal and ends the connection without an answer.
     *
     * @return the reaction
     */
    static ImapReaction keepAndCut() {
        return (dialogue, command) -> {
            dialogue.keep(command);
            dialogue.cut();
        };
    }

    /**
     * Keeps APPEND's literal and answers with another status.
     *
     * @param status for example {@code OK done}
     * @return the reaction
     */
    static ImapReaction keepAndReply(String status) {
        return (dialogue, command) -> {
            dialogue.keep(command);
            dialogue.say(command.tag() + " " + status);
        };
    }

    /**
     * Takes APPEND's literal, forgets it, and answers with a status.
     *
     * @param status for example {@code NO [OVERQUOTA] full}
     * @return the reaction
     */
    static ImapReaction takeAndReply(String status) {
        return (dialogue, command) -> {
            dialogue.take(command);
            dialogue.say(command.tag() + " " + status);
        };
    }
}
