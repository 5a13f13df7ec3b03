package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.internal.mime.MailPart;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The lines of a mail that are meant for people, up to where the letter that came back begins. */
final class HumanText {
    private static final int MAX_CHARACTERS = 200_000;
    private static final int MAX_LINES = 3000;
    private static final int MAX_LINE = 1000;

    /** What stands above the letter that came back, or is the beginning of its header. */
    private static final Pattern RETURNED = Pattern.compile(
            "^(?:Received: |Return-Path: ?<|Message-I[Dd]: |X-[A-Za-z-]+: |MIME-Version: )"
                    + "|^[-=*_ >]{2,}.*(?:original message|what follows|copy of (?:the|your)|(?:message|mail) (?:headers?|follows)|unsent message|"
                    + "undelivered message|returned message|header of the original)"
                    + "|^(?:original|your|the) message (?:headers?|text|follows|was)\\b.*:$|^message headers? follow"
                    + "|^(?:(?:below|here) (?:this line )?is a copy|a copy of (?:the|your) (?:original )?message)",
            Pattern.CASE_INSENSITIVE);

    /** Two such lines in a row are no prose. */
    private static final Pattern HEADER = Pattern.compile("^(?:From|To|Cc|Date|Sender|Reply-To|Subject): \\S");

    private HumanText() {}

    /** All lines of the mail's own text parts; of its HTML parts when it has no others. */
    static List<String> of(IncomingMail mail) {
        String plain = join(mail, "text/plain");
        String text = plain.isBlank() ? withoutTags(join(mail, "text/html")) : plain;
        return text.lines()
                .limit(MAX_LINES)
                .map(line -> line.length() > MAX_LINE ? line.substring(0, MAX_LINE) : line)
                .toList();
    }

    /** The lines before the letter that came back. */
    static List<String> beforeLetter(List<String> lines) {
        for (int i = 1; i < lines.size(); i++) {
            if (RETURNED.matcher(lines.get(i)).find()) {
                return lines.subList(0, i);
            }
        }
        return lines;
    }

    /** The lines from one on, up to what looks like a header, though nothing announces it. */
    static List<String> beforeHeader(List<String> lines, int from) {
        for (int i = from; i + 1 < lines.size(); i++) {
            if (HEADER.matcher(lines.get(i)).find()
                    && HEADER.matcher(lines.get(i + 1)).find()) {
                return lines.subList(from, i);
            }
        }
        return lines.subList(from, lines.size());
    }

    private static String join(IncomingMail mail, String type) {
        String text = mail.root()
                .ownParts()
                .filter(part -> !part.type().isMultipart() || part.children().isEmpty())
                .filter(part -> part.type().is(type) || (type.equals("text/plain") && isUnreadMultipart(part)))
                .map(MailPart::text)
                .collect(Collectors.joining("\n"));
        return text.length() > MAX_CHARACTERS ? text.substring(0, MAX_CHARACTERS) : text;
    }

    /** A multipart whose boundary is missing or wrong is read as one text. */
    private static boolean isUnreadMultipart(MailPart part) {
        return part.type().isMultipart();
    }

    /** Reads past tags; those that end a line on the screen end one here. */
    private static String withoutTags(String html) {
        StringBuilder text = new StringBuilder(html.length());
        int at = 0;
        while (at < html.length()) {
            int open = html.indexOf('<', at);
            int close = open < 0 ? -1 : html.indexOf('>', open);
            text.append(html, at, open < 0 ? html.length() : open);
            if (close < 0) {
                break;
            }
            if (endsLine(html, open + 1)) {
                text.append('\n');
            }
            at = close + 1;
        }
        return text.toString()
                .replace("&nbsp;", " ")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&#64;", "@")
                .replace("&amp;", "&");
    }

    private static boolean endsLine(String html, int tag) {
        String name = html.substring(tag, Math.min(html.length(), tag + 4)).toLowerCase(Locale.ROOT);
        return List.of("br", "p>", "p ", "/p", "div", "/div", "li", "tr", "/td", "h1", "h2", "h3").stream()
                .anyMatch(name::startsWith);
    }
}
