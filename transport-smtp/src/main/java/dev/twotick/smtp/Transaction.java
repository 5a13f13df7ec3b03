package dev.twotick.smtp;

import dev.twotick.transport.Phase;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.RecipientOutcome.Deferred;
import dev.twotick.transport.RecipientOutcome.InDoubt;
import dev.twotick.transport.RecipientOutcome.Rejected;
import dev.twotick.transport.RecipientOutcome.Submitted;
import dev.twotick.transport.Reply;
import dev.twotick.transport.Submission.Recipient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One letter from MAIL to its final reply, to as many of its recipients as one transaction takes: what each reply means. Until
 * the last dot leaves, everything that goes wrong is a definite no; afterwards only a complete reply is an answer. Used by one
 * thread.
 */
final class Transaction {
    private static final String THE_RECIPIENT = "the recipient";

    private final Position position;
    private final List<Recipient> recipients;
    private final List<Recipient> accepted = new ArrayList<>();
    private final Map<Recipient, Reply> postponed = new LinkedHashMap<>();
    private final DsnTrial dsn;
    private final long start;
    private Optional<Reply> mail = Optional.empty();
    private Optional<Reply> data = Optional.empty();
    private Optional<Reply> farewell = Optional.empty();
    private boolean letterRefused;
    private boolean throttled;
    private boolean dotLeft;
    private boolean dotIsOut;

    /**
     * Begins one.
     *
     * @param recipients whom it is for, all of them open
     * @param dsn whether a refusal may be about the parameters of RFC 3461
     * @param start since when its time runs, in the ticks of {@link System#nanoTime}
     */
    Transaction(Position position, List<Recipient> recipients, DsnTrial dsn, long start) {
        this.position = position;
        this.recipients = recipients;
        this.dsn = dsn;
        this.start = start;
    }

    Position position() {
        return position;
    }

    List<Recipient> recipients() {
        return recipients;
    }

    long start() {
        return start;
    }

    /** Takes in a reply. */
    void heard(Awaited what, Reply reply) throws ProtocolException {
        if (reply.code() == SmtpCodes.CLOSING) {
            closing(reply);
        }
        switch (what.command()) {
            case RSET -> reset(reply);
            case MAIL -> mail(reply);
            case RCPT -> rcpt(what.recipient().orElseThrow(), reply);
            case DATA -> data(reply);
            case CHUNK -> chunk(reply);
            case LAST -> last(what.recipient(), reply);
            case NOTHING -> checkAnswer(reply);
        }
    }

    /** The relay closes the connection, asked or not. */
    void closing(Reply reply) {
        farewell = Optional.of(reply);
        position.blameRelay();
    }

    private static void checkAnswer(Reply reply) throws ProtocolException {
        if (!reply.positive() && !reply.transientNegative() && !reply.permanentNegative()) {
            throw new ProtocolException("the reply code " + reply.code());
        }
    }

    private void reset(Reply reply) throws ProtocolException {
        if (!reply.positive() && farewell.isEmpty()) {
            throw new ProtocolException("a refusal of RSET: " + reply.code());
        }
    }

    private void mail(Reply reply) throws ProtocolException {
        checkAnswer(reply);
        mail = Optional.of(reply);
        if (reply.positive()) {
            dsn.agreed();
        }
        if (saysPolicy(reply)) {
            position.blameRelay();
        }
    }

    /** 4.7.x at MAIL is about us and not about the letter. */
    private static boolean saysPolicy(Reply reply) {
        return reply.transientNegative()
                && reply.enhancedStatus()
                        .filter(status -> status.subject() == SmtpCodes.POLICY)
                        .isPresent();
    }

    /** Behind MAIL 4.7.x may be about the letter or, as in greylisting, its recipient, unless it speaks of our rate. */
    private static boolean saysThrottled(Reply reply) {
        return saysPolicy(reply) && reply.speaksOfRates();
    }

    private void rcpt(Recipient recipient, Reply reply) throws ProtocolException {
        checkAnswer(reply);
        if (!mailTaken()) {
            return;
        }
        if (reply.positive()) {
            accepted.add(recipient);
            dsn.agreed();
            return;
        }
        if (dsn.blames(reply)) {
            dsn.askAgain(recipient);
            return;
        }
        throttled |= saysThrottled(reply);
        RcptRefusal refusal = new RcptRefusal(reply, !accepted.isEmpty());
        if (refusal.tooMany()) {
            postponed.put(recipient, reply);
        } else {
            position.tally().settle(recipient, refused(THE_RECIPIENT, reply, refusal.forGood()));
        }
    }

    private void data(Reply reply) throws ProtocolException {
        if (reply.code() != SmtpCodes.START_INPUT && (reply.positive() || reply.code() < 400)) {
            throw new ProtocolException("the reply code " + reply.code());
        }
        data = Optional.of(reply);
        if (reply.code() != SmtpCodes.START_INPUT && anybody()) {
            refuse(Phase.DATA, "DATA", reply);
        }
    }

    private void chunk(Reply reply) throws ProtocolException {
        checkAnswer(reply);
        if (!reply.positive()) {
            early(reply);
        }
    }

    /**
     * The relay said something before the letter's end.
     *
     * @throws ProtocolException when it was a yes, which is none
     */
    void early(Reply reply) throws ProtocolException {
        if (!reply.transientNegative() && !reply.permanentNegative()) {
            throw new ProtocolException("the reply code " + reply.code() + " before the letter's end");
        }
        if (reply.code() == SmtpCodes.CLOSING) {
            position.blameRelay();
        }
        refuse(Phase.BODY, "the letter before its end", reply);
    }

    private void last(Optional<Recipient> one, Reply reply) throws ProtocolException {
        checkAnswer(reply);
        if (!mailTaken()) {
            if (reply.positive()) {
                throw new ProtocolException("a yes to a letter whose sender it had refused");
            }
            return;
        }
        if (reply.positive()) {
            RecipientOutcome taken = new Submitted(reply, QueueIds.in(reply));
            position.tally().settleOpen(one.map(List::of).orElse(accepted), taken);
            position.reached(Phase.DONE);
        } else if (one.isPresent()) {
            position.tally().settle(one.get(), refused("the letter", reply, forGood(reply)));
            position.reached(Phase.DONE);
        } else if (anybody()) {
            refuse(Phase.DONE, "the letter", reply);
        }
    }

    private void refuse(Phase where, String what, Reply reply) {
        letterRefused = true;
        if (saysThrottled(reply)) {
            position.blameRelay();
        }
        position.reached(where);
        position.tally().settleOpen(accepted, refused(what, reply, forGood(reply)));
    }

    /** A login that is missing is no fault of the letter, wherever the relay says so. */
    private static boolean forGood(Reply reply) {
        return reply.permanentNegative() && !SmtpCodes.LOGIN_WANTED.contains(reply.code());
    }

    private static RecipientOutcome refused(String what, Reply reply, boolean forGood) {
        return forGood
                ? new Rejected("the relay refused " + what + " for good", Optional.of(reply))
                : new Deferred("the relay refused " + what + " for now", Optional.of(reply));
    }

    private boolean mailTaken() {
        return mail.isPresent() && mail.get().positive();
    }

    /** MAIL was refused. */
    boolean mailRefused() {
        return mail.isPresent() && !mail.get().positive();
    }

    /** The relay has begun it, so that only its end or RSET makes room for another. */
    boolean begun() {
        return mailTaken();
    }

    /** The relay has said something about it. */
    boolean noticed() {
        return mail.isPresent() && mail.get().code() != SmtpCodes.CLOSING;
    }

    /**
     * The relay takes no more letters on this connection. Before any recipient is named, "too many recipients" can mean nothing
     * else; OpenSMTPD says so after its number of letters, and keeps the connection open.
     */
    boolean turnedAway() {
        return mail.filter(reply -> reply.code() == SmtpCodes.NO_ROOM_NOW)
                .flatMap(Reply::enhancedStatus)
                .filter(SmtpCodes::saysTooMany)
                .isPresent();
    }

    /** A recipient was accepted, so that the letter is to follow. */
    boolean anybody() {
        return mailTaken() && !accepted.isEmpty();
    }

    List<Recipient> accepted() {
        return accepted;
    }

    /** The relay did not take as many recipients as it was asked for in one transaction. */
    boolean full() {
        return !postponed.isEmpty();
    }

    /** The answer to DATA. */
    Optional<Reply> answerToData() {
        return data;
    }

    /** Whether the relay takes the parameters of RFC 3461. */
    DsnTrial dsn() {
        return dsn;
    }

    /** The letter itself was refused. */
    boolean letterRefused() {
        return letterRefused;
    }

    /** From now on the last dot, or the last octet after BDAT LAST, may have left. */
    void dotLeaves() {
        dotLeft = true;
    }

    boolean dotLeft() {
        return dotLeft;
    }

    /** The system has taken over the last dot, or the last octet after BDAT LAST. */
    void dotIsOut() {
        dotIsOut = true;
    }

    /** Whether a yes can be about the whole letter. */
    boolean isOut() {
        return dotIsOut;
    }

    /** All replies to MAIL and RCPT are here, and it is to be asked again from MAIL on without the parameters of RFC 3461. */
    boolean againFromMail() {
        if (!mailRefused() || !dsn.blames(mail.get())) {
            return false;
        }
        dsn.goOnPlain();
        mail = Optional.empty();
        return true;
    }

    /**
     * Its last reply is here.
     *
     * @return whether those recipients who are open may be asked for in another transaction
     */
    boolean end() {
        if (mailRefused()) {
            mailRefusal(mail.get());
        } else if (accepted.isEmpty()) {
            position.reached(Phase.RCPT);
            if (throttled) {
                position.blameRelay();
            }
        }
        if (letterRefused) {
            settlePostponed();
        }
        return mailTaken() && !letterRefused && position.tally().anyOpen();
    }

    private void settlePostponed() {
        postponed.forEach(
                (recipient, reply) -> position.tally().settle(recipient, refused(THE_RECIPIENT, reply, false)));
    }

    private void mailRefusal(Reply reply) {
        position.reached(Phase.MAIL);
        if (SmtpCodes.LOGIN_WANTED.contains(reply.code()) && !position.tally().anySettled()) {
            position.unusable("the relay wants a login or a better one at MAIL; check user and auth", reply);
            return;
        }
        letterRefused = true;
        position.tally().settleOpen(recipients, refused("the sender", reply, forGood(reply)));
    }

    /** The line is lost before its last reply. */
    void lost(Phase where, String reason) {
        if (mailRefused()) {
            end();
            return;
        }
        settlePostponed();
        Phase reached = dotLeft ? Phase.FINAL : where;
        String text = "at " + reached + " " + reason;
        position.reached(reached);
        position.tally().settleOpen(recipients, dotLeft ? new InDoubt(text) : new Deferred(text, farewell));
    }
}
