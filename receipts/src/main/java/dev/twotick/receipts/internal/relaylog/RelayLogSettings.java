package dev.twotick.receipts.internal.relaylog;

import dev.twotick.letter.Printable;
import dev.twotick.plugin.Section;
import dev.twotick.receipts.internal.Digest;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;

/**
 * Which log is followed, and how it is written.
 *
 * @param file the log
 * @param exim whether it is Exim's main log rather than Postfix's
 * @param zone of times that are written without one
 * @param poll how often the file is looked at
 */
public record RelayLogSettings(Path file, boolean exim, ZoneId zone, Duration poll) {
    /** The keys of the section beside {@code file}. */
    public static final Set<String> KEYS = Set.of("dialect", "time-zone", "poll");

    private static final Duration POLL = Duration.ofSeconds(1);

    /**
     * Reads a section; faults are noted there.
     *
     * @param file the value of {@code file}
     * @param section the section
     * @return the settings, of no use when a fault was noted
     */
    public static RelayLogSettings read(String file, Section section) {
        return new RelayLogSettings(
                path(file, section),
                section.choice("dialect", false, Map.of("postfix", false, "exim", true)),
                zone(section),
                section.duration("poll", POLL));
    }

    private static Path path(String file, Section section) {
        try {
            return Path.of(file).toAbsolutePath();
        } catch (InvalidPathException e) {
            section.fault("file", "is no file name on this system: " + e.getReason());
            return Path.of("");
        }
    }

    private static ZoneId zone(Section section) {
        String text = section.text("time-zone").orElse("");
        try {
            return text.isEmpty() ? ZoneId.systemDefault() : ZoneId.of(text);
        } catch (DateTimeException e) {
            section.fault("time-zone", Printable.quoted(text) + " is no time zone such as Europe/Berlin or UTC");
            return ZoneId.systemDefault();
        }
    }

    LogDialect dialect() {
        return exim ? new EximLog(zone) : new PostfixLog(zone);
    }

    /** A name for the log, under which its place is kept. */
    String place() {
        String place = "log:" + file;
        return place.length() <= 150 ? place : "log:" + Digest.sha256(place);
    }
}
