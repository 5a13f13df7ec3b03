package dev.twotick.receipts.internal.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The phrases of all families, ready to be looked for. */
final class Wording {
    /** What a phrase of a family tells. */
    enum Sense {
        GAVE_UP,
        STILL_TRYING,
        NAMES,
        CHALLENGE,
        SUCCESS
    }

    /**
     * A phrase's meaning.
     *
     * @param senses what it tells; it may tell more than one thing
     * @param family who says so
     */
    record Clue(List<Sense> senses, BounceFamily family) {}

    static final List<BounceFamily> FAMILIES = Stream.of(MailServers.ALL, MailProviders.ALL, CommonWords.ALL)
            .flatMap(List::stream)
            .toList();

    /** Told apart from failures: somebody asks the sender to prove that he is a person, or all went well. */
    private static final BounceFamily OTHERS = BounceFamily.anybody("others");

    private static final List<String> CHALLENGE_WORDS = List.of(
            "has been waitlisted",
            "was waitlisted",
            "sender not pre-approved",
            "add yourself to my",
            "to have your address added to",
            "this account is protected by",
            "please click on the following link to have",
            "confirm that you are a human",
            "to prove that you are a human",
            "reply to this message to confirm",
            "is awaiting your confirmation",
            "message is being held until",
            "verify your email address so that",
            "i am protecting myself from receiving junk mail",
            "is using spamarrest");

    private static final List<String> SUCCESSES = List.of(
            "was successfully delivered",
            "has been successfully delivered",
            "were successfully delivered",
            "successfully delivered to",
            "successfully relayed to",
            "had successful delivery notifications");

    /** What those say who ask the sender to prove something. */
    static final Phrases<String> CHALLENGES = Phrases.anyOf(CHALLENGE_WORDS.toArray(String[]::new));

    /** What families say. */
    static final Phrases<Clue> CLUES = Phrases.of(clues());

    /** What they write above the letter that comes back. */
    static final Phrases<String> LETTER = Phrases.of(letters());

    private Wording() {}

    private static Map<String, Clue> clues() {
        Map<String, Clue> table = new HashMap<>();
        for (BounceFamily family : FAMILIES) {
            add(table, family.gaveUp(), Sense.GAVE_UP, family);
            add(table, family.stillTrying(), Sense.STILL_TRYING, family);
            add(table, family.names(), Sense.NAMES, family);
        }
        add(table, CHALLENGE_WORDS, Sense.CHALLENGE, OTHERS);
        add(table, SUCCESSES, Sense.SUCCESS, OTHERS);
        return table;
    }

    /** A phrase that several families share keeps the first, the most exact. */
    private static void add(Map<String, Clue> table, List<String> phrases, Sense sense, BounceFamily family) {
        for (String phrase : phrases) {
            table.merge(
                    phrase,
                    new Clue(List.of(sense), family),
                    (known, other) -> new Clue(
                            Stream.concat(known.senses().stream(), other.senses().stream())
                                    .distinct()
                                    .toList(),
                            known.family()));
        }
    }

    private static Map<String, String> letters() {
        Map<String, String> table = new HashMap<>();
        FAMILIES.forEach(family -> family.letter().forEach(phrase -> table.putIfAbsent(phrase, family.name())));
        return table;
    }
}
