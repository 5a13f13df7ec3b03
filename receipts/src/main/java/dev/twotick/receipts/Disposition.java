package dev.twotick.receipts;

import java.util.Optional;

/**
 * What became of a letter in the recipient's software (RFC 8098 section 3.2.6).
 *
 * @param type {@code displayed}, {@code deleted}, {@code dispatched}, {@code processed}, or an older word such as
 *     {@code denied} and {@code failed}; in lower case
 * @param manualAction whether a person did it, {@code manual-action}; anything else counts as automatic
 * @param sentManually whether a person agreed to the notification, {@code MDN-sent-manually}
 * @param modifier what stands behind the slash, for example {@code error}
 */
public record Disposition(String type, boolean manualAction, boolean sentManually, Optional<String> modifier) {}
