package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.BounceReason;
import dev.twotick.receipts.Permanence;
import dev.twotick.receipts.ReceiptRecipient;
import java.util.Optional;

/** What a bounce in free text says of all its recipients together: for those of whom it says nothing apart. */
final class Words {
    /** Words that leave hope where no code is given. */
    private static final Phrases<String> HOPE = Phrases.anyOf(
            "temporary", "temporarily", "deferred", "try again later", "transient", "please retry", "greylisted");

    private static final Phrases<String> NO_HOPE = Phrases.anyOf(
            "permanent", "permanently", "giving up", "given up", "not going to try again", "name service error");

    /** Exim gives up so when all errors were for a time only, and calls the whole permanent all the same. */
    private static final Phrases<String> TRIED_LONG =
            Phrases.anyOf("retry timeout exceeded", "retry time not reached", "have been failing for a long time");

    private final boolean delay;
    private final Optional<String> status;
    private final Permanence permanence;
    private final Optional<BounceReason> reason;

    Words(String text, boolean delay) {
        this.delay = delay;
        this.status = StatusCodes.enhanced(text);
        // a reporter that names no code has given up, unless its words leave hope
        this.permanence =
                StatusCodes.inText(text).orElse(leaveHope(text) ? Permanence.TRANSIENT : Permanence.PERMANENT);
        this.reason = Reasons.of(status, text);
    }

    /**
     * A recipient.
     *
     * @param address who it is, where the bounce tells
     * @param own what it says of this one alone
     */
    ReceiptRecipient recipient(Optional<String> address, String own) {
        Optional<String> ownStatus = StatusCodes.enhanced(own);
        return new ReceiptRecipient(
                address,
                Optional.of(delay ? "delayed" : "failed"),
                ownStatus.or(() -> status),
                Optional.of(
                        delay ? Permanence.TRANSIENT : StatusCodes.inText(own).orElse(permanence)),
                Reasons.of(ownStatus, own).or(() -> reason),
                Optional.of(own).filter(words -> !words.isEmpty()),
                Optional.empty(),
                Optional.empty());
    }

    private static boolean leaveHope(String text) {
        return TRIED_LONG.in(text) || (HOPE.in(text) && !NO_HOPE.in(text));
    }
}
