package dev.twotick.outbox;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known about the Sent copy.
 *
 * @param state how far it is
 * @param folder where it lies
 * @param uidValidity the folder's UIDVALIDITY
 * @param uid the copy's UID
 * @param reason why there is none (yet), where there is a reason
 */
public record SentCopyView(
        SentCopyState state,
        Optional<String> folder,
        OptionalLong uidValidity,
        OptionalLong uid,
        Optional<String> reason) {}
