package dev.twotick.dispatch.simulation;

import dev.twotick.letter.LetterId;

/**
 * A line in a relay's own ledger: it took responsibility for a letter to one recipient.
 *
 * @param relay the relay
 * @param queueId its own name for the letter
 * @param letter the letter
 * @param recipient the recipient's number
 * @param content a digest of the bytes that came
 */
record Copy(String relay, String queueId, LetterId letter, int recipient, int content) {}
