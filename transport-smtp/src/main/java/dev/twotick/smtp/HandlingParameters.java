package dev.twotick.smtp;

import dev.twotick.letter.Handling;
import dev.twotick.letter.Handling.DeliverBy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a letter wants to be treated, as parameters of MAIL: REQUIRETLS (RFC 8689), MT-PRIORITY (RFC 6710), BY (RFC 2852) and
 * HOLDUNTIL (RFC 4865).
 *
 * @param parameters what the relay offers, ready to be written
 * @param notOffered the EHLO keywords of the rest
 */
record HandlingParameters(List<String> parameters, List<String> notOffered) {
    private static final String MT_PRIORITY = "MT-PRIORITY";
    private static final String DELIVERBY = "DELIVERBY";
    private static final String FUTURERELEASE = "FUTURERELEASE";
    private static final int MOST_DIGITS = 9;
    private static final HandlingParameters NOTHING = new HandlingParameters(List.of(), List.of());

    HandlingParameters {
        parameters = List.copyOf(parameters);
        notOffered = List.copyOf(notOffered);
    }

    /** What can be asked of a relay now. */
    static HandlingParameters of(Handling handling, Extensions relay, InstantSource clock) {
        boolean asksForNothing = !handling.requireTls()
                && handling.priority() == 0
                && handling.deliverBy().isEmpty()
                && handling.releaseAt().isEmpty();
        return asksForNothing ? NOTHING : of(handling, relay, clock.instant());
    }

    private static HandlingParameters of(Handling handling, Extensions relay, Instant now) {
        List<String> parameters = new ArrayList<>();
        List<String> notOffered = new ArrayList<>();
        if (handling.requireTls()) {
            sort(
                    relay.offers(Extensions.REQUIRETLS),
                    Extensions.REQUIRETLS,
                    Extensions.REQUIRETLS,
                    parameters,
                    notOffered);
        }
        if (handling.priority() != 0) {
            String parameter = MT_PRIORITY + "=" + handling.priority();
            sort(relay.offers(MT_PRIORITY), parameter, MT_PRIORITY, parameters, notOffered);
        }
        handling.deliverBy()
                .ifPresent(by -> sort(isOffered(by, relay), parameter(by), DELIVERBY, parameters, notOffered));
        handling.releaseAt()
                .map(time -> time.truncatedTo(ChronoUnit.SECONDS))
                .filter(now::isBefore)
                .ifPresent(time ->
                        sort(isOffered(time, relay, now), "HOLDUNTIL=" + time, FUTURERELEASE, parameters, notOffered));
        return new HandlingParameters(parameters, notOffered);
    }

    private static void sort(
            boolean offered, String parameter, String keyword, List<String> parameters, List<String> notOffered) {
        if (offered) {
            parameters.add(parameter);
        } else {
            notOffered.add(keyword);
        }
    }

    private static String parameter(DeliverBy by) {
        return "BY=" + by.within().toSeconds() + (by.orReturn() ? ";R" : ";N");
    }

    /** A relay may name the shortest time after which it returns a letter (RFC 2852 section 3). */
    private static boolean isOffered(DeliverBy by, Extensions relay) {
        return relay.offers(DELIVERBY)
                && (!by.orReturn()
                        || number(relay.parameters(DELIVERBY)).orElse(0L)
                                <= by.within().toSeconds());
    }

    /** A relay names the most seconds and the last time that it keeps a letter for (RFC 4865 section 4). */
    private static boolean isOffered(Instant time, Extensions relay, Instant now) {
        if (!relay.offers(FUTURERELEASE)) {
            return false;
        }
        String[] limits = relay.parameters(FUTURERELEASE).strip().split("\\s+", 2);
        boolean soon = number(limits[0])
                .map(most -> Duration.between(now, time).toSeconds() <= most)
                .orElse(true);
        boolean before = limits.length < 2
                || instant(limits[1]).map(last -> !time.isAfter(last)).orElse(true);
        return soon && before;
    }

    private static Optional<Long> number(String digits) {
        boolean number = !digits.isEmpty()
                && digits.length() <= MOST_DIGITS
                && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Optional.of(Long.parseLong(digits)) : Optional.empty();
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
