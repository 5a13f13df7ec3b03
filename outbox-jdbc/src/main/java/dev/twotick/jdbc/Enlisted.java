package dev.twotick.jdbc;

import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Acceptance;
import dev.twotick.outbox.OutboxException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Stores a letter in the caller's own transaction. */
final class Enlisted {
    private final Dialect dialect;
    private final String store;

    /** The store's name tells whether a connection leads to the same database. */
    Enlisted(Dialect dialect, String store) {
        this.dialect = dialect;
        this.store = store;
    }

    Acceptance accept(SealedLetter letter, Connection connection) {
        try {
            if (connection.getAutoCommit()) {
                throw new OutboxException(
                        "cannot accept letter " + letter.id() + " in the caller's transaction: the connection"
                                + " is in auto-commit mode, so that there is none; call setAutoCommit(false) first");
            }
            Statements sql = new Statements(connection, dialect);
            try {
                return accept(letter, sql);
            } finally {
                sql.release();
            }
        } catch (SQLException e) {
            throw Transactions.failure(dialect, "accept letter " + letter.id() + " in the caller's transaction", e);
        }
    }

    private Acceptance accept(SealedLetter letter, Statements sql) throws SQLException {
        if (!dialect.isSameStore(sql, store)) {
            throw new OutboxException(
                    "cannot accept letter " + letter.id() + " in the caller's transaction: the connection"
                            + " leads to another database than " + dialect.place());
        }
        boolean big = Intake.isBig(letter);
        if (big) {
            Transaction tx = dialect.join(sql);
            Intake.read(letter, (number, chunk) -> {
                Intake.upload(tx, letter, number, chunk);
                tx.flush();
            });
        }
        Optional<Chunk> bytes = big ? Optional.empty() : Optional.of(Intake.whole(letter));
        return Intake.untilDone(letter, () -> accept(letter, bytes, sql));
    }

    private Optional<Acceptance> accept(SealedLetter letter, Optional<Chunk> bytes, Statements sql)
            throws SQLException {
        Transaction tx = dialect.join(sql);
        Optional<Acceptance> acceptance = Intake.accept(tx, letter, bytes);
        tx.finish();
        return acceptance;
    }
}
