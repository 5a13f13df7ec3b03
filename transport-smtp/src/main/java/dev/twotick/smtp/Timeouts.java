package dev.twotick.smtp;

import dev.twotick.plugin.Section;
import java.time.Duration;

/**
 * How long each step may take in all, however busily the relay drips (RFC 5321 section 4.5.3.2).
 *
 * @param connect opening the connection to one address, within {@code total}
 * @param greeting the greeting
 * @param command each command and its reply, a TLS handshake too
 * @param data each block of the letter
 * @param finalReply the answer to the last dot
 * @param total the whole submission up to its last dot
 */
record Timeouts(
        Duration connect, Duration greeting, Duration command, Duration data, Duration finalReply, Duration total) {

    static Timeouts read(Section section) {
        return new Timeouts(
                section.duration("timeout.connect", Duration.ofSeconds(30)),
                section.duration("timeout.greeting", Duration.ofMinutes(5)),
                section.duration("timeout.command", Duration.ofMinutes(5)),
                section.duration("timeout.data", Duration.ofMinutes(3)),
                section.duration("timeout.final", Duration.ofMinutes(10)),
                section.duration("timeout.total", Duration.ofMinutes(20)));
    }

    /**
     * How long to try the next address.
     *
     * @param elapsed since the submission began
     * @return zero when its time is over
     */
    Duration connectAfter(Duration elapsed) {
        Duration left = total.minus(elapsed);
        if (left.isNegative()) {
            return Duration.ZERO;
        }
        return left.compareTo(connect) < 0 ? left : connect;
    }
}
