package dev.twotick.dispatch;

import dev.twotick.confirmation.Claim;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Claims that may have come before what ties them to their letter: a relay logs a delivery within milliseconds of its reply, and
 * the queue id of that reply becomes durable a moment later. They are tried again for a while, and meanwhile the place that is
 * kept durably stays before them, so that a restart reads them again. Thread-safe.
 */
final class EarlyClaims {
    /** How long a claim is tried again. */
    static final Duration TERM = Duration.ofSeconds(60);

    /** How soon somebody should look again while there are any. */
    static final Duration PAUSE = Duration.ofSeconds(1);

    /** What is older was recorded long ago, with some tolerance for a relay's clock. */
    private static final Duration YOUNG = Duration.ofMinutes(10);

    /** What comes while so many wait is taken as it stands. */
    private static final int CAPACITY = 10_000;

    private final Map<String, Early> claims = new LinkedHashMap<>();
    private final Map<String, Place> places = new HashMap<>();
    private long count;

    /** A claim, since when it waits, and when it is tried next. */
    private record Early(Claim claim, long number, Instant since, Instant next) {}

    /** A place that was reached when so many claims had come. */
    private record Mark(String watermark, long number) {}

    /** The next place to be kept durably, and the one that the source knows. */
    private record Place(Mark next, Mark latest) {}

    /** Whether a claim that proves nothing as yet is to be tried again later. */
    synchronized boolean holds(Claim claim, Instant now) {
        Early known = claims.get(claim.id());
        if (known == null) {
            if (claims.size() >= CAPACITY || !mayBeEarly(claim, now)) {
                return false;
            }
            claims.put(claim.id(), new Early(claim, ++count, now, now.plus(PAUSE)));
            return true;
        }
        Duration age = Duration.between(known.since(), now);
        if (age.isNegative() || age.compareTo(TERM) >= 0) {
            return false;
        }
        claims.put(claim.id(), new Early(known.claim(), known.number(), known.since(), next(known.since(), now)));
        return true;
    }

    /** Others' mail waits as well, so that pauses grow. */
    private static Instant next(Instant since, Instant now) {
        Instant next = now.plus(Duration.between(since, now).multipliedBy(2)).plus(PAUSE);
        Instant last = since.plus(TERM);
        return next.isBefore(last) ? next : last;
    }

    private static boolean mayBeEarly(Claim claim, Instant now) {
        return claim.authenticated()
                && claim.queueId().isPresent()
                && claim.happenedAt().filter(at -> at.isAfter(now.minus(YOUNG))).isPresent();
    }

    synchronized boolean isEmpty() {
        return claims.isEmpty();
    }

    /** What is to be tried now, in the order in which it came. */
    synchronized List<Claim> due(Instant now) {
        return claims.values().stream()
                .filter(early -> !early.next().isAfter(now) || early.since().isAfter(now))
                .map(Early::claim)
                .toList();
    }

    synchronized void settled(Collection<String> ids) {
        claims.keySet().removeAll(ids);
    }

    /** Notes a place that was reached; tells whether it may be kept durably at once. */
    synchronized boolean passes(String place, String watermark) {
        if (claims.isEmpty()) {
            places.remove(place);
            return true;
        }
        Mark mark = new Mark(watermark, count);
        Place before = places.get(place);
        places.put(place, new Place(before == null ? mark : before.next(), mark));
        return false;
    }

    /** The place that the source has got to, where it is not the durable one. */
    synchronized Optional<String> latest(String place) {
        return Optional.ofNullable(places.get(place))
                .map(known -> known.latest().watermark());
    }

    /** Places with their watermarks before which nothing waits any more: to be kept durably. */
    synchronized Map<String, String> passed() {
        long oldest =
                claims.values().stream().mapToLong(Early::number).findFirst().orElse(Long.MAX_VALUE);
        Map<String, String> passed = new HashMap<>();
        places.forEach((place, known) -> {
            if (known.latest().number() < oldest) {
                passed.put(place, known.latest().watermark());
            } else if (known.next().number() < oldest) {
                passed.put(place, known.next().watermark());
            }
        });
        passed.keySet().forEach(place -> {
            Mark latest = places.get(place).latest();
            if (latest.number() < oldest) {
                places.remove(place);
            } else {
                places.put(place, new Place(latest, latest));
            }
        });
        return passed;
    }
}
