package dev.twotick.receipts.internal.relaylog;

import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.receipts.internal.report.StatusCodes;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Exim's main log: {@code date time [zone] [pid] QUEUEID flag rest}, with the flags {@code <=} (taken), {@code =>}, {@code ->}
 * and {@code >>} (delivered), {@code ==} (deferred), {@code **} (failed) and the word {@code Completed}.
 */
final class EximLog implements LogDialect {
    /** Anything else in brackets is the name of a host, after which a stranger's words may stand. */
    private static final Pattern PID = Pattern.compile("\\[\\d{1,10}] ");

    /** Who says what no other host has answered. */
    private static final String ITSELF = "exim";

    /** Parts of the names that transports have which answer mails: {@code address_reply}, {@code vacation_reply}. */
    private static final List<String> ANSWERS = List.of("reply", "vacation", "autoresp");

    private final LogTime times;

    EximLog(ZoneId zone) {
        this.times = new LogTime(zone);
    }

    /** The parts of a line. */
    private record Line(String queueId, String flag, String rest, Instant at) {}

    @Override
    public Optional<LogEntry> read(String line, Instant now) {
        return times.spaced(line).flatMap(time -> parts(line, time)).flatMap(EximLog::entry);
    }

    private static Optional<Line> parts(String line, LogTime.Read time) {
        int begin = time.end();
        Matcher pid = PID.matcher(line).region(begin, line.length());
        if (pid.lookingAt()) {
            begin = pid.end();
        }
        int queueIdEnd = line.indexOf(' ', begin);
        if (queueIdEnd < 0) {
            return Optional.empty();
        }
        String queueId = line.substring(begin, queueIdEnd);
        int flagEnd = line.indexOf(' ', queueIdEnd + 1);
        String flag = line.substring(queueIdEnd + 1, flagEnd < 0 ? line.length() : flagEnd);
        String rest = flagEnd < 0 ? "" : line.substring(flagEnd + 1);
        return Fields.isQueueId(queueId, 16, 23, true) && queueId.indexOf('-') > 0
                ? Optional.of(new Line(queueId, flag, rest, time.at()))
                : Optional.empty();
    }

    private static Optional<LogEntry> entry(Line line) {
        return switch (line.flag()) {
            case "<=" -> Optional.of(taken(line));
            case "=>", "->", ">>" -> handled(line, delivered(line.rest()), confirmation(line.rest()), "2");
            case "==" -> handled(line, EvidenceLevel.DELAYED, reason(line.rest()), "4");
            case "**" -> handled(line, EvidenceLevel.BOUNCED, reason(line.rest()), "54");
            case "Completed" -> Optional.of(new LogEntry.Gone(line.queueId()));
            default -> Optional.empty();
        };
    }

    private static LogEntry taken(Line line) {
        String sender = firstWord(line.rest());
        return new LogEntry.Taken(
                line.queueId(),
                Optional.of(sender.equals("<>") ? "" : sender),
                Fields.valueAfter(line.rest(), sender.length(), " id=").map(id -> "<" + id + ">"));
    }

    /** A host stands there only when another one took the mail. */
    private static EvidenceLevel delivered(String rest) {
        if (rest.startsWith(":blackhole:")
                || rest.startsWith("/dev/null ")
                || Fields.saysThrownAway(confirmation(rest))) {
            return EvidenceLevel.NOTED;
        }
        boolean onward = rest.contains(" H=") || rest.startsWith("|") || rest.startsWith(">");
        if (!onward && isAnswer(rest)) {
            return EvidenceLevel.NOTED;
        }
        return onward ? EvidenceLevel.RELAYED : EvidenceLevel.DELIVERED;
    }

    /** Whether a transport only answered the mail: it wrote nothing into a mailbox. Its name is all that the log tells of it. */
    private static boolean isAnswer(String rest) {
        int confirmation = rest.indexOf(" C=\"");
        String transport = Fields.valueAfter(confirmation < 0 ? rest : rest.substring(0, confirmation), 0, " T=")
                .orElse("");
        return ANSWERS.stream().anyMatch(transport.toLowerCase(Locale.ROOT)::contains);
    }

    /** Exim names neither itself nor a status: both are those of the host that it was answered by, if it was by any. */
    private static Optional<LogEntry> handled(Line line, EvidenceLevel level, String words, String classes) {
        String first = firstWord(line.rest());
        int bracket = line.rest().startsWith(" <", first.length()) ? first.length() + 1 : -1;
        Optional<String> original = bracket < 0 ? Optional.empty() : Fields.bracketed(line.rest(), bracket);
        return Optional.of(new LogEntry.Handled(
                line.queueId(),
                Optional.of(first),
                original,
                level,
                StatusCodes.enhanced(words, classes),
                words,
                line.at(),
                host(line.rest().substring(first.length())).or(() -> Optional.of(ITSELF))));
    }

    /** Before what the host said, where anything may stand. */
    private static Optional<String> host(String rest) {
        int words = rest.indexOf(": ");
        int confirmation = rest.indexOf(" C=\"");
        int end = words < 0 ? rest.length() : words;
        return Fields.valueAfter(rest.substring(0, confirmation < 0 ? end : Math.min(end, confirmation)), 0, " H=");
    }

    /** Up to the next space, or to the colon that ends the address of a failure. */
    private static String firstWord(String rest) {
        int end = rest.indexOf(' ');
        String word = end < 0 ? rest : rest.substring(0, end);
        return word.endsWith(":") && !word.equals(":blackhole:") ? word.substring(0, word.length() - 1) : word;
    }

    /** What the other host said, in C="…". */
    private static String confirmation(String rest) {
        int open = rest.indexOf(" C=\"");
        int close = open < 0 ? -1 : rest.indexOf('"', open + 4);
        return close < 0 ? "" : rest.substring(open + 4, close);
    }

    private static String reason(String rest) {
        int colon = rest.indexOf(": ");
        return colon < 0
                ? rest.substring(Math.min(rest.length(), firstWord(rest).length()))
                        .strip()
                : rest.substring(colon + 2);
    }
}
