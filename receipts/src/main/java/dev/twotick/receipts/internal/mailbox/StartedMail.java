package dev.twotick.receipts.internal.mailbox;

import dev.twotick.confirmation.EvidenceDesk;
import java.util.Optional;

/**
 * Remembers durably which mail is being parsed and how often that was begun, so that one that brings the process down is put
 * aside at its third start. Used by one thread.
 */
final class StartedMail {
    private static final int MOST_STARTS = 2;

    private final String place;

    /** A mail that was parsed here before: should it come again, its claims could not be filed, and it is not to blame. */
    private Optional<Watermark> sound = Optional.empty();

    StartedMail(String mailboxPlace) {
        this.place = mailboxPlace + "#started";
    }

    /** Whether it was begun so often that it has to be put aside. */
    boolean poisonous(Watermark mail, EvidenceDesk desk) {
        return starts(mail, desk) >= MOST_STARTS;
    }

    /** To be called before the mail is parsed. */
    void begin(Watermark mail, EvidenceDesk desk) {
        if (!sound.equals(Optional.of(mail))) {
            desk.advance(place, mail.text() + ";starts=" + (starts(mail, desk) + 1));
        }
    }

    /** To be called when it was parsed. */
    void parsed(Watermark mail) {
        sound = Optional.of(mail);
    }

    private int starts(Watermark mail, EvidenceDesk desk) {
        String prefix = mail.text() + ";starts=";
        return desk.watermark(place)
                .filter(text -> text.startsWith(prefix))
                .map(text -> text.substring(prefix.length()))
                .filter(count -> count.matches("\\d{1,4}"))
                .map(Integer::parseInt)
                .orElse(0);
    }
}
