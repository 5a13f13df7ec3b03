-- Times are milliseconds since 1970-01-01T00:00:00Z. Words in upper case are the names of constants in dev.twotick.outbox.

CREATE TABLE letter (
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
    size            INTEGER NOT NULL,
    eight_bit       INTEGER NOT NULL,
    utf8_headers    INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX letter_key ON letter (idempotency_key) WHERE idempotency_key IS NOT NULL;

CREATE INDEX letter_message_id ON letter (message_id);

-- Apart from the letter, so that no scan of letters or items touches the bytes.
CREATE TABLE body (
    letter TEXT    NOT NULL PRIMARY KEY REFERENCES letter (id),
    length INTEGER NOT NULL,
    sha256 TEXT    NOT NULL,
    bytes  BLOB    NOT NULL
) STRICT;

CREATE TABLE item (
    letter       TEXT    NOT NULL REFERENCES letter (id),
    number       INTEGER NOT NULL, -- 0: the Sent copy
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

CREATE INDEX item_ready ON item (ready_for, due, letter) WHERE ready_for IS NOT NULL;

CREATE INDEX item_leased ON item (leased_until) WHERE leased_until IS NOT NULL;

CREATE INDEX item_deadline ON item (overdue, deadline) WHERE deadline IS NOT NULL;

CREATE TABLE event (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    at        INTEGER NOT NULL,
    letter    TEXT    NOT NULL REFERENCES letter (id),
    recipient INTEGER NOT NULL, -- 0: the Sent copy
    type      TEXT    NOT NULL,
    facts     TEXT    NOT NULL  -- JSON object
) STRICT;

CREATE INDEX event_letter ON event (letter);

CREATE TABLE evidence (
    letter    TEXT    NOT NULL REFERENCES letter (id),
    recipient INTEGER NOT NULL,
    id        TEXT    NOT NULL,
    PRIMARY KEY (letter, recipient, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE unmatched (
    id     TEXT    NOT NULL PRIMARY KEY,
    at     INTEGER NOT NULL,
    level  TEXT    NOT NULL,
    source TEXT    NOT NULL,
    claim  TEXT    NOT NULL -- JSON object with the rest of what was claimed
) STRICT;

CREATE TABLE watermark (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE fence (
    only INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
    last INTEGER NOT NULL
) STRICT;

INSERT INTO fence (only, last) VALUES (1, 0);
