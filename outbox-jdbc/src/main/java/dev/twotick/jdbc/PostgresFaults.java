package dev.twotick.jdbc;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says in plain words what PostgreSQL's codes mean for an outbox. */
final class PostgresFaults {
    /** Lock not available, also after waiting for it. */
    private static final String LOCK_WAIT = "55P03";
    /**
     * Feature not supported. What is meant is that a newer version of ours has added a column, and that what this connection has
     * prepared would have another form now; a new connection prepares it anew.
     */
    private static final String OUTDATED = "0A000";

    private static final List<String> MOMENTS = List.of("40001", "40P01", LOCK_WAIT, "23505", OUTDATED);
    private static final List<String> STORE = List.of("08", "28", "3D", "53", "57", "58", "25006", "XX");

    private PostgresFaults() {}

    private static String stateOf(@Nullable SQLException error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return "";
    }

    /** What another node is doing may be over a moment later; what the connection or the server lacks is not. */
    static Dialect.Reach reachOf(SQLException error) {
        String state = stateOf(error);
        if (MOMENTS.contains(state)) {
            return Dialect.Reach.MOMENT;
        }
        return STORE.stream().anyMatch(state::startsWith) ? Dialect.Reach.STORE : Dialect.Reach.STEP;
    }

    static boolean isLockWait(SQLException error) {
        return stateOf(error).equals(LOCK_WAIT);
    }

    static boolean isOutdated(SQLException error) {
        return stateOf(error).equals(OUTDATED);
    }

    static String reason(SQLException error, String place) {
        String state = stateOf(error);
        return reason(state, place) + " (" + error.getMessage() + (state.isEmpty() ? ")" : ", " + state + ")");
    }

    private static String reason(String state, String place) {
        return switch (state) {
            case "25006" -> place + " takes no writes; it may be a standby, so look which server outbox.url leads to";
            case "28000", "28P01" -> place + " refused the login; correct outbox.user and outbox.password";
            case "3D000" -> place + " does not exist; make it, or correct outbox.url";
            case "42501" -> "the user of " + place + " may not do it; GRANT what is missing";
            case "42P01" -> "the tables of the outbox are not in " + place + ", or not in the connection's search_path";
            case "53100" -> "the disk of " + place + " is full; make room";
            case "53300" -> place + " has too many connections; raise max_connections";
            case "55P03" ->
                "another transaction in " + place + " has held what is needed for too long; look for one that is open";
            default -> classOf(state, place);
        };
    }

    private static String classOf(String state, String place) {
        if (state.startsWith("08") || state.startsWith("57")) {
            return place + " cannot be reached, or ended the connection; look at the server and the network";
        }
        if (state.startsWith("53") || state.startsWith("58") || state.startsWith("XX")) {
            return place + " is in trouble; look at the server's log";
        }
        return place + " refused it";
    }
}
