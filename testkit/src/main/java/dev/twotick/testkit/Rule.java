package dev.twotick.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One line of the script.
 *
 * @param stage where it applies
 * @param recipient for which recipient only
 * @param afterBytes after how many octets of the letter, at {@link Stage#BODY}
 * @param delay how long to wait before
 * @param taking whether the letter counts as taken although no reply says so, at {@link Stage#FINAL}
 * @param reaction what to do
 */
record Rule(
        Stage stage, Optional<String> recipient, long afterBytes, Duration delay, boolean taking, Reaction reaction) {

    static Rule normal(Stage stage) {
        return new Rule(stage, Optional.empty(), 0, Duration.ZERO, false, Reaction.normal());
    }

    boolean applies(Stage at, List<String> recipients) {
        return stage == at && (recipient.isEmpty() || recipients.stream().anyMatch(recipient.get()::equalsIgnoreCase));
    }
}
