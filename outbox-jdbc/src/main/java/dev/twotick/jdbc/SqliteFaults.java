package dev.twotick.jdbc;

import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Says in plain words what SQLite's result codes mean for an outbox. */
final class SqliteFaults {
    /** An extended result code carries its primary code in the lowest byte. */
    private static final int PRIMARY = 0xFF;

    private SqliteFaults() {}

    static String reason(Throwable error, SqliteFile file) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLiteException sqlite) {
                return reason(sqlite.getResultCode(), file) + " (" + cause.getMessage() + ")";
            }
        }
        return error.getMessage() + " (with " + file + ")";
    }

    /** A full disk concerns the step only: a smaller one may find room. */
    static Dialect.Reach reachOf(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLiteException sqlite) {
                return switch (SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & PRIMARY)) {
                    case SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_NOTADB -> Dialect.Reach.PAST;
                    case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN ->
                        Dialect.Reach.STORE;
                    default -> Dialect.Reach.STEP;
                };
            }
        }
        return Dialect.Reach.STEP;
    }

    private static String reason(SQLiteErrorCode code, SqliteFile file) {
        return switch (SQLiteErrorCode.getErrorCode(code.code & PRIMARY)) {
            case SQLITE_FULL -> "the disk that holds " + file + " is full; make room";
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH ->
                file + " may not be written; look at the permissions of the file and of its directory, and whether the"
                        + " file system is mounted read-only";
            case SQLITE_BUSY, SQLITE_LOCKED ->
                "another process has been holding " + file + " for too long; look for a backup, a shell or a second"
                        + " instance that has a transaction open";
            case SQLITE_NOTADB -> file + " is not a SQLite database; correct outbox.url, or move the file away";
            case SQLITE_CORRUPT ->
                file
                        + " is damaged; stop everything that uses it, keep a copy with its -wal file, and restore a backup";
            case SQLITE_CANTOPEN ->
                file + " cannot be opened; look at the permissions of the file and of its directory";
            case SQLITE_IOERR -> "the disk that holds " + file + " reported an error; look at the system's log";
            default -> "SQLite refused it for " + file;
        };
    }
}
