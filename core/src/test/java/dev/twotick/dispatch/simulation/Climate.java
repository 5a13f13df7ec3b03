package dev.twotick.dispatch.simulation;

/**
 * How rough one world is. Drawn anew for each seed, since a world with a little of everything rarely meets what needs much of
 * one thing.
 *
 * @param nodes how many engines share the store
 * @param letters how many letters are sent, by small tenants and of any priority
 * @param crowd how many more letters one huge tenant sends; in few worlds any, since each takes its time
 * @param steps how many steps of trouble there are before all is mended
 * @param mishaps percent of submissions that something happens to
 * @param crashes per mille of steps on the store at which the node dies
 * @param lostAnswers per mille of steps on the store that are done and not heard of
 * @param pauses percent of inner points at which others go on
 * @param outages per mille of steps at which the store goes away
 * @param freezes per mille of steps at which a node stops for longer than a lease
 * @param haste seconds that pass at most in a usual step of time
 * @param sentStore whether copies are filed
 * @param operator whether somebody interferes
 * @param rush whether a {@link Rush} follows; in few worlds, for the same reason
 */
record Climate(
        int nodes,
        int letters,
        int crowd,
        int steps,
        int mishaps,
        int crashes,
        int lostAnswers,
        int pauses,
        int outages,
        int freezes,
        int haste,
        boolean sentStore,
        boolean operator,
        boolean rush) {

    static Climate of(Chance chance) {
        return new Climate(
                chance.between(1, 3),
                chance.between(1, 4),
                chance.percent(30) && chance.percent(1) ? chance.between(40, 90) : 0,
                chance.between(30, 160),
                pick(chance, 0, 20, 60, 100),
                pick(chance, 0, 3, 10, 40),
                pick(chance, 0, 0, 10, 50),
                pick(chance, 20, 30, 50, 80),
                pick(chance, 0, 0, 10, 40),
                pick(chance, 0, 10, 40, 40),
                pick(chance, 1, 5, 20, 60),
                chance.percent(40),
                chance.percent(40),
                chance.percent(2));
    }

    int allLetters() {
        return letters + crowd;
    }

    /** The same with nothing that goes wrong, but others still go on in between. */
    Climate calm() {
        return new Climate(nodes, letters, crowd, steps, 0, 0, 0, pauses, 0, 0, haste, sentStore, operator, rush);
    }

    private static int pick(Chance chance, int one, int two, int three, int four) {
        return new int[] {one, two, three, four}[chance.below(4)];
    }
}
