package dev.twotick.metrics;

import static dev.twotick.metrics.TwotickTag.LEVEL;
import static dev.twotick.metrics.TwotickTag.OUTCOME;
import static dev.twotick.metrics.TwotickTag.PART;
import static dev.twotick.metrics.TwotickTag.RELAY;
import static dev.twotick.metrics.TwotickTag.SOURCE;
import static dev.twotick.metrics.TwotickTag.TRUST;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.docs.MeterDocumentation;
import org.jspecify.annotations.Nullable;

/** Every meter of Twotick, with its name, type, base unit, tags and meaning. Names follow Micrometer's conventions. */
public enum TwotickMeter implements MeterDocumentation {
    /** Tick 1, and all that is not. */
    SUBMISSIONS(
            "twotick.submissions",
            Meter.Type.COUNTER,
            "outcomes of submissions, one for each recipient: `submitted`, `rejected`, `deferred`, `in_doubt`, `retried`"
                    + " (in doubt and queued again: a possible duplicate), `held`, `expired`, `cancelled`",
            RELAY,
            OUTCOME),
    /** How long tries take. */
    SUBMISSION_DURATION(
            "twotick.submission.duration",
            Meter.Type.TIMER,
            "how long tries of a relay took: `answered` (each recipient has an outcome), `unusable` (the relay is held),"
                    + " `abandoned` (broken off before the last dot)",
            RELAY,
            OUTCOME),
    /** What came back. */
    CONFIRMATIONS(
            "twotick.confirmations",
            Meter.Type.COUNTER,
            "pieces of evidence about a recipient, bounces and weak ones included",
            LEVEL,
            SOURCE,
            TRUST),
    /** How long proof takes. */
    CONFIRMATION_DELAY(
            "twotick.confirmation.delay",
            Meter.Type.TIMER,
            "from acceptance to the evidence that first brought a recipient to `relayed`, `delivered` or `displayed`",
            LEVEL),
    /** Deadlines that passed. */
    DEADLINES_MISSED("twotick.deadlines.missed", Meter.Type.COUNTER, "recipients that became overdue"),
    /** Receipts of no letter. */
    RECEIPTS_UNMATCHED(
            "twotick.receipts.unmatched",
            Meter.Type.COUNTER,
            "receipts that matched no letter and changed nothing",
            SOURCE),
    /** Sent copies. */
    SENT_COPIES(
            "twotick.sent.copies",
            Meter.Type.COUNTER,
            "outcomes of filing Sent copies: `filed`, `found`, `skipped`, `postponed`, `failed`",
            OUTCOME),
    /** Relays that need mending. */
    RELAY_HOLDS(
            "twotick.relay.holds",
            Meter.Type.COUNTER,
            "times that a relay was found to need mending and was held",
            RELAY),
    /** Failures of the engine itself. */
    ENGINE_TROUBLE(
            "twotick.engine.trouble",
            Meter.Type.COUNTER,
            "failures of a part of the engine, which goes on by itself",
            PART),

    /** Whether anybody looks for proof. */
    RECEIPTS_POLL_AGE(
            "twotick.receipts.poll.age",
            Meter.Type.GAUGE,
            "time since a source of evidence (`receipts`, `relay-log`, or your own by its name) was last read to its end; since"
                    + " the engine started when it never was",
            PART) {
        @Override
        public String getBaseUnit() {
            return "seconds";
        }
    },

    /** Before tick 1. */
    QUEUED(
            "twotick.queued",
            Meter.Type.GAUGE,
            "recipients that wait for submission: queued, being submitted or deferred"),
    /** Perhaps submitted. */
    IN_DOUBT("twotick.in.doubt", Meter.Type.GAUGE, "recipients in doubt"),
    /** Waiting for a person. */
    HELD("twotick.held", Meter.Type.GAUGE, "recipients held until an operator decides"),
    /** Between the ticks. */
    UNCONFIRMED(
            "twotick.unconfirmed",
            Meter.Type.GAUGE,
            "submitted recipients whose proof was asked for and is not there, overdue ones included"),
    /** Past the deadline. */
    OVERDUE("twotick.overdue", Meter.Type.GAUGE, "recipients whose deadline passed without the proof asked for"),
    /** How far behind the proof is. */
    UNCONFIRMED_OLDEST_AGE(
            "twotick.unconfirmed.oldest.age",
            Meter.Type.GAUGE,
            "time since the letter of the oldest unconfirmed recipient was accepted; 0 when there is none") {
        @Override
        public String getBaseUnit() {
            return "seconds";
        }
    };

    private final String meter;
    private final Meter.Type type;
    private final String description;
    private final TwotickTag[] tags;

    TwotickMeter(String meter, Meter.Type type, String description, TwotickTag... tags) {
        this.meter = meter;
        this.type = type;
        this.description = description;
        this.tags = tags;
    }

    @Override
    public String getName() {
        return meter;
    }

    @Override
    public Meter.Type getType() {
        return type;
    }

    /**
     * The unit of a gauge.
     *
     * @return the unit; null for a plain number, and for a timer, whose unit the registry chooses
     */
    @Override
    public @Nullable String getBaseUnit() {
        return null;
    }

    @Override
    public KeyName[] getKeyNames() {
        return tags.clone();
    }

    /**
     * What it tells.
     *
     * @return a phrase in Markdown
     */
    public String description() {
        return description;
    }
}
