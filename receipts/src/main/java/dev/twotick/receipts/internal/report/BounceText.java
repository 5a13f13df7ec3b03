package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.internal.report.Wording.Clue;
import dev.twotick.receipts.internal.report.Wording.Sense;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the words of a mail tell about a delivery. Used once, by one thread. */
final class BounceText {
    private static final int MAX_NAMES = 1000;

    private final HumanText text;
    private final List<Integer> names = new ArrayList<>();
    private final List<Integer> failures = new ArrayList<>();
    private Optional<BounceFamily> family = Optional.empty();
    private boolean gaveUp;
    private boolean stillTrying;
    private boolean challenge;
    private boolean success;
    private int begin;
    private int told;

    private BounceText(HumanText text) {
        this.text = text;
    }

    static BounceText read(HumanText text) {
        BounceText read = new BounceText(text);
        Wording.CLUES.scan(text.text(), 0, text.letter(), read::take);
        return read;
    }

    private void take(Clue clue, int from, int to) {
        for (Sense sense : clue.senses()) {
            switch (sense) {
                case GAVE_UP -> {
                    gaveUp = true;
                    tells(clue.family(), from);
                }
                case STILL_TRYING -> {
                    stillTrying = true;
                    tells(clue.family(), from);
                }
                case CHALLENGE -> challenge = true;
                case SUCCESS -> success = true;
                case NAMES -> name(to);
            }
        }
    }

    /**
     * Where the words of failure begin is the first of any; the family is the first with words of its own, and of those that
     * begin alike the one that says more.
     */
    private void tells(BounceFamily who, int from) {
        if (failures.size() < MAX_NAMES) {
            failures.add(from);
        }
        if (family.isEmpty()) {
            begin = from;
        }
        if (family.isEmpty() || (!who.general() && (!isExact() || told == from))) {
            family = Optional.of(who);
            told = from;
        }
    }

    private void name(int to) {
        if (names.size() < MAX_NAMES) {
            names.add(to);
        }
    }

    /** Who writes; empty when nothing tells of a delivery. */
    Optional<BounceFamily> family() {
        return family;
    }

    /** Whether a family with words of its own writes. */
    boolean isExact() {
        return family.filter(known -> !known.general()).isPresent();
    }

    boolean isChallenge() {
        return challenge;
    }

    boolean isSuccess() {
        return success && !gaveUp && !stillTrying;
    }

    /** Whether it says that somebody has given up. */
    boolean isFailure() {
        return gaveUp;
    }

    /** Some say in the same breath that they could not deliver yet: then the letter is only delayed. */
    boolean isDelay() {
        return stillTrying;
    }

    int begin() {
        return begin;
    }

    /** Where the words stand by which the family is told. */
    int told() {
        return told;
    }

    List<Integer> names() {
        return names;
    }

    /** Whether words of failure begin between two places. */
    boolean tellsOfFailure(int from, int to) {
        return failures.stream().anyMatch(place -> place >= from && place < to);
    }

    HumanText text() {
        return text;
    }
}
