package dev.twotick.receipts.internal.mailbox;

import dev.twotick.confirmation.EvidenceDesk;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Remembers durably which mail is being parsed and how often that was begun, so that one that brings the process down is put
 * aside at its third start. Readers in other processes share the note: starts close to one another count as one, since they may
 * be theirs. Used by one thread.
 */
final class StartedMail {
    private static final int MOST_STARTS = 2;
    private static final int LOSSES = 5;

    /** A reader that is well needs seconds, so whoever meets an older start meets one that came to nothing. */
    private static final Duration APART = Duration.ofSeconds(60);

    /** The time was not noted by the first version. */
    private static final Pattern STARTS = Pattern.compile(";starts=(\\d{1,4})(?:;at=(\\d{1,18}))?");

    private final String place;

    /** A mail that was parsed here before: should it come again, its claims could not be filed, and it is not to blame. */
    private Optional<Watermark> sound = Optional.empty();

    /** The mail during whose fetch the line was lost last, and how often in a row. */
    private Optional<Watermark> torn = Optional.empty();

    private int losses;

    StartedMail(String mailboxPlace) {
        this.place = mailboxPlace + "#started";
    }

    /** How often a mail was begun, and when last, of the starts that count. */
    private record Starts(int count, Instant last) {
        static final Starts NONE = new Starts(0, Instant.EPOCH);

        /** A time to come counts as long ago: else a clock that was put back would keep a start from ever counting. */
        boolean apartFrom(Instant now) {
            return Duration.between(last, now).abs().compareTo(APART) > 0;
        }
    }

    /** Whether it was begun so often that it has to be put aside. */
    boolean poisonous(Watermark mail, EvidenceDesk desk) {
        Starts starts = starts(mail, desk);
        return !isSound(mail) && starts.count() >= MOST_STARTS && starts.apartFrom(desk.now());
    }

    /** To be called before the mail is parsed. */
    void begin(Watermark mail, EvidenceDesk desk) {
        if (!isSound(mail)) {
            count(mail, desk);
        }
    }

    /** To be called when the server did not hand it out although it is there, and when reading it took too long. */
    void notRead(Watermark mail, EvidenceDesk desk) {
        sound = Optional.empty();
        count(mail, desk);
    }

    /** To be called when the line was lost while it was fetched: that is the mail's fault only if it happens each time. */
    void lineLost(Watermark mail, EvidenceDesk desk) {
        losses = torn.equals(Optional.of(mail)) ? losses + 1 : 1;
        torn = Optional.of(mail);
        if (losses >= LOSSES) {
            notRead(mail, desk);
        }
    }

    /** Whether the line was lost while it was fetched last time. */
    boolean suspected(Watermark mail) {
        return torn.equals(Optional.of(mail));
    }

    /** To be called when it was parsed. */
    void parsed(Watermark mail) {
        sound = Optional.of(mail);
    }

    private boolean isSound(Watermark mail) {
        return sound.equals(Optional.of(mail));
    }

    private void count(Watermark mail, EvidenceDesk desk) {
        Starts before = starts(mail, desk);
        Instant now = desk.now();
        if (before.apartFrom(now)) {
            desk.advance(place, mail.text() + ";starts=" + (before.count() + 1) + ";at=" + now.toEpochMilli());
        }
    }

    private Starts starts(Watermark mail, EvidenceDesk desk) {
        return desk.watermark(place)
                .filter(text -> text.startsWith(mail.text() + ";"))
                .map(text -> STARTS.matcher(text.substring(mail.text().length())))
                .filter(Matcher::matches)
                .map(StartedMail::starts)
                .orElse(Starts.NONE);
    }

    private static Starts starts(Matcher note) {
        Instant last = Optional.ofNullable(note.group(2))
                .map(millis -> Instant.ofEpochMilli(Long.parseLong(millis)))
                .orElse(Instant.EPOCH);
        return new Starts(Integer.parseInt(note.group(1)), last);
    }
}
