package dev.twotick.smtp;

import dev.twotick.transport.Phase;
import dev.twotick.transport.PointOfNoReturn;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.RecipientOutcome.Deferred;
import dev.twotick.transport.RecipientOutcome.InDoubt;
import dev.twotick.transport.RecipientOutcome.Rejected;
import dev.twotick.transport.RecipientOutcome.Submitted;
import dev.twotick.transport.Reply;
import dev.twotick.transport.Submission;
import dev.twotick.transport.Submission.Recipient;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.SubmissionOutcome.Abandoned;
import dev.twotick.transport.SubmissionOutcome.Answered;
import dev.twotick.transport.SubmissionOutcome.RelayUnusable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One submission over a connection: MAIL, RCPT, DATA, the letter, the last dot (RFC 5321 section 3.3). Until the last dot
 * leaves, everything that goes wrong is a definite no; afterwards only a complete reply is an answer. Used once, by one
 * thread.
 */
final class SmtpExchange {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpExchange.class);

    private final SmtpConnection connection;
    private final Submission submission;
    private final PointOfNoReturn pointOfNoReturn;
    private final EnvelopeCommands commands;
    private final Tally tally;
    private Phase phase = Phase.MAIL;
    private boolean askForDsn;
    private boolean dsnOffered;
    private boolean relayAtFault;

    SmtpExchange(SmtpConnection connection, Submission submission, PointOfNoReturn pointOfNoReturn) {
        this.connection = connection;
        this.submission = submission;
        this.pointOfNoReturn = pointOfNoReturn;
        this.commands = new EnvelopeCommands(submission, connection.extensions());
        this.tally = new Tally(submission.recipients());
        this.askForDsn = commands.asksForDsn();
        this.dsnOffered = connection.extensions().offers("DSN");
    }

    /** Runs it to its end. */
    SubmissionOutcome run() {
        SubmissionOutcome outcome;
        try {
            outcome = submit();
        } catch (UnreadableLetterException e) {
            outcome = unreadable(e);
        } catch (IOException e) {
            outcome = lost(e);
        }
        LOG.debug("letter {} ended at {}", submission.letter(), phase);
        return outcome;
    }

    private SubmissionOutcome submit() throws IOException {
        settleWhatTheRelayCannotTake();
        if (!tally.anyOpen()) {
            return answered();
        }
        Reply mail = mail();
        if (!mail.positive()) {
            return refused(mail);
        }
        phase = Phase.RCPT;
        Optional<Reply> refusal = recipients(tally.open());
        if (refusal.isPresent()) {
            return refused(refusal.get());
        }
        return tally.anyOpen() ? letter() : answered();
    }

    private void settleWhatTheRelayCannotTake() {
        commands.objectionToLetter().ifPresent(tally::settleOpen);
        tally.open()
                .forEach(recipient ->
                        commands.objectionTo(recipient).ifPresent(rejected -> tally.settle(recipient, rejected)));
    }

    private Reply mail() throws IOException {
        Reply reply = connection.command(commands.mail(tally.open(), askForDsn));
        return withoutDsnIfRefused(reply, () -> commands.mail(tally.open(), false));
    }

    private Reply rcpt(Recipient recipient) throws IOException {
        Reply reply = connection.command(commands.rcpt(recipient, askForDsn));
        return withoutDsnIfRefused(reply, () -> commands.rcpt(recipient, false));
    }

    /** A relay that offers DSN and refuses its parameters gets the command once more without them. */
    private Reply withoutDsnIfRefused(Reply reply, Supplier<String> plain) throws IOException {
        if (!askForDsn || !SmtpCodes.PARAMETERS_REFUSED.contains(reply.code())) {
            return reply;
        }
        Reply second = connection.command(plain.get());
        if (second.positive()) {
            askForDsn = false;
            dsnOffered = false;
        }
        return second;
    }

    /** Asks for each recipient; gives the reply that ends it for all, if one does. */
    private Optional<Reply> recipients(List<Recipient> all) throws IOException {
        boolean accepted = false;
        for (int i = 0; i < all.size(); i++) {
            Reply reply = rcpt(all.get(i));
            if (reply.positive()) {
                accepted = true;
                continue;
            }
            RcptRefusal refusal = new RcptRefusal(reply, accepted);
            if (refusal.endsAll()) {
                return Optional.of(reply);
            }
            tally.settle(all.get(i), refusal(reply, refusal.forGood()));
            if (refusal.endsTheList()) {
                all.subList(i + 1, all.size()).forEach(later -> tally.settle(later, refusal(reply, false)));
                break;
            }
        }
        return Optional.empty();
    }

    private SubmissionOutcome letter() throws IOException {
        phase = Phase.DATA;
        Reply data = connection.command("DATA");
        if (data.code() != SmtpCodes.START_INPUT) {
            return refused(data);
        }
        phase = Phase.BODY;
        Optional<Reply> early = new LetterBody(connection, submission.content()).send();
        if (early.isPresent()) {
            return refused(early.get());
        }
        if (!pointOfNoReturn.cross()) {
            return new Abandoned();
        }
        // what the relay said up to here cannot be about a dot that has not left
        early = connection.unasked();
        return early.isPresent() ? refused(early.get()) : lastDot();
    }

    private SubmissionOutcome lastDot() throws IOException {
        phase = Phase.FINAL;
        Reply reply = finalReply();
        if (!reply.positive()) {
            return refused(reply);
        }
        phase = Phase.DONE;
        tally.settleOpen(new Submitted(reply, QueueIds.in(reply)));
        return answered();
    }

    private Reply finalReply() throws IOException {
        try {
            connection.terminate();
        } catch (IOException e) {
            // the dot may be out in part or not at all, so only a refusal is still to be believed
            return connection.lastWords().filter(reply -> !reply.positive()).orElseThrow(() -> e);
        }
        return connection.finalReply();
    }

    /** A complete reply that is no yes, for all who are open. */
    private SubmissionOutcome refused(Reply reply) throws ProtocolException {
        if (!reply.transientNegative() && !reply.permanentNegative()) {
            throw new ProtocolException("the reply code " + reply.code());
        }
        if (SmtpCodes.LOGIN_WANTED.contains(reply.code()) && phase == Phase.MAIL) {
            return new RelayUnusable(
                    phase,
                    "the relay wants a login or a better one at " + phase + "; check user and auth",
                    Optional.of(reply));
        }
        relayAtFault = reply.code() == SmtpCodes.CLOSING;
        tally.settleOpen(refusal(reply, reply.permanentNegative()));
        phase = phase == Phase.FINAL ? Phase.DONE : phase;
        return answered();
    }

    private RecipientOutcome refusal(Reply reply, boolean forGood) {
        String what = switch (phase) {
            case MAIL -> "the sender";
            case RCPT -> "the recipient";
            case DATA -> "DATA";
            case BODY -> "the letter before its end";
            default -> "the letter";
        };
        return forGood
                ? new Rejected("the relay refused " + what + " for good", Optional.of(reply))
                : new Deferred("the relay refused " + what + " for now", Optional.of(reply));
    }

    private SubmissionOutcome lost(IOException e) {
        relayAtFault = !Failures.interrupted(e);
        String reason = "at " + phase + " " + connection.describe(e);
        tally.settleOpen(phase.pastNoReturn() ? new InDoubt(reason) : new Deferred(reason, Optional.empty()));
        return answered();
    }

    private SubmissionOutcome unreadable(UnreadableLetterException e) {
        tally.settleOpen(new Deferred("the letter cannot be read from its store: " + e.getMessage(), Optional.empty()));
        return answered();
    }

    private Answered answered() {
        return new Answered(phase, tally.outcomes(), Optional.of(dsnOffered), relayAtFault, commands.notOffered());
    }
}
