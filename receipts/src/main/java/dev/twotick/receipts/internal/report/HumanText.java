package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.internal.mime.Deadline;
import dev.twotick.receipts.internal.mime.MailPart;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a mail says to people.
 *
 * @param text all of its own text parts; its HTML parts without tags when it has no others
 * @param letter where in the text the letter that came back begins; the text's length when it does not stand there
 */
record HumanText(String text, int letter) {
    private static final int MAX_CHARACTERS = 200_000;
    private static final String DECORATION = "-=*_>|#<+~[. \t";

    /** Fields that stand in no prose. */
    private static final Phrases<String> HEADER =
            Phrases.anyOf("received:", "return-path:", "message-id:", "mime-version:", "x-*", "dkim-signature:");

    /** Fields that may stand in prose; two in a row do not. */
    private static final Phrases<String> ANY_FIELD =
            Phrases.anyOf("from:", "to:", "cc:", "date:", "sender:", "reply-to:", "subject:");

    /** These announce the letter only where nothing else stands in the line. */
    private static final Set<String> ALONE = Set.of(
            "original message", "undelivered message", "returned message", "copy of the message", "unsent message");

    static HumanText of(IncomingMail mail) {
        String plain = join(mail, "text/plain");
        String text = plain.isBlank() ? Html.text(join(mail, "text/html")) : plain;
        return new HumanText(text, letterIn(text, mail.root().deadline()));
    }

    /** Where a header begins that nothing announces, from a place on; else where the letter begins. */
    int headerFrom(int from) {
        int line = from;
        while (line < letter) {
            int next = nextLine(text, line);
            if (startsWith(ANY_FIELD, text, line, letter) && startsWith(ANY_FIELD, text, next, letter)) {
                return line;
            }
            line = next;
        }
        return letter;
    }

    /** Where the paragraph begins that a place is in. */
    int paragraphBegin(int place) {
        int begin = lineStart(text, place);
        while (begin > 0 && !text.substring(lineStart(text, begin - 1), begin).isBlank()) {
            begin = lineStart(text, begin - 1);
        }
        return begin;
    }

    /** Behind the paragraph that a place is in. */
    int paragraphEnd(int place) {
        int end = nextLine(text, place);
        while (end < text.length() && !text.substring(end, nextLine(text, end)).isBlank()) {
            end = nextLine(text, end);
        }
        return end;
    }

    static int nextLine(String text, int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end + 1;
    }

    static int lineStart(String text, int at) {
        return text.lastIndexOf('\n', at - 1) + 1;
    }

    private static int letterIn(String text, Deadline deadline) {
        int line = nextLine(text, 0);
        while (line < text.length()) {
            deadline.step();
            if (announcesLetter(text, line) || beginsHeader(text, line)) {
                return line;
            }
            line = nextLine(text, line);
        }
        return text.length();
    }

    private static boolean beginsHeader(String text, int line) {
        int at = line;
        while (at < text.length() && (text.charAt(at) == '>' || (at > line && text.charAt(at) == ' '))) {
            at++;
        }
        return startsWith(HEADER, text, at, text.length());
    }

    private static boolean announcesLetter(String text, int line) {
        int end = nextLine(text, line);
        int at = line;
        while (at < end && DECORATION.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        boolean[] found = new boolean[1];
        int first = at;
        Wording.LETTER.at(
                text,
                at,
                text.length(),
                (phrase, from, to) ->
                        found[0] |= !ALONE.contains(phrase) || isRestEmpty(text, to, nextLine(text, first)));
        return found[0];
    }

    private static boolean isRestEmpty(String text, int from, int end) {
        for (int i = from; i < end; i++) {
            if (Character.isLetterOrDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean startsWith(Phrases<String> phrases, String text, int at, int end) {
        boolean[] found = new boolean[1];
        phrases.at(text, at, end, (meaning, from, to) -> found[0] = true);
        return found[0];
    }

    private static String join(IncomingMail mail, String type) {
        String text = mail.root()
                .ownParts()
                .filter(part -> !part.type().isMultipart() || part.children().isEmpty())
                .filter(part -> part.type().is(type) || (type.equals("text/plain") && isUnread(part)))
                .map(MailPart::text)
                .collect(Collectors.joining("\n"));
        return text.length() > MAX_CHARACTERS ? text.substring(0, MAX_CHARACTERS) : text;
    }

    /** A multipart whose boundary is missing or wrong is read as one text. */
    private static boolean isUnread(MailPart part) {
        return part.type().isMultipart();
    }
}
