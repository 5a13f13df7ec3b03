package dev.twotick.testkit;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.EvidenceDesk;
import dev.twotick.confirmation.Trust;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * An {@link EvidenceDesk} that keeps what it is given and can be told to fail. A claim whose id it has seen changes nothing,
 * as with the real one. Thread-safe.
 */
public final class RecordingEvidenceDesk implements EvidenceDesk {
    private final InstantSource clock;
    private final Map<String, Claim> claims = new LinkedHashMap<>();
    private final Map<String, String> watermarks = new HashMap<>();
    private final List<String> steps = new ArrayList<>();
    private Function<Claim, Trust> grade = claim -> Trust.PLAUSIBLE;
    private boolean failing;

    /** Has a clock that stands still at {@link SettableClock#START}. */
    public RecordingEvidenceDesk() {
        this(new SettableClock());
    }

    /**
     * Has a clock.
     *
     * @param clock the time
     */
    public RecordingEvidenceDesk(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Sets how claims are graded; every claim is {@link Trust#PLAUSIBLE} when nothing is said.
     *
     * @param rule the grade of a claim
     */
    public synchronized void gradeBy(Function<Claim, Trust> rule) {
        grade = rule;
    }

    /** Makes every writing method throw from now on, as when the outbox cannot be written. */
    public synchronized void fail() {
        failing = true;
    }

    /** Ends {@link #fail}. */
    public synchronized void recover() {
        failing = false;
    }

    @Override
    public synchronized Trust file(Claim claim) {
        checkWorking();
        claims.putIfAbsent(claim.id(), claim);
        steps.add("file " + claim.id());
        return grade.apply(claim);
    }

    @Override
    public synchronized Optional<String> watermark(String place) {
        return Optional.ofNullable(watermarks.get(place));
    }

    @Override
    public synchronized void advance(String place, String watermark) {
        checkWorking();
        watermarks.put(place, watermark);
        steps.add("advance " + place);
    }

    private void checkWorking() {
        if (failing) {
            throw new IllegalStateException("the desk was told to fail");
        }
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    /**
     * The claims that were filed, each once.
     *
     * @return in the order of their first coming
     */
    public synchronized List<Claim> claims() {
        return List.copyOf(claims.values());
    }

    /**
     * The places that are remembered.
     *
     * @return each place with its watermark
     */
    public synchronized Map<String, String> watermarks() {
        return Map.copyOf(watermarks);
    }

    /**
     * What was done, in its order.
     *
     * @return {@code file ID} and {@code advance PLACE}
     */
    public synchronized List<String> steps() {
        return List.copyOf(steps);
    }
}
