package dev.twotick.receipts.internal.report;

/** Tells whether a text begins with what a mail system says, or with what a person wrote before quoting it. */
final class Opening {
    /** How paragraphs begin that mail systems put in front of the words by which they are known. */
    private static final Phrases<String> OPENINGS = Phrases.anyOf(
            "this message was created automatically",
            "this is an automatically generated",
            "this is an automated message",
            "this is a mime-encapsulated message",
            "this is the mail system at",
            "this is the postfix program at",
            "this is the mailer-daemon",
            "this report relates to a message you sent",
            "the original message was received at",
            "hi! this is the mailer-daemon",
            "hi! an error has occurred while attempting to deliver",
            "hi, i am the fml",
            "это письмо создано автоматически",
            "error:",
            "message-id:",
            "to:",
            "subject:",
            "date:",
            "--");

    /** All that Exchange and Domino write into the line above the fields of the letter. */
    private static final String ABOVE_FIELDS = "your message";

    private Opening() {}

    /** Whether nothing that a person may have written stands before a place of a text, and the place is in no quotation. */
    static boolean isBefore(String text, int place) {
        int last = HumanText.lineStart(text, place);
        boolean inside = false;
        boolean known = false;
        boolean announced = false;
        int line = 0;
        while (line < last) {
            int next = HumanText.nextLine(text, line);
            String words = text.substring(line, next).strip();
            if (words.isEmpty() && inside && !known) {
                return false;
            }
            if (!words.isEmpty() && !inside) {
                known = isKnown(text, text.indexOf(words, line)) || words.equalsIgnoreCase(ABOVE_FIELDS);
            }
            inside = !words.isEmpty();
            announced = inside && !known && words.endsWith(":");
            line = next;
        }
        return !announced && !isQuoted(text, place);
    }

    private static boolean isKnown(String text, int paragraph) {
        boolean[] found = new boolean[1];
        OPENINGS.at(text, paragraph, text.length(), (opening, from, to) -> found[0] = true);
        return found[0];
    }

    /** Whether a place is in a line that somebody quotes. */
    static boolean isQuoted(String text, int place) {
        return text.substring(HumanText.lineStart(text, place), place).strip().startsWith(">");
    }
}
