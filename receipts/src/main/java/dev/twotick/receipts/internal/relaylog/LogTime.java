package dev.twotick.receipts.internal.relaylog;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The times at the beginning of log lines: with date, time and zone, or as syslog has always written them. */
final class LogTime {
    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

    /** {@code 2026-03-01T10:00:00.123456+01:00}, with {@code Z} or {@code +0100} as well. */
    private static final DateTimeFormatter WITH_ZONE = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX]")
            .toFormatter(Locale.ROOT);

    private static final Duration AHEAD = Duration.ofDays(1);
    private static final int YEARS_TO_A_LEAP_DAY = 10;

    private final ZoneId zone;

    LogTime(ZoneId zone) {
        this.zone = zone;
    }

    /** A time and where the text goes on after it. */
    record Read(Instant at, int end) {}

    /** The time at the beginning of a line of syslog or of the journal as text. */
    Optional<Read> atBeginning(String line, Instant now) {
        try {
            int space = line.indexOf(' ');
            if (space > 10 && line.charAt(4) == '-') {
                OffsetDateTime time = OffsetDateTime.parse(line.substring(0, space), WITH_ZONE);
                return Optional.of(new Read(time.toInstant(), space + 1));
            }
            return traditional(line, now);
        } catch (DateTimeException | IndexOutOfBoundsException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** {@code Mar  1 10:00:00}, perhaps with a fraction: of the last year in which that is not to come. */
    private Optional<Read> traditional(String line, Instant now) {
        int month = MONTHS.indexOf(line.substring(0, 3)) + 1;
        int end = line.indexOf(' ', 7);
        if (month == 0 || end < 0) {
            return Optional.empty();
        }
        int day = Integer.parseInt(line.substring(4, 6).strip());
        String[] clock = line.substring(7, end).split("[:.]", -1);
        LocalTime time = LocalTime.of(
                Integer.parseInt(clock[0]), Integer.parseInt(clock[1]), Math.min(59, Integer.parseInt(clock[2])));
        int year = now.atZone(zone).getYear() + 1;
        for (int back = 0; back < YEARS_TO_A_LEAP_DAY; back++) {
            Optional<Instant> at = at(year - back, month, day, time);
            if (at.isPresent() && at.get().isBefore(now.plus(AHEAD))) {
                return Optional.of(new Read(at.get(), end + 1));
            }
        }
        return Optional.empty();
    }

    private Optional<Instant> at(int year, int month, int day, LocalTime time) {
        return day <= YearMonth.of(year, month).lengthOfMonth()
                ? Optional.of(
                        LocalDate.of(year, month, day).atTime(time).atZone(zone).toInstant())
                : Optional.empty();
    }

    /** {@code 2026-03-01 10:00:00}, perhaps with a fraction and {@code +0100}, as Exim writes it. */
    Optional<Read> spaced(String line) {
        try {
            int afterTime = line.indexOf(' ', 11);
            LocalDateTime local = LocalDateTime.parse(line.substring(0, 10) + "T" + line.substring(11, afterTime));
            char next = line.charAt(afterTime + 1);
            if (next == '+' || next == '-') {
                int end = line.indexOf(' ', afterTime + 1);
                OffsetDateTime time = OffsetDateTime.parse(local + line.substring(afterTime + 1, end), WITH_ZONE);
                return Optional.of(new Read(time.toInstant(), end + 1));
            }
            return Optional.of(new Read(local.atZone(zone).toInstant(), afterTime + 1));
        } catch (DateTimeException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }
}
