package dev.twotick.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clock of a SQLite file, which has none of its own: the host's, read once in each run of the host, kept in the file, and
 * carried on by the time that has passed since. All processes of the host agree, and none of them sees it when the host's clock is
 * set. Thread-safe.
 */
class SqliteClock {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteClock.class);
    private static final Duration WORTH_TELLING = Duration.ofMinutes(1);
    private static final String KEEP = """
            INSERT INTO twotick_clock (one, boot, time, running) VALUES (1, ?, ?, ?)
            ON CONFLICT (one) DO UPDATE SET boot = excluded.boot, time = excluded.time, running = excluded.running""";

    /** Nothing that stands in the file is later; what was purged is older than what is left. */
    private static final String LATEST = """
            SELECT coalesce(max(time), 0) AS latest FROM (
                SELECT time FROM twotick_clock UNION ALL SELECT * FROM (SELECT at FROM twotick_event ORDER BY seq DESC LIMIT 1))""";

    private final HostTime host;
    private volatile Anchor anchor;

    SqliteClock(HostTime host) {
        this.host = host;
        this.anchor = new Anchor("", host.wall().instant(), host.running());
    }

    /**
     * Two readings at one moment.
     *
     * @param boot the run of the host; empty when it has no name
     * @param time the file's clock
     * @param running how long the host had been running
     */
    private record Anchor(String boot, Instant time, long running) {}

    /** A clock that is given, and kept nowhere. */
    static SqliteClock of(InstantSource clock) {
        return new SqliteClock(HostTime.here()) {
            @Override
            void opened(Statements sql) {
                // whoever gives it looks after it
            }

            @Override
            Instant now() {
                return clock.instant().truncatedTo(ChronoUnit.MILLIS);
            }
        };
    }

    /** Goes by what the file says of this run of the host, or begins anew with the host's clock, but never back in time. */
    void opened(Statements sql) throws SQLException {
        Optional<Anchor> kept = sql.first(
                        "SELECT boot, time, running FROM twotick_clock",
                        row -> new Anchor(row.text("boot"), row.instant("time"), row.number("running")))
                .filter(this::isOfThisRun);
        anchor = kept.isPresent() ? kept.get() : begin(sql);
        Duration ahead = Duration.between(host.wall().instant(), now());
        if (ahead.abs().compareTo(WORTH_TELLING) > 0) {
            LOG.warn(
                    "the outbox's time is {} by now, {} ahead of this host's clock, which was set since; it goes on evenly"
                            + " until the host is started anew",
                    now(),
                    ahead);
        }
    }

    private boolean isOfThisRun(Anchor kept) {
        return host.boot().filter(kept.boot()::equals).isPresent() && kept.running() <= host.running();
    }

    private Anchor begin(Statements sql) throws SQLException {
        Instant latest = sql.only(LATEST, row -> row.instant("latest"));
        Instant wall = host.wall().instant().truncatedTo(ChronoUnit.MILLIS);
        Anchor fresh = new Anchor(host.boot().orElse(""), wall.isBefore(latest) ? latest : wall, host.running());
        sql.update(KEEP, fresh.boot(), fresh.time(), fresh.running());
        return fresh;
    }

    Instant now() {
        Anchor from = anchor;
        return from.time().plusNanos(host.running() - from.running()).truncatedTo(ChronoUnit.MILLIS);
    }
}
