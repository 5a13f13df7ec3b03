package dev.twotick.jdbc;

import dev.twotick.letter.LetterId;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.Item;
import dev.twotick.outbox.OutboxException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads those rows that can be read, so that a damaged one, or one of a newer version, does not stop the others. What is passed
 * over is logged and stays as it is, for the version that knows it or for whoever repairs it.
 */
final class Legible {
    private static final Logger LOG = LoggerFactory.getLogger(Legible.class);

    private static final int MOST_TOLD = 1000;
    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    private Legible() {}

    /** Reads as many rows as asked for, if there are so many; the statement's last parameter is the most rows it gives. */
    static <T> List<T> list(Transaction tx, String sql, Row.Reader<T> reader, int limit, Object... arguments)
            throws SQLException {
        Object[] all = Arrays.copyOf(arguments, arguments.length + 1);
        int asked = limit;
        while (true) {
            all[arguments.length] = asked;
            Found<T> found = read(tx, sql, reader, all);
            if (found.values().size() >= limit || found.rows() < asked) {
                found.faults().forEach(Legible::passOver);
                return found.values().subList(0, Math.min(limit, found.values().size()));
            }
            asked *= 2;
        }
    }

    /** Reads all rows. */
    static <T> List<T> all(Transaction tx, String sql, Row.Reader<T> reader, Object... arguments) throws SQLException {
        Found<T> found = read(tx, sql, reader, arguments);
        found.faults().forEach(Legible::passOver);
        return found.values();
    }

    /**
     * Reads due items of several letters, so many of each, those due longest first.
     *
     * @param others what else to ask, at the same time
     */
    static List<Item> grouped(Transaction tx, List<LetterId> letters, Desk desk, int limit, List<Question> others)
            throws SQLException {
        String ids = Json.list(letters);
        List<Question> unasked = new ArrayList<>(others);
        int asked = limit;
        while (true) {
            List<OutboxException> faults = new ArrayList<>(0);
            List<Item> items = new ArrayList<>();
            Row.Reader<Boolean> reader =
                    row -> read(row, Items::read, faults).map(items::add).isPresent();
            unasked.add(0, Question.of("{ready items}", reader, ids, desk.name(), tx.now(), asked));
            tx.read(unasked);
            if (faults.isEmpty() || items.size() + faults.size() < asked) {
                faults.forEach(Legible::passOver);
                return items;
            }
            unasked.clear();
            asked *= 2;
        }
    }

    /** A letter's id, unless it is none. */
    static Optional<LetterId> letter(String id) {
        try {
            return Optional.of(idOf(id));
        } catch (OutboxException e) {
            passOver(e);
            return Optional.empty();
        }
    }

    /**
     * A letter's id.
     *
     * @throws OutboxException when it is none
     */
    static LetterId idOf(String id) {
        try {
            return new LetterId(id);
        } catch (IllegalArgumentException e) {
            throw new OutboxException("the letter id " + Json.text(id) + " of some items is none: it is damaged", e);
        }
    }

    private record Found<T>(List<T> values, List<OutboxException> faults) {
        int rows() {
            return values.size() + faults.size();
        }
    }

    private static <T> Found<T> read(Transaction tx, String sql, Row.Reader<T> reader, Object... arguments)
            throws SQLException {
        List<OutboxException> faults = new ArrayList<>();
        List<Optional<T>> rows = tx.list(sql, row -> read(row, reader, faults), arguments);
        return new Found<>(rows.stream().flatMap(Optional::stream).toList(), faults);
    }

    /** Gives on what can be read. */
    static <T> Row.Reader<Boolean> reader(Row.Reader<T> reader, Consumer<T> consumer) {
        return row -> {
            List<OutboxException> faults = new ArrayList<>(0);
            read(row, reader, faults).ifPresent(consumer);
            faults.forEach(Legible::passOver);
            return faults.isEmpty();
        };
    }

    private static <T> Optional<T> read(Row row, Row.Reader<T> reader, List<OutboxException> faults)
            throws SQLException {
        try {
            return Optional.of(reader.read(row));
        } catch (OutboxException e) {
            faults.add(e);
            return Optional.empty();
        }
    }

    /** The cause may tell what stands in the row, so it is not for every log. Each is told once, since it is met again and again. */
    private static void passOver(OutboxException fault) {
        String told = String.valueOf(fault.getMessage());
        if (TOLD.size() < MOST_TOLD && TOLD.add(told)) {
            LOG.error("{}; it is passed over and stays as it is", told);
        }
        LOG.debug("why it cannot be read", fault);
    }
}
