package dev.twotick.jdbc;

import dev.twotick.letter.LetterId;
import java.sql.SQLException;
import java.util.Optional;

/** The table of the letters' bytes. */
final class Bodies {
    private Bodies() {}

    static void insert(Transaction tx, LetterId letter, Body body) throws SQLException {
        tx.update(
                "INSERT INTO body (letter, length, sha256, bytes) VALUES (?, ?, ?, ?)",
                letter.value(),
                body.length(),
                body.sha256(),
                body.bytes());
    }

    static Optional<Body> find(Transaction tx, LetterId letter) throws SQLException {
        return tx.first(
                "SELECT bytes, length, sha256 FROM body WHERE letter = ?",
                row -> new Body(row.bytes("bytes"), row.number("length"), row.text("sha256")),
                letter.value());
    }
}
