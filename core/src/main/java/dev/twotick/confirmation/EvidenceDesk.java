package dev.twotick.confirmation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where a {@link DeliveryConfirmation} hands in what it found, and where it keeps its place. Given by the engine; all methods
 * may be called from any thread, and each is durable when it returns.
 *
 * <p>Every method may throw an unchecked exception when the outbox cannot be written. A source lets it pass: nothing was
 * recorded, its watermark has not moved, and the engine calls again later.
 *
 * <p>A claim with a queue id may come before the reply that told this name is recorded. The desk tries it again for a minute, and
 * until then a restart goes on before it: it is filed again.
 */
public interface EvidenceDesk {
    /**
     * Matches a claim to a letter by its tokens, grades it and records it. A claim that was recorded before changes nothing;
     * one that matches no letter is kept as unmatched and changes nothing either.
     *
     * @param claim what the source says
     * @return the grade; {@link Trust#NONE} for an unmatched one
     */
    Trust file(Claim claim);

    /**
     * Files several claims, of one report or of several, in a few durable steps; as good as {@link #file} for each of them,
     * and much quicker. When it throws, some may have been recorded.
     *
     * @param claims what the source says, in its order
     * @return the grade of each, in the same order
     */
    default List<Trust> fileAll(List<Claim> claims) {
        return claims.stream().map(this::file).toList();
    }

    /**
     * Where this source had got to.
     *
     * @param place a name for the thing being read, for example a mailbox
     * @return what was last given to {@link #advance}, if anything
     */
    Optional<String> watermark(String place);

    /**
     * Remembers how far this source has got, so that a restart goes on from there, or before claims that are still tried again. To be called after the claims before it
     * were filed.
     *
     * @param place a name for the thing being read, at most 200 characters
     * @param watermark any text of at most 1000 characters
     */
    void advance(String place, String watermark);

    /**
     * The time by the engine's clock.
     *
     * @return now
     */
    Instant now();
}
