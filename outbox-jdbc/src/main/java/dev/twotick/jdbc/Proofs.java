package dev.twotick.jdbc;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.Evidence;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.confirmation.Trust;
import dev.twotick.confirmation.Verdict;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.Item;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What came back: evidence about recipients, claims that match no letter, deadlines that passed, and the sources' places. */
final class Proofs {
    private static final Logger LOG = LoggerFactory.getLogger(Proofs.class);

    private Proofs() {}

    static List<Event> add(Transaction tx, List<Evidence> evidence) throws SQLException {
        List<Event> events = new ArrayList<>();
        for (Evidence piece : evidence) {
            events.addAll(add(tx, piece));
        }
        return events;
    }

    private static List<Event> add(Transaction tx, Evidence evidence) throws SQLException {
        Optional<Item> item = evidence.recipient() == Item.SENT_COPY
                ? Optional.empty()
                : tx.item(new ItemKey(evidence.letter(), evidence.recipient()));
        Optional<List<Evidence>> known = item.isEmpty() ? Optional.empty() : known(tx, evidence);
        if (known.isEmpty() || !isNew(known.get(), evidence)) {
            return List.of();
        }
        List<Evidence> all = new ArrayList<>(known.get());
        all.add(evidence);
        Item after = item.orElseThrow().judged(Verdict.of(all));
        tx.put(after);
        tx.later(
                "INSERT INTO twotick_evidence (letter, recipient, id, level, trust) VALUES (?, ?, ?, ?, ?)",
                evidence.letter().value(),
                evidence.recipient(),
                evidence.id(),
                evidence.level().name(),
                evidence.trust().name());
        Map<Fact, String> facts = new EnumMap<>(Event.factsOf(evidence));
        facts.put(Fact.CONFIRMATION_BEFORE, item.get().proof().known().name());
        facts.put(Fact.CONFIRMATION, after.proof().known().name());
        return List.of(Ledger.append(tx, evidence.letter(), evidence.recipient(), EventType.EVIDENCE, facts));
    }

    private static boolean isNew(List<Evidence> known, Evidence evidence) {
        return known.stream().noneMatch(piece -> piece.id().equals(evidence.id()));
    }

    /** What the fold needs of what is there already; empty when it cannot be read, so that no verdict can be given. */
    private static Optional<List<Evidence>> known(Transaction tx, Evidence about) throws SQLException {
        try {
            return Optional.of(tx.list(
                    "SELECT id, level, trust FROM twotick_evidence WHERE letter = ? AND recipient = ?",
                    row -> read(row, about),
                    about.letter().value(),
                    about.recipient()));
        } catch (IllegalArgumentException e) {
            LOG.error("letter {}: evidence cannot be read, so new evidence is not recorded", about.letter(), e);
            return Optional.empty();
        }
    }

    private static Evidence read(Row row, Evidence about) throws SQLException {
        return new Evidence(
                row.text("id"),
                about.letter(),
                about.recipient(),
                EvidenceLevel.valueOf(row.text("level")),
                about.source(),
                Trust.valueOf(row.text("trust")),
                about.at(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static boolean keepUnmatched(Transaction tx, Claim claim, Instant at) throws SQLException {
        String insert =
                "INSERT INTO twotick_unmatched (id, at, level, source, claim) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
        return tx.update(insert, claim.id(), at, claim.level().name(), claim.source(), json(claim)) == 1;
    }

    private static String json(Claim claim) {
        Map<String, Object> rest = new LinkedHashMap<>();
        rest.put("arrivedAt", claim.arrivedAt());
        rest.put("messageIds", claim.messageIds());
        rest.put("authenticated", claim.authenticated());
        claim.envelopeId().ifPresent(value -> rest.put("envelopeId", value));
        claim.originalRecipient().ifPresent(value -> rest.put("originalRecipient", value));
        claim.finalRecipient().ifPresent(value -> rest.put("finalRecipient", value));
        claim.reporter().ifPresent(value -> rest.put("reporter", value));
        claim.status().ifPresent(value -> rest.put("status", value));
        claim.diagnostic().ifPresent(value -> rest.put("diagnostic", value));
        claim.location().ifPresent(value -> rest.put("location", value));
        return Json.object(rest);
    }

    static List<Event> markOverdue(Transaction tx, int limit) throws SQLException {
        List<Event> events = new ArrayList<>();
        for (Item item : Items.pastDeadline(tx, limit)) {
            tx.put(item.markedOverdue());
            events.add(Ledger.append(tx, item.letter(), item.number(), EventType.OVERDUE, Map.of()));
        }
        return events;
    }

    static Optional<String> watermark(Transaction tx, String name) throws SQLException {
        return tx.first("SELECT value FROM twotick_watermark WHERE name = ?", row -> row.text("value"), name);
    }

    static int remember(Transaction tx, String name, String value) throws SQLException {
        String upsert = "INSERT INTO twotick_watermark (name, value) VALUES (?, ?)"
                + " ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        return tx.update(upsert, name, value);
    }
}
