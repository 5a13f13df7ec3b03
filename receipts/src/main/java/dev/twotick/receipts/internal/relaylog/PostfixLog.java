package dev.twotick.receipts.internal.relaylog;

import dev.twotick.confirmation.EvidenceLevel;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Postfix's log, as a file of syslog or postlogd or as text from the journal: {@code time host postfix/service[pid]: QUEUEID:
 * what}. Whatever the instance is called, the service is the last part of the program's name.
 */
final class PostfixLog implements LogDialect {
    /** Services that write into mailboxes, or hand over to what does (RFC 2033). */
    private static final Set<String> FINAL = Set.of("local", "virtual", "lmtp");

    /** Right behind the host: what other programs quote further to the right is a stranger's. */
    private static final Pattern PROGRAM = Pattern.compile(
            "[A-Za-z0-9._-]{1,100}(?:/[a-z0-9_-]{1,50}){0,5}/(?<service>[a-z0-9_-]{1,50})\\[\\d{1,10}]: ");

    private final LogTime times;

    PostfixLog(ZoneId zone) {
        this.times = new LogTime(zone);
    }

    /** The parts of a line. */
    private record Line(String service, String queueId, String what, Instant at, String host) {}

    @Override
    public Optional<LogEntry> read(String line, Instant now) {
        return times.atBeginning(line, now).flatMap(time -> parts(line, time)).flatMap(PostfixLog::entry);
    }

    private static Optional<Line> parts(String line, LogTime.Read time) {
        int hostEnd = line.indexOf(' ', time.end());
        if (hostEnd < 0) {
            return Optional.empty();
        }
        Matcher program = PROGRAM.matcher(line).region(hostEnd + 1, line.length());
        int queueIdEnd = program.lookingAt() ? line.indexOf(": ", program.end()) : -1;
        if (queueIdEnd < 0) {
            return Optional.empty();
        }
        String queueId = line.substring(program.end(), queueIdEnd);
        return Fields.isQueueId(queueId, 5, 30, false)
                ? Optional.of(new Line(
                        program.group("service"),
                        queueId,
                        line.substring(queueIdEnd + 2),
                        time.at(),
                        line.substring(time.end(), hostEnd)))
                : Optional.empty();
    }

    private static Optional<LogEntry> entry(Line line) {
        String what = line.what();
        if (what.startsWith("to=<")) {
            return handled(line);
        }
        if (what.startsWith("from=<")) {
            return line.service().equals("qmgr") ? Optional.of(queued(line)) : Optional.empty();
        }
        if (what.startsWith("message-id=<") && line.service().equals("cleanup")) {
            Optional<String> id = Fields.bracketed(what, "message-id=".length());
            return Optional.of(new LogEntry.Taken(line.queueId(), Optional.empty(), id.map(text -> "<" + text + ">")));
        }
        if (what.startsWith("client=") || what.startsWith("uid=")) {
            return Optional.of(new LogEntry.Begun(line.queueId()));
        }
        return what.equals("removed") ? Optional.of(new LogEntry.Gone(line.queueId())) : Optional.empty();
    }

    /** The sender, or that the mail was given up for all who still waited. */
    private static LogEntry queued(Line line) {
        Optional<String> sender = Fields.bracketed(line.what(), "from=".length());
        int end = "from=<>".length() + sender.map(String::length).orElse(0);
        String status = Fields.valueAfter(line.what(), Math.min(end, line.what().length()), "status=")
                .orElse("");
        return status.endsWith("expired")
                ? new LogEntry.Handled(
                        line.queueId(),
                        Optional.empty(),
                        Optional.empty(),
                        EvidenceLevel.BOUNCED,
                        Optional.of("5.4.7"),
                        "delivery time expired",
                        line.at(),
                        Optional.of(line.host()))
                : new LogEntry.Taken(line.queueId(), sender, Optional.empty());
    }

    private static Optional<LogEntry> handled(Line line) {
        String what = line.what();
        Optional<String> to = Fields.bracketed(what, "to=".length());
        int after = "to=<>".length() + to.map(String::length).orElse(0);
        Optional<String> original = what.startsWith(", orig_to=<", after)
                ? Fields.bracketed(what, after + ", orig_to=".length())
                : Optional.empty();
        int rest = after
                + original.map(text -> text.length() + ", orig_to=<>".length()).orElse(0);
        int status = what.indexOf(", status=", rest);
        if (to.isEmpty() || status < 0) {
            return Optional.empty();
        }
        String word = Fields.valueAfter(what, status, "status=").orElse("");
        String words = inParentheses(what, status);
        return level(line.service(), word, words)
                .map(level -> new LogEntry.Handled(
                        line.queueId(),
                        to,
                        original,
                        level,
                        Fields.valueAfter(what.substring(0, status), rest, "dsn="),
                        words,
                        line.at(),
                        Optional.of(line.host())));
    }

    private static String inParentheses(String what, int from) {
        int open = what.indexOf('(', from);
        int close = what.lastIndexOf(')');
        return open < 0 || close < open ? "" : what.substring(open + 1, close);
    }

    private static Optional<EvidenceLevel> level(String service, String word, String words) {
        return switch (word) {
            case "sent" -> Optional.of(sent(service, words));
            case "deferred" -> Optional.of(EvidenceLevel.DELAYED);
            case "bounced", "expired" -> Optional.of(EvidenceLevel.BOUNCED);
            default -> Optional.empty();
        };
    }

    /** A filter behind LMTP answers with the name under which it queued the mail again: that is not a mailbox. */
    private static EvidenceLevel sent(String service, String words) {
        boolean nowhere = words.startsWith("delivered to file: /dev/null") || Fields.saysThrownAway(words);
        if (service.equals("discard") || nowhere) {
            return EvidenceLevel.NOTED;
        }
        boolean onward = words.startsWith("forwarded as ")
                || words.startsWith("delivered to command: ")
                || words.contains("queued as ");
        return FINAL.contains(service) && !onward ? EvidenceLevel.DELIVERED : EvidenceLevel.RELAYED;
    }
}
