-- The number of the key that signs a letter's tokens, so that every attempt asks for proof in the same words; null: the key that
-- signs at the time of each.
ALTER TABLE twotick_letter ADD COLUMN token_key INTEGER;

INSERT INTO twotick_schema_version (version, applied_at)
    VALUES (3, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER));
