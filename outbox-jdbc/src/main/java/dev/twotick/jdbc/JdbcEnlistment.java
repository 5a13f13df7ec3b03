package dev.twotick.jdbc;

import dev.twotick.outbox.Enlistment;
import java.sql.Connection;

/**
 * The caller's own transaction on the database that holds the outbox, so that a letter is accepted if and only if the caller
 * commits.
 *
 * {@snippet :
 * try (Connection connection = dataSource.getConnection()) {
 *     connection.setAutoCommit(false);
 *     // the caller's own statements
 *     post.send(letter, Assurance.submitted(), JdbcEnlistment.of(connection));
 *     connection.commit();
 * }
 * }
 *
 * <p>The outbox writes on the connection and does nothing else with it: it neither commits, nor rolls back, nor closes it. It is
 * used on the caller's thread only, while {@code accept} runs.
 *
 * @param connection a connection that is not in auto-commit mode
 */
public record JdbcEnlistment(Connection connection) implements Enlistment {
    /**
     * The transaction of a connection.
     *
     * @param connection not in auto-commit mode, to the database that holds the outbox
     * @return the enlistment
     */
    public static JdbcEnlistment of(Connection connection) {
        return new JdbcEnlistment(connection);
    }
}
