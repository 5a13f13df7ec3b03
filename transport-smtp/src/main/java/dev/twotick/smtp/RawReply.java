package dev.twotick.smtp;

import dev.twotick.transport.Reply;
import java.util.List;

/**
 * One complete reply with all its lines, which a {@link Reply} does not keep.
 *
 * @param code 200 to 599
 * @param lines the text of each line without code, at least one, as foreign as it came
 */
record RawReply(int code, List<String> lines) {
    RawReply {
        lines = List.copyOf(lines);
    }

    /** Fit to be stored and shown. */
    Reply harmless() {
        return new Reply(code, lines);
    }
}
