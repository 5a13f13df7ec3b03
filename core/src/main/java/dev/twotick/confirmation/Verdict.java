package dev.twotick.confirmation;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The fold over the <em>set</em> of evidence about one recipient. It is pure: order and repetition never matter, and adding
 * evidence that does not count changes nothing.
 *
 * @param confirmation what is known
 * @param trust the best trust among the evidence that carries it; {@link Trust#NONE} when there is none
 */
public record Verdict(Confirmation confirmation, Trust trust) {
    /** Best first. */
    private static final Map<EvidenceLevel, Confirmation> GOOD_NEWS = goodNews();

    /** Nothing is known. */
    public static final Verdict NONE = new Verdict(Confirmation.NONE, Trust.NONE);

    private static Map<EvidenceLevel, Confirmation> goodNews() {
        Map<EvidenceLevel, Confirmation> bestFirst = new LinkedHashMap<>();
        bestFirst.put(EvidenceLevel.DISPLAYED, Confirmation.DISPLAYED);
        bestFirst.put(EvidenceLevel.DELIVERED, Confirmation.DELIVERED);
        bestFirst.put(EvidenceLevel.RELAYED, Confirmation.RELAYED);
        bestFirst.put(EvidenceLevel.DELAYED, Confirmation.DELAYED);
        return Collections.unmodifiableMap(bestFirst);
    }

    /**
     * Folds.
     *
     * @param evidence everything known about one recipient, in any order, repeated or not
     * @return the verdict
     */
    public static Verdict of(Collection<Evidence> evidence) {
        Map<EvidenceLevel, Trust> best = new EnumMap<>(EvidenceLevel.class);
        for (Evidence piece : evidence) {
            if (piece.trust().counts()) {
                best.merge(piece.level(), piece.trust(), (one, other) -> one.compareTo(other) >= 0 ? one : other);
            }
        }
        return of(best);
    }

    private static Verdict of(Map<EvidenceLevel, Trust> best) {
        Trust bounced = best.get(EvidenceLevel.BOUNCED);
        if (bounced != null) {
            boolean contested = best.containsKey(EvidenceLevel.DISPLAYED) || best.containsKey(EvidenceLevel.DELIVERED);
            return new Verdict(contested ? Confirmation.CONTESTED : Confirmation.BOUNCED, bounced);
        }
        for (Map.Entry<EvidenceLevel, Confirmation> step : GOOD_NEWS.entrySet()) {
            Trust trust = best.get(step.getKey());
            if (trust != null) {
                return new Verdict(step.getValue(), trust);
            }
        }
        return NONE;
    }
}
