package dev.twotick.smtp;

import dev.twotick.transport.PointOfNoReturn;

/** Says yes or no, and remembers how often it was asked. */
final class Crossing implements PointOfNoReturn {
    private final boolean answer;
    private int asked;

    private Crossing(boolean answer) {
        this.answer = answer;
    }

    static Crossing yes() {
        return new Crossing(true);
    }

    static Crossing no() {
        return new Crossing(false);
    }

    int asked() {
        return asked;
    }

    @Override
    public boolean cross() {
        asked++;
        return answer;
    }
}
