package dev.twotick.smtp;

import dev.twotick.transport.Reply;
import dev.twotick.transport.Submission.Recipient;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds out with one letter whether a relay that offers the parameters of RFC 3461 takes them: what it refuses is asked for
 * once more without. Used by one thread.
 */
final class DsnTrial {
    private final boolean running;
    private final List<Recipient> again = new ArrayList<>();
    private boolean plain;
    private boolean failed;

    /**
     * Begins one.
     *
     * @param running false when the parameters are not used, or it is known that the relay takes them
     */
    DsnTrial(boolean running) {
        this.running = running;
    }

    /** Nobody knows yet whether the relay takes them. */
    boolean running() {
        return running;
    }

    /** Whether a refusal may be about the parameters. */
    boolean blames(Reply reply) {
        return running && !plain && SmtpCodes.PARAMETERS_REFUSED.contains(reply.code());
    }

    /** From now on it is asked without them. */
    void goOnPlain() {
        plain = true;
    }

    /** It is asked without them. */
    boolean plain() {
        return plain;
    }

    /** The recipient is to be asked for once more. */
    void askAgain(Recipient recipient) {
        again.add(recipient);
    }

    /** Those that are to be asked for once more. */
    List<Recipient> takeAgain() {
        List<Recipient> taken = List.copyOf(again);
        again.clear();
        plain |= !taken.isEmpty();
        return taken;
    }

    /** The relay agreed to something; without the parameters that tells that they were to blame. */
    void agreed() {
        failed |= plain;
    }

    /** What was refused with them was taken without. */
    boolean failed() {
        return failed;
    }
}
