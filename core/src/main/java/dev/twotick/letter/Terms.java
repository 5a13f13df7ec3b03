package dev.twotick.letter;

import java.util.Optional;

/**
 * What was agreed on when a letter was accepted, kept with it so that a later change of settings does not change it.
 *
 * @param assurance without gaps: deadline and doubt policy are filled in
 * @param sentCopy whether a copy is to be filed once a relay took the letter
 * @param receiptAddress the address that receipts come to, without token or with a star in its place; empty: receipts are not
 *     read, none are asked for
 * @param handling how it is to be treated on its way
 */
public record Terms(Assurance assurance, boolean sentCopy, Optional<EmailAddress> receiptAddress, Handling handling) {
    /**
     * Terms with the usual handling.
     *
     * @param assurance without gaps
     * @param sentCopy whether a copy is to be filed
     * @param receiptAddress the address that receipts come to
     */
    public Terms(Assurance assurance, boolean sentCopy, Optional<EmailAddress> receiptAddress) {
        this(assurance, sentCopy, receiptAddress, Handling.USUAL);
    }
}
