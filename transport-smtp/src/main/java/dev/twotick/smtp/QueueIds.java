package dev.twotick.smtp;

import dev.twotick.transport.Reply;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where each family of relays puts its own name for a letter in the final reply. A reply that fits none of them has no queue
 * id: a wrong one would join the letter to somebody else's log lines. Mailgun gives none, it only says {@code Great success};
 * Postmark publishes no reply of its own, and is read where it has one of these forms.
 */
final class QueueIds {
    /** Each pattern has one group, and no repetition within another, so that matching takes linear time. */
    static final List<Family> FAMILIES = List.of(
            new Family(
                    "Postfix, SendGrid, Mailjet and many more",
                    "(?i)\\bok:? (?:\\d{1,18} bytes )?queued as ([0-9A-Za-z_-]{1,64})$"),
            new Family("Exim", "^OK id=([0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4})$"),
            new Family("Sendmail, OpenSMTPD", "^(?:2\\.0\\.0:? )?([0-9A-Za-z]{8,20}) Message accepted for delivery$"),
            new Family("Exchange, Microsoft 365", "^2\\.6\\.0 <.{1,400}> \\[InternalId=(\\d{1,20})[,\\]]"),
            new Family("Gmail", "^2\\.0\\.0 OK {1,2}\\d{9,11} ([0-9A-Za-z.-]{10,80}) - gsmtp$"),
            new Family("SES", "^Ok ([0-9a-f]{16}-[0-9a-f]{8}-[0-9a-f-]{14}-[0-9a-f]{12}-\\d{6})$"),
            new Family("Haraka", "^Message Queued \\(([0-9A-F]{8}-[0-9A-F-]{14}-[0-9A-F]{12}\\.\\d{1,4})\\)$"),
            new Family("qmail", "^ok (\\d{9,11} qp \\d{1,10})$"),
            new Family("Yandex", "\\bOk: queued on [0-9A-Za-z.-]{1,255} as ([0-9A-Za-z-]{1,64})$"));

    /** As short as {@code ok queued as A}; a reply below that is not worth a look at every form. */
    private static final int SHORTEST = 14;

    /** Relays that word their final reply alike. */
    record Family(String name, Pattern reply) {
        Family(String name, String reply) {
            this(name, Pattern.compile(reply));
        }

        Optional<String> queueIdIn(String text) {
            Matcher matcher = reply.matcher(text);
            return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
        }
    }

    private QueueIds() {}

    /** The queue id in a final reply, where it is certain. */
    static Optional<String> in(Reply reply) {
        String text = reply.text().strip();
        if (text.length() < SHORTEST) {
            return Optional.empty();
        }
        // once for each letter: a stream would take longer than the search
        for (Family family : FAMILIES) {
            Optional<String> queueId = family.queueIdIn(text);
            if (queueId.isPresent()) {
                return queueId;
            }
        }
        return Optional.empty();
    }
}
