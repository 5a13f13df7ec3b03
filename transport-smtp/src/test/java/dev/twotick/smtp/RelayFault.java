package dev.twotick.smtp;

import dev.twotick.testkit.Cue;
import dev.twotick.testkit.Stage;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.RecipientOutcome.Deferred;
import dev.twotick.transport.RecipientOutcome.InDoubt;
import dev.twotick.transport.RecipientOutcome.Rejected;
import dev.twotick.transport.RecipientOutcome.Submitted;
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
    HALF_A_REFUSAL(cue -> cue.halfReply("550-5.1.1 no such\r\n"), InDoubt.class, true),
    JUNK_FIRST(cue -> cue.junk("hello there"), InDoubt.class, true),
    BLANK_FIRST(cue -> cue.junk(""), InDoubt.class, true),
    YES_THEN_NO(cue -> cue.reply("250-fine", "550 no"), InDoubt.class, true),
    NO_THEN_YES(cue -> cue.reply("550-5.1.1 no", "250 2.0.0 fine"), InDoubt.class, true),
    ASKS_FOR_MORE(cue -> cue.reply("334 more"), InDoubt.class, true),
    TOO_LONG_A_LINE(cue -> cue.reply("250 " + "x".repeat(3_000)), InDoubt.class, true),
    TOO_MANY_LINES(cue -> cue.reply(("250-and so on\r\n".repeat(200) + "250 done")), InDoubt.class, true),
    DRIPS(cue -> cue.drip(Duration.ofSeconds(1)), InDoubt.class, true),
    YES_BY_200(cue -> cue.reply("200 as you like"), Submitted.class, false),
    YES_BY_252(cue -> cue.reply("252 as you like"), Submitted.class, false);

    /** How long to wait for a reply that never comes, where those that do come must within the same limit, on a busy machine too. */
    static final String PATIENCE = "6s";

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

    /** The outcome while the end of the letter is not out. */
    Class<? extends RecipientOutcome> beforeTheEnd(Stage stage) {
        boolean noAnswer = afterTheEnd == InDoubt.class || (afterTheEnd == Submitted.class && !isAYesAt(stage));
        return noAnswer ? Deferred.class : afterTheEnd;
    }

    Class<? extends RecipientOutcome> afterTheEnd() {
        return afterTheEnd;
    }

    boolean relayAtFault(Stage stage) {
        return afterTheEnd == Submitted.class ? !isAYesAt(stage) : relayAtFault;
    }

    /** The reply is complete, and a no. */
    boolean isARefusal() {
        return afterTheEnd == Deferred.class || afterTheEnd == Rejected.class;
    }

    /** The reply is complete and as good a yes as any, where no other than 220 or 354 is asked for. */
    boolean isAYesAt(Stage stage) {
        return afterTheEnd == Submitted.class
                && switch (stage) {
                    case GREETING, STARTTLS, DATA, BODY -> false;
                    default -> true;
                };
    }

    /** The reply is complete and the connection as good as before. */
    boolean isAnAnswerAt(Stage stage) {
        return isAYesAt(stage) || (isARefusal() && this != CLOSING);
    }

    /** It is over when a time-out is. */
    boolean takesTime() {
        return this == SILENCE || this == DRIPS;
    }

    /** The relay goes away in good order or not, and leaves nothing strange behind. */
    boolean isGoing() {
        return this == CLOSING || (keepsItsReplyBack() && this != SILENCE);
    }

    /** No complete reply leaves, however the relay decided. */
    boolean keepsItsReplyBack() {
        return switch (this) {
            case FIN, RST, SILENCE, HALF_A_CODE, HALF_A_LINE, HALF_A_REPLY, HALF_A_REFUSAL -> true;
            default -> false;
        };
    }
}
