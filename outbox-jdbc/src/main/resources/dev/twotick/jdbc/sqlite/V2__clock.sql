-- The outbox's clock is the host's, read once in each run of the host, and carried on by the time that has passed since.
CREATE TABLE twotick_clock (
    one     INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    boot    TEXT    NOT NULL, -- the run of the host
    time    INTEGER NOT NULL,
    running INTEGER NOT NULL  -- nanoseconds that the host had been running at that time
) STRICT;

INSERT INTO twotick_schema_version (version, applied_at)
    VALUES (2, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER));
