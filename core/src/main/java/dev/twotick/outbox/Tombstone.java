package dev.twotick.outbox;

import dev.twotick.letter.LetterId;
import java.time.Instant;
import java.util.Optional;

/**
 * What is left of a letter that was purged. Neither an address nor a word of it: what is not needed any more is not kept.
 *
 * @param letter the letter
 * @param tenant whose letter it was
 * @param key its idempotency key, which is still taken
 * @param contentDigest the digest of its content, to tell the same letter from another one under its key
 * @param messageId its Message-ID
 * @param recipients how many recipients it had
 * @param endedAt when it came to its end
 */
public record Tombstone(
        LetterId letter,
        String tenant,
        Optional<String> key,
        String contentDigest,
        String messageId,
        int recipients,
        Instant endedAt) {}
