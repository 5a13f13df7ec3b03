package dev.twotick.receipts.internal.report;

import java.util.List;
import java.util.stream.Stream;

/**
 * How one family of mail systems writes to people when it could not deliver. All phrases are as {@link Phrases} wants them.
 *
 * @param name who writes so
 * @param general whether others, people too, may write so: then only a mail that looks like a bounce from outside is one
 * @param gaveUp what it says when it has given up
 * @param stillTrying what it says when it will try again
 * @param names what stands right before the address of a recipient
 * @param letter what stands above the letter that came back
 * @param bareNames whether it lists recipients of its own domain by their local part
 */
record BounceFamily(
        String name,
        boolean general,
        List<String> gaveUp,
        List<String> stillTrying,
        List<String> names,
        List<String> letter,
        boolean bareNames) {

    static BounceFamily family(String name) {
        return new BounceFamily(name, false, List.of(), List.of(), List.of(), List.of(), false);
    }

    /** Words that many use. */
    static BounceFamily anybody(String name) {
        return new BounceFamily(name, true, List.of(), List.of(), List.of(), List.of(), false);
    }

    BounceFamily gaveUp(String... phrases) {
        return new BounceFamily(name, general, and(gaveUp, phrases), stillTrying, names, letter, bareNames);
    }

    BounceFamily stillTrying(String... phrases) {
        return new BounceFamily(name, general, gaveUp, and(stillTrying, phrases), names, letter, bareNames);
    }

    BounceFamily names(String... phrases) {
        return new BounceFamily(name, general, gaveUp, stillTrying, and(names, phrases), letter, bareNames);
    }

    BounceFamily letter(String... phrases) {
        return new BounceFamily(name, general, gaveUp, stillTrying, names, and(letter, phrases), bareNames);
    }

    BounceFamily withBareNames() {
        return new BounceFamily(name, general, gaveUp, stillTrying, names, letter, true);
    }

    private static List<String> and(List<String> some, String... more) {
        return Stream.concat(some.stream(), Stream.of(more)).toList();
    }
}
