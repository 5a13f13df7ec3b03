package dev.twotick.transport;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An enhanced mail system status code (RFC 3463, RFC 2034).
 *
 * @param statusClass 2 success, 4 transient failure, 5 permanent failure
 * @param subject 0 to 999
 * @param detail 0 to 999
 */
public record EnhancedStatus(int statusClass, int subject, int detail) {
    private static final Pattern CODE = Pattern.compile("([245])\\.(\\d{1,3})\\.(\\d{1,3})(?![\\d.])");

    /**
     * Reads the code at the start of a text.
     *
     * @param text for example {@code 5.1.1 User unknown}
     * @return the code, or empty when the text does not begin with one
     */
    public static Optional<EnhancedStatus> atStartOf(String text) {
        Matcher code = CODE.matcher(text);
        return code.lookingAt()
                ? Optional.of(new EnhancedStatus(
                        Integer.parseInt(code.group(1)),
                        Integer.parseInt(code.group(2)),
                        Integer.parseInt(code.group(3))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return statusClass + "." + subject + "." + detail;
    }
}
