package dev.twotick.cli.view;

import dev.twotick.letter.Printable;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Item;
import dev.twotick.outbox.RecipientView;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What happened to a letter, one lane for each recipient and one for the Sent copy: each entry with its time since acceptance,
 * its source and the proof behind it, and at the end of a lane one sentence of what is known and what is not.
 */
public final class Timeline {
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int MAX_CHARS = 400;
    private static final int TYPE_WIDTH = 14;

    private final Ink ink;

    /**
     * Draws timelines.
     *
     * @param ink the colours
     */
    public Timeline(Ink ink) {
        this.ink = ink;
    }

    /**
     * Draws one letter.
     *
     * @param delivery the letter's state
     * @return lines without their ends
     */
    public List<String> lines(Delivery delivery) {
        List<String> lines = new ArrayList<>();
        lines.add(heading(delivery.letter()));
        for (RecipientView recipient : delivery.recipients()) {
            lines.add("  " + Tick.of(recipient).painted(ink) + " "
                    + ink.strong(Printable.of(recipient.address().value(), MAX_CHARS)) + "  " + states(recipient));
            entries(lines, delivery, recipient.number());
            lines.add("     → " + Printable.of(recipient.sentence(), MAX_CHARS));
        }
        if (delivery.events().stream().anyMatch(event -> event.recipient() == Item.SENT_COPY)) {
            lines.add("     " + ink.strong("Sent copy") + "  "
                    + delivery.sentCopy().state());
            entries(lines, delivery, Item.SENT_COPY);
        }
        return lines;
    }

    private String heading(SealedLetter letter) {
        return ink.strong("letter " + letter.id()) + "  accepted " + time(letter.acceptedAt()) + ", wanted: "
                + letter.terms().assurance().reach().word()
                + letter.deadline().map(deadline -> " by " + time(deadline)).orElse("")
                + ink.faint("  " + Printable.of(letter.messageId(), MAX_CHARS));
    }

    private static String states(RecipientView recipient) {
        return recipient.submission() + " · " + recipient.confirmation() + (recipient.overdue() ? " · overdue" : "");
    }

    private void entries(List<String> lines, Delivery delivery, int lane) {
        for (Event event : delivery.events()) {
            if (event.recipient() == lane) {
                lines.add(entry(event, delivery.letter().acceptedAt()));
            }
        }
    }

    private String entry(Event event, Instant accepted) {
        String type = word(event.type());
        String since = sinceAcceptance(Duration.between(accepted, event.at()));
        String line = String.format("     %9s  %-" + TYPE_WIDTH + "s %s", since, type, Account.of(event));
        return Printable.of(line.stripTrailing(), MAX_CHARS);
    }

    static String word(EventType type) {
        return type.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Writes a point in time to the second.
     *
     * @param time the time
     * @return in UTC, for example {@code 2026-03-01 12:00:00Z}
     */
    public static String time(Instant time) {
        return SECONDS.format(time);
    }

    static String sinceAcceptance(Duration since) {
        if (since.compareTo(Duration.ofMinutes(1)) < 0) {
            return String.format(Locale.ROOT, "+%.3fs", since.toMillis() / 1000.0);
        }
        if (since.compareTo(Duration.ofHours(1)) < 0) {
            return String.format("+%dm %02ds", since.toMinutes(), since.toSecondsPart());
        }
        return since.compareTo(Duration.ofDays(1)) < 0
                ? String.format("+%dh %02dm", since.toHours(), since.toMinutesPart())
                : String.format("+%dd %02dh", since.toDays(), since.toHoursPart());
    }
}
