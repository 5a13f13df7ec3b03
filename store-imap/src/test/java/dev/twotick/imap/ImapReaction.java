package dev.twotick.imap;

import java.io.IOException;

/** What the scripted server does with one command instead of what it would do by itself. */
interface ImapReaction {
    /** Answers a command, or does not. */
    void to(ImapDialogue dialogue, ImapCommand command) throws IOException;

    /** Answers with a tagged line at once; for APPEND this means before it takes the literal. */
    static ImapReaction reply(String status) {
        return (dialogue, command) -> dialogue.say(command.tag() + " " + status);
    }

    /** Sends lines as they are, then does the command as ever. */
    static ImapReaction after(String... lines) {
        return (dialogue, command) -> {
            for (String line : lines) {
                dialogue.say(line);
            }
            dialogue.perform(command);
        };
    }

    /** Says something and ends the connection. */
    static ImapReaction last(String line) {
        return (dialogue, command) -> {
            dialogue.say(line);
            dialogue.cut();
        };
    }

    /** Ends the connection. */
    static ImapReaction cut() {
        return (dialogue, command) -> dialogue.cut();
    }

    /** Says nothing and waits for the client to go. */
    static ImapReaction silence() {
        return (dialogue, command) -> dialogue.drain();
    }

    /** Sends one octet again and again, and never a line. */
    static ImapReaction drip(int everyMillis) {
        return (dialogue, command) -> dialogue.drip(everyMillis);
    }

    /** Reads so many octets of APPEND's literal and ends the connection; nothing is kept. */
    static ImapReaction cutInLiteral(int octets) {
        return (dialogue, command) -> {
            dialogue.invite(command);
            dialogue.read(octets);
            dialogue.cut();
        };
    }

    /** Keeps APPEND's literal and ends the connection without an answer. */
    static ImapReaction keepAndCut() {
        return (dialogue, command) -> {
            dialogue.keep(command);
            dialogue.cut();
        };
    }

    /** Keeps APPEND's literal and answers with another status. */
    static ImapReaction keepAndReply(String status) {
        return (dialogue, command) -> {
            dialogue.keep(command);
            dialogue.say(command.tag() + " " + status);
        };
    }

    /** Takes APPEND's literal, forgets it, and answers with a status. */
    static ImapReaction takeAndReply(String status) {
        return (dialogue, command) -> {
            dialogue.invite(command);
            dialogue.read(command.literal());
            dialogue.line();
            dialogue.say(command.tag() + " " + status);
        };
    }
}
