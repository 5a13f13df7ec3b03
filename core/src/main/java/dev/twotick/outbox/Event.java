package dev.twotick.outbox;

import dev.twotick.confirmation.Evidence;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.confirmation.Trust;
import dev.twotick.letter.LetterId;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * One line of the ledger: something that happened, never changed afterwards.
 *
 * @param seq its place in the ledger, strictly increasing
 * @param at when, by the outbox's clock
 * @param letter the letter
 * @param recipient the recipient's number from 1; {@link Item#SENT_COPY} for the Sent copy
 * @param type what happened
 * @param facts the details
 */
public record Event(long seq, Instant at, LetterId letter, int recipient, EventType type, Map<Fact, String> facts) {
    /** Copies the details. */
    public Event {
        Map<Fact, String> copy = new EnumMap<>(Fact.class);
        copy.putAll(facts);
        facts = Collections.unmodifiableMap(copy);
    }

    /**
     * One detail.
     *
     * @param fact which
     * @return its value, if the event carries it
     */
    public Optional<String> fact(Fact fact) {
        return Optional.ofNullable(facts.get(fact));
    }

    /**
     * The evidence that an event of the type {@link EventType#EVIDENCE} carries.
     *
     * @return the evidence, or empty for another type
     */
    public Optional<Evidence> evidence() {
        if (type != EventType.EVIDENCE) {
            return Optional.empty();
        }
        return Optional.of(new Evidence(
                fact(Fact.EVIDENCE_ID).orElse(""),
                letter,
                recipient,
                EvidenceLevel.valueOf(fact(Fact.LEVEL).orElse(EvidenceLevel.NOTED.name())),
                fact(Fact.SOURCE).orElse(""),
                Trust.valueOf(fact(Fact.TRUST).orElse(Trust.NONE.name())),
                at,
                fact(Fact.REPORTER),
                fact(Fact.STATUS),
                fact(Fact.DIAGNOSTIC),
                fact(Fact.LOCATION),
                fact(Fact.REASON)));
    }

    /**
     * The details that make an event of evidence.
     *
     * @param evidence the evidence
     * @return a new, changeable map
     */
    public static Map<Fact, String> factsOf(Evidence evidence) {
        Map<Fact, String> facts = new EnumMap<>(Fact.class);
        facts.put(Fact.EVIDENCE_ID, evidence.id());
        facts.put(Fact.LEVEL, evidence.level().name());
        facts.put(Fact.SOURCE, evidence.source());
        facts.put(Fact.TRUST, evidence.trust().name());
        evidence.reporter().ifPresent(value -> facts.put(Fact.REPORTER, value));
        evidence.status().ifPresent(value -> facts.put(Fact.STATUS, value));
        evidence.diagnostic().ifPresent(value -> facts.put(Fact.DIAGNOSTIC, value));
        evidence.location().ifPresent(value -> facts.put(Fact.LOCATION, value));
        evidence.reason().ifPresent(value -> facts.put(Fact.REASON, value));
        return facts;
    }
}
