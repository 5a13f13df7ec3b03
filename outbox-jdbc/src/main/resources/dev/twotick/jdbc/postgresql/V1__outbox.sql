-- Times are milliseconds since 1970-01-01T00:00:00Z. Words in upper case are the names of constants in dev.twotick.outbox.

CREATE TABLE IF NOT EXISTS twotick_schema_version (
    version    INTEGER PRIMARY KEY,
    applied_at BIGINT NOT NULL
);

INSERT INTO twotick_schema_version (version, applied_at)
    VALUES (1, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint);

CREATE TABLE twotick_store (
    one        INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    name       TEXT    NOT NULL, -- tells this outbox from every other one
    xid_offset BIGINT  NOT NULL  -- added to transaction ids, so that numbers rise after a restore into another cluster too
);

INSERT INTO twotick_store (one, name, xid_offset) VALUES (1, replace(gen_random_uuid()::text, '-', ''), 0);

CREATE TABLE twotick_letter (
    id              TEXT COLLATE "C"    NOT NULL PRIMARY KEY,
    accepted_at     BIGINT  NOT NULL,
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
    not_before      BIGINT,
    require_tls     INTEGER NOT NULL,
    deliver_by      TEXT,             -- ISO 8601 duration
    return_late     INTEGER NOT NULL,
    release_at      BIGINT,
    size            BIGINT  NOT NULL,
    eight_bit       INTEGER NOT NULL,
    utf8_headers    INTEGER NOT NULL
);

CREATE INDEX twotick_letter_message_id ON twotick_letter (message_id);

-- Apart from the letter, since a key stays taken after its letter is gone.
CREATE TABLE twotick_idempotency (
    tenant TEXT NOT NULL,
    key    TEXT NOT NULL,
    letter TEXT COLLATE "C" NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (tenant, key)
);

-- The bytes of letters, apart from everything that is searched. Those of a big letter come before it.
CREATE TABLE twotick_chunk (
    letter TEXT COLLATE "C"    NOT NULL,
    number INTEGER NOT NULL, -- from 0
    length BIGINT  NOT NULL,
    crc32c BIGINT  NOT NULL,
    bytes  BYTEA    NOT NULL,
    PRIMARY KEY (letter, number)
);

ALTER TABLE twotick_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- Big letters whose bytes are being stored.
CREATE TABLE twotick_upload (
    letter     TEXT COLLATE "C"    NOT NULL PRIMARY KEY,
    started_at BIGINT  NOT NULL
);

-- The free part of a page takes the next version of a row, beside it.
CREATE TABLE twotick_item (
    letter       TEXT COLLATE "C"    NOT NULL,
    number       INTEGER NOT NULL, -- 0: the Sent copy, there only if one is wanted
    lane         TEXT COLLATE "C"    NOT NULL, -- 0, 1 or 2 for the ranks HIGH, USUAL and LOW, then the tenant, then * once it was tried
    state        TEXT    NOT NULL,
    since        BIGINT  NOT NULL,
    due          BIGINT,
    attempts     INTEGER NOT NULL,
    doubts       INTEGER NOT NULL,
    fence        BIGINT  NOT NULL,
    leased_until BIGINT,
    intended     INTEGER NOT NULL,
    confirmation TEXT    NOT NULL,
    wanted       TEXT    NOT NULL,
    deadline     BIGINT,
    overdue      INTEGER NOT NULL,
    ready_for    TEXT,             -- the desk that may take it once it is due; null while leased or when none may
    PRIMARY KEY (letter, number)
) WITH (fillfactor = 70);

CREATE INDEX twotick_item_submission ON twotick_item (lane, due, letter) WHERE ready_for = 'SUBMISSION';

CREATE INDEX twotick_item_filing ON twotick_item (lane, due, letter) WHERE ready_for = 'FILING';

CREATE INDEX twotick_item_doubt ON twotick_item (lane, due, letter) WHERE ready_for = 'DOUBT';

CREATE INDEX twotick_item_leased ON twotick_item (leased_until) WHERE leased_until IS NOT NULL;

CREATE INDEX twotick_item_deadline ON twotick_item (overdue, deadline) WHERE deadline IS NOT NULL;

CREATE TABLE twotick_event (
    seq       BIGINT  NOT NULL PRIMARY KEY,
    at        BIGINT  NOT NULL,
    letter    TEXT COLLATE "C"    NOT NULL,
    recipient INTEGER NOT NULL, -- 0: the Sent copy
    type      TEXT    NOT NULL,
    facts     TEXT    NOT NULL  -- JSON object
);

CREATE INDEX twotick_event_letter ON twotick_event (letter);

-- What the fold needs of the evidence; all of it stands in the event.
CREATE TABLE twotick_evidence (
    letter    TEXT COLLATE "C"    NOT NULL,
    recipient INTEGER NOT NULL,
    id        TEXT COLLATE "C"    NOT NULL,
    level     TEXT    NOT NULL,
    trust     TEXT    NOT NULL,
    PRIMARY KEY (letter, recipient, id)
);

CREATE TABLE twotick_queue_id (
    queue_id TEXT NOT NULL,
    letter   TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (queue_id, letter)
);

-- When to look whether something of a letter may be removed.
CREATE TABLE twotick_retention (
    stage   INTEGER NOT NULL, -- what goes next: 0 the bytes, 1 the letter, 2 the tombstone
    look_at BIGINT  NOT NULL, -- no letter ends before the time that stands here
    letter  TEXT COLLATE "C"    NOT NULL,
    PRIMARY KEY (stage, look_at, letter)
);

CREATE TABLE twotick_tombstone (
    letter          TEXT COLLATE "C"    NOT NULL PRIMARY KEY,
    tenant          TEXT    NOT NULL,
    idempotency_key TEXT,
    content_digest  TEXT    NOT NULL,
    message_id      TEXT    NOT NULL,
    recipients      INTEGER NOT NULL,
    ended_at        BIGINT  NOT NULL
);

CREATE TABLE twotick_unmatched (
    id     TEXT COLLATE "C"    NOT NULL PRIMARY KEY,
    at     BIGINT  NOT NULL,
    level  TEXT    NOT NULL,
    source TEXT    NOT NULL,
    claim  TEXT    NOT NULL -- JSON object with the rest of what was claimed
);

CREATE INDEX twotick_unmatched_at ON twotick_unmatched (at);

CREATE TABLE twotick_watermark (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
