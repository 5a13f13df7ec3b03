package dev.twotick.imap;

import dev.twotick.letter.Printable;
import dev.twotick.sentstore.Filing;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A command was answered with NO or BAD. The connection is as good as before. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;
    private static final int TEXT_LIMIT = 300;
    private static final Pattern REFUSAL = Pattern.compile(
            "\\S+ +(NO|BAD)(?: +\\[([A-Z0-9-]+)[^]]*])? *(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final String command;
    private final boolean bad;
    private final String code;

    private final String reason;

    private RefusedException(String command, boolean bad, String code, String reason) {
        super(reason);
        this.command = command;
        this.bad = bad;
        this.code = code;
        this.reason = reason;
    }

    /**
     * Reads a refusal.
     *
     * @param command what was refused, without its arguments
     * @param reply the tagged line
     */
    static RefusedException of(String command, String reply) {
        Matcher refusal = REFUSAL.matcher(reply);
        if (!refusal.matches()) {
            return new RefusedException(command, true, "", reason(command, "", reply));
        }
        boolean bad = refusal.group(1).equalsIgnoreCase("BAD");
        String code = refusal.group(2) == null ? "" : refusal.group(2).toUpperCase(Locale.ROOT);
        return new RefusedException(command, bad, code, reason(command, code, refusal.group(3)));
    }

    private static String reason(String command, String code, String text) {
        String with = code.isEmpty() ? "" : " with " + code;
        return command + " was refused" + with + ": " + Printable.of(text, TEXT_LIMIT);
    }

    /** Whether the folder may be missing. SELECT needs no code for that: older servers give none. */
    boolean folderMissing() {
        return code.equals("TRYCREATE") || code.equals("NONEXISTENT") || (isSelection() && !bad && code.isEmpty());
    }

    private boolean isSelection() {
        return command.equals("SELECT") || command.equals("EXAMINE");
    }

    /**
     * What the refusal means for the copy, by its response code (RFC 5530, RFC 9051 section 7.1, RFC 7889). A NO without a
     * code that we know says nothing about the next try, so there is one.
     */
    Filing filing() {
        if (command.equals(ImapConnection.LOGIN)) {
            return new Filing.Postponed(
                    reason + "; until sent-store.user and sent-store.password are mended, no copy can be filed");
        }
        return switch (code) {
            case "TOOBIG" -> new Filing.Skipped("the copy is too large for the server: " + reason);
            case "NOPERM" ->
                new Filing.Failed(reason + "; give sent-store.user the right to insert there, or name another"
                        + " folder in the path of sent-store.url");
            case "CANNOT", "CLIENTBUG", "BADCHARSET" -> new Filing.Failed(reason);
            case "TRYCREATE", "NONEXISTENT" ->
                new Filing.Failed(reason + "; name another folder in the path of sent-store.url");
            default -> bad && !isThrottled() ? new Filing.Failed(reason) : new Filing.Postponed(reason);
        };
    }

    /** Exchange Online answers BAD to a client that it wants to slow down. */
    private boolean isThrottled() {
        return reason.toLowerCase(Locale.ROOT).contains("throttl");
    }
}
