package dev.twotick.receipts.internal.mailbox;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a folder was read. UIDs of another UIDVALIDITY mean nothing (RFC 9051 section 2.3.1.1).
 *
 * @param uidValidity which numbering holds
 * @param uid the last UID that is done with; 0 for none
 */
record Watermark(long uidValidity, long uid) {
    private static final Pattern FORM = Pattern.compile("uidvalidity=(\\d{1,18});uid=(\\d{1,18})");

    static Optional<Watermark> parse(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(new Watermark(Long.parseLong(form.group(1)), Long.parseLong(form.group(2))))
                : Optional.empty();
    }

    String text() {
        return "uidvalidity=" + uidValidity + ";uid=" + uid;
    }
}
