package dev.twotick.smtp;

import dev.twotick.testkit.Cue;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.RecipientOutcome.Deferred;
import dev.twotick.transport.RecipientOutcome.InDoubt;
import dev.twotick.transport.RecipientOutcome.Rejected;
import java.time.Duration;
import java.util.function.Consumer;

/** One way for a relay to misbehave, what it means before a letter's end has left, and what after it. */
enum RelayFault {
    CLOSING(cue -> cue.replyThenClose("421 4.3.2 going down"), Deferred.class, true),
    NOT_NOW(cue -> cue.reply("450 4.2.0 later"), Deferred.class, false),
    NEVER(cue -> cue.reply("550-5.7.1 never", "550 5.7.1 ever"), Rejected.class, false),
    FIN(Cue::close, InDoubt.class, true),
    RST(Cue::reset, InDoubt.class, true),
    SILENCE(Cue::silence, InDoubt.class, true),
    HALF_A_CODE(cue -> cue.halfReply("25"), InDoubt.class, true),
    HALF_A_LINE(cue -> cue.halfReply("250 2.0.0 Ok: queued as 4X"), InDoubt.class, true),
    HALF_A_REPLY(cue -> cue.halfReply("250-one\r\n"), InDoubt.class, true),
    JUNK_FIRST(cue -> cue.junk("hello there"), InDoubt.class, true),
    BLANK_FIRST(cue -> cue.junk(""), InDoubt.class, true),
    MIXED_CODES(cue -> cue.reply("250-fine", "550 no"), InDoubt.class, true),
    ASKS_FOR_MORE(cue -> cue.reply("334 more"), InDoubt.class, true),
    TOO_LONG_A_LINE(cue -> cue.reply("250 " + "x".repeat(3_000)), InDoubt.class, true),
    TOO_MANY_LINES(cue -> cue.reply(("250-and so on\r\n".repeat(200) + "250 done")), InDoubt.class, true),
    DRIPS(cue -> cue.drip(Duration.ofMillis(400)), InDoubt.class, true);

    private final Consumer<Cue> script;
    private final Class<? extends RecipientOutcome> afterTheEnd;
    private final boolean relayAtFault;

    RelayFault(Consumer<Cue> script, Class<? extends RecipientOutcome> afterTheEnd, boolean relayAtFault) {
        this.script = script;
        this.afterTheEnd = afterTheEnd;
        this.relayAtFault = relayAtFault;
    }

    void at(Cue cue) {
        script.accept(cue);
    }

    Class<? extends RecipientOutcome> beforeTheEnd() {
        return afterTheEnd == InDoubt.class ? Deferred.class : afterTheEnd;
    }

    Class<? extends RecipientOutcome> afterTheEnd() {
        return afterTheEnd;
    }

    boolean relayAtFault() {
        return relayAtFault;
    }

    /** The reply is complete, and a no. */
    boolean isARefusal() {
        return afterTheEnd != InDoubt.class;
    }

    /** It is over when a time-out is. */
    boolean takesTime() {
        return this == SILENCE || this == DRIPS;
    }

    /** The relay goes away in good order or not, and leaves nothing strange behind. */
    boolean isGoing() {
        return switch (this) {
            case CLOSING, FIN, RST, HALF_A_CODE, HALF_A_LINE, HALF_A_REPLY -> true;
            default -> false;
        };
    }
}
