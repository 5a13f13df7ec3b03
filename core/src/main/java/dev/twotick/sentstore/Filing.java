package dev.twotick.sentstore;

import java.util.OptionalLong;

/** What came of one try to file a Sent copy. */
public sealed interface Filing {
    /**
     * The copy was appended.
     *
     * @param folder the folder's name
     * @param uidValidity the folder's UIDVALIDITY (RFC 9051), where known
     * @param uid the copy's UID from APPENDUID (RFC 4315), where known
     */
    record Filed(String folder, OptionalLong uidValidity, OptionalLong uid) implements Filing {}

    /**
     * A copy with this Message-ID lay there already: the provider's own, or one of an earlier try.
     *
     * @param folder the folder's name
     * @param uidValidity the folder's UIDVALIDITY, where known
     * @param uid the copy's UID, where known
     */
    record Found(String folder, OptionalLong uidValidity, OptionalLong uid) implements Filing {}

    /**
     * No copy will be made, and that is as it should be.
     *
     * @param reason why, in one sentence
     */
    record Skipped(String reason) implements Filing {}

    /**
     * Not now: to be tried again later.
     *
     * @param reason why, in one sentence
     */
    record Postponed(String reason) implements Filing {}

    /**
     * Not at all: trying again would not help.
     *
     * @param reason why and what to change, in one sentence
     */
    record Failed(String reason) implements Filing {}
}
