-- Times are milliseconds since 1970-01-01T00:00:00Z. Words in upper case are the names of constants in dev.twotick.outbox.

CREATE TABLE IF NOT EXISTS twotick_schema_version (
    version    INTEGER PRIMARY KEY,
    applied_at INTEGER NOT NULL
) STRICT;

INSERT INTO twotick_schema_version (version, applied_at)
    VALUES (1, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER));

CREATE TABLE twotick_store (
    one         INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    name        TEXT    NOT NULL, -- tells this outbox from every other one
    last_number INTEGER NOT NULL  -- the last number given to an event or a lease; never given twice
) STRICT;

INSERT INTO twotick_store (one, name, last_number) VALUES (1, lower(hex(randomblob(16))), 0);

CREATE TABLE twotick_letter (
    id              TEXT    NOT NULL PRIMARY KEY,
    accepted_at     INTEGER NOT NULL,
    sender          TEXT    NOT NULL,
    recipients      TEXT    NOT NULL, -- JSON array of addresses; a recipient's number is its place, counted from 1
    message_id      TEXT    NOT NULL,
    own_message_id  INTEGER NOT NULL,
    bcc_fields      TEXT    NOT NULL,
    idempotency_key TEXT,
    content_digest  TEXT    NOT NULL,
    tags            TEXT    NOT NULL, -- JSON object
    reach           TEXT    NOT NULL,
    proof_within    TEXT,             -- ISO 8601 duration
    on_doubt        TEXT,
    sent_copy       INTEGER NOT NULL,
    receipt_address TEXT,
    tenant          TEXT    NOT NULL,
    priority        INTEGER NOT NULL,
    not_before      INTEGER,
    require_tls     INTEGER NOT NULL,
    deliver_by      TEXT,             -- ISO 8601 duration
    return_late     INTEGER NOT NULL,
    release_at      INTEGER,
    size            INTEGER NOT NULL,
    eight_bit       INTEGER NOT NULL,
    utf8_headers    INTEGER NOT NULL
) STRICT;

CREATE INDEX twotick_letter_message_id ON twotick_letter (message_id);

-- Apart from the letter, since a key stays taken after its letter is gone.
CREATE TABLE twotick_idempotency (
    tenant TEXT NOT NULL,
    key    TEXT NOT NULL,
    letter TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (tenant, key)
) STRICT, WITHOUT ROWID;

-- The bytes of letters, apart from everything that is searched. Those of a big letter come before it.
CREATE TABLE twotick_chunk (
    letter TEXT    NOT NULL,
    number INTEGER NOT NULL, -- from 0
    length INTEGER NOT NULL,
    crc32c INTEGER NOT NULL,
    bytes  BLOB    NOT NULL,
    PRIMARY KEY (letter, number)
) STRICT;

-- Big letters whose bytes are being stored.
CREATE TABLE twotick_upload (
    letter     TEXT    NOT NULL PRIMARY KEY,
    started_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE twotick_item (
    letter       TEXT    NOT NULL,
    number       INTEGER NOT NULL, -- 0: the Sent copy, there only if one is wanted
    lane         TEXT    NOT NULL, -- 0, 1 or 2 for the ranks HIGH, USUAL and LOW, then the tenant, then * once it was tried
    state        TEXT    NOT NULL,
    since        INTEGER NOT NULL,
    due          INTEGER,
    attempts     INTEGER NOT NULL,
    doubts       INTEGER NOT NULL,
    fence        INTEGER NOT NULL,
    leased_until INTEGER,
    intended     INTEGER NOT NULL,
    confirmation TEXT    NOT NULL,
    wanted       TEXT    NOT NULL,
    deadline     INTEGER,
    overdue      INTEGER NOT NULL,
    ready_for    TEXT,             -- the desk that may take it once it is due; null while leased or when none may
    PRIMARY KEY (letter, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX twotick_item_submission ON twotick_item (lane, due, letter) WHERE ready_for = 'SUBMISSION';

CREATE INDEX twotick_item_filing ON twotick_item (lane, due, letter) WHERE ready_for = 'FILING';

CREATE INDEX twotick_item_doubt ON twotick_item (lane, due, letter) WHERE ready_for = 'DOUBT';

CREATE INDEX twotick_item_leased ON twotick_item (leased_until) WHERE leased_until IS NOT NULL;

CREATE INDEX twotick_item_deadline ON twotick_item (overdue, deadline) WHERE deadline IS NOT NULL;

CREATE TABLE twotick_event (
    seq       INTEGER NOT NULL PRIMARY KEY,
    at        INTEGER NOT NULL,
    letter    TEXT    NOT NULL,
    recipient INTEGER NOT NULL, -- 0: the Sent copy
    type      TEXT    NOT NULL,
    facts     TEXT    NOT NULL  -- JSON object
) STRICT;

CREATE INDEX twotick_event_letter ON twotick_event (letter);

-- What the fold needs of the evidence; all of it stands in the event.
CREATE TABLE twotick_evidence (
    letter    TEXT    NOT NULL,
    recipient INTEGER NOT NULL,
    id        TEXT    NOT NULL,
    level     TEXT    NOT NULL,
    trust     TEXT    NOT NULL,
    PRIMARY KEY (letter, recipient, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE twotick_queue_id (
    queue_id TEXT NOT NULL,
    letter   TEXT NOT NULL,
    PRIMARY KEY (queue_id, letter)
) STRICT, WITHOUT ROWID;

-- When to look whether something of a letter may be removed.
CREATE TABLE twotick_retention (
    stage   INTEGER NOT NULL, -- what goes next: 0 the bytes, 1 the letter, 2 the tombstone
    look_at INTEGER NOT NULL, -- no letter ends before the time that stands here
    letter  TEXT    NOT NULL,
    PRIMARY KEY (stage, look_at, letter)
) STRICT, WITHOUT ROWID;

CREATE TABLE twotick_tombstone (
    letter          TEXT    NOT NULL PRIMARY KEY,
    tenant          TEXT    NOT NULL,
    idempotency_key TEXT,
    content_digest  TEXT    NOT NULL,
    message_id      TEXT    NOT NULL,
    recipients      INTEGER NOT NULL,
    ended_at        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE twotick_unmatched (
    id     TEXT    NOT NULL PRIMARY KEY,
    at     INTEGER NOT NULL,
    level  TEXT    NOT NULL,
    source TEXT    NOT NULL,
    claim  TEXT    NOT NULL -- JSON object with the rest of what was claimed
) STRICT;

CREATE INDEX twotick_unmatched_at ON twotick_unmatched (at);

CREATE TABLE twotick_watermark (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
