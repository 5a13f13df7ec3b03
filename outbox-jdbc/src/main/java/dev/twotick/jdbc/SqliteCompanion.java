package dev.twotick.jdbc;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What goes on beside the writer of a SQLite file. */
final class SqliteCompanion implements Dialect.Companion {
    private final Turnstile turnstile;
    private final Checkpointer checkpointer;

    SqliteCompanion(Turnstile turnstile, Checkpointer checkpointer) {
        this.turnstile = turnstile;
        this.checkpointer = checkpointer;
    }

    @Override
    public void beforeTransaction() {
        turnstile.enter();
    }

    @Override
    public void afterTransaction() {
        turnstile.leave();
    }

    @Override
    public void betweenTransactions(Statements sql) throws SQLException {
        checkpointer.betweenTransactions(sql);
    }

    /**
     * After a failed sync the kernel takes for written what may not be on the disk, and another sync would say nothing of it. So
     * all that the log holds is written once more, into the file, with a sync of its own, and the log begins anew.
     */
    @Override
    public void afterFault(Statements sql) throws SQLException {
        long busy = sql.only("PRAGMA wal_checkpoint(TRUNCATE)", row -> row.number("busy"));
        if (busy != 0) {
            throw new SQLiteException(
                    "others are reading, so that what the log holds cannot be made safe yet",
                    SQLiteErrorCode.SQLITE_BUSY);
        }
    }

    @Override
    public void close() {
        checkpointer.close();
        turnstile.close();
    }
}
