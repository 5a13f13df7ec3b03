package dev.twotick.smtp;

import dev.twotick.plugin.ServerUrl;
import dev.twotick.smtp.Opened.Failed;
import dev.twotick.smtp.Opened.Fault;
import dev.twotick.transport.Phase;
import dev.twotick.transport.Reply;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/**
 * Lets Angus go from the greeting to the end of STARTTLS, and reads every reply in its place: Angus sets no bounds to a reply and
 * hides codes in texts. Since it never reads a byte by itself, nothing of the relay's is left in its buffers afterwards.
 *
 * <p>Its super class closes the socket when it is garbage collected, so whoever uses the socket must hold on to this object.
 * Used by one thread.
 */
final class SmtpOpening extends SMTPTransport {
    private static final int READY_FOR_TLS = 220;

    private final Wire wire;
    private final ReplyReader replies;
    private final Deadline deadline;
    private final SmtpSettings settings;
    private Phase phase = Phase.GREETING;
    private RawReply last = new RawReply(READY_FOR_TLS, List.of(""));
    private Extensions extensions = Extensions.NONE;

    /** Why we do not go on although the relay would. */
    private static final class Refusal extends MessagingException {
        private static final long serialVersionUID = 1L;

        Refusal(String reason) {
            super(reason);
        }
    }

    SmtpOpening(Session session, Wire wire, ReplyReader replies, Deadline deadline, SmtpSettings settings) {
        super(session, relay(settings.relay()), SmtpConnector.PROTOCOL, false);
        this.wire = wire;
        this.replies = replies;
        this.deadline = deadline;
        this.settings = settings;
    }

    private static URLName relay(ServerUrl relay) {
        return new URLName(SmtpConnector.PROTOCOL, relay.host(), relay.port(), "", null, null);
    }

    /** Goes all the way; empty when the relay is ready for AUTH or MAIL. */
    Optional<Failed> greet() {
        try {
            connect(wire.socket());
            return Optional.empty();
        } catch (MessagingException e) {
            return Optional.of(failure(e));
        }
    }

    /** What the relay offered last, so what it offered before TLS does not count (RFC 3207 section 4.2). */
    Extensions extensions() {
        return extensions;
    }

    /** Whether it is LMTP, in which each recipient has a final reply of its own. */
    boolean lmtp() {
        return settings.lmtp();
    }

    @Override
    protected void sendCommand(String command) throws MessagingException {
        phase = switch (command.split(" ", 2)[0]) {
            case "EHLO", "LHLO" -> Phase.EHLO;
            case "STARTTLS" -> Phase.STARTTLS;
            default -> phase;
        };
        deadline.step(settings.timeouts().command());
        hearAlert();
        super.sendCommand(command);
    }

    /** In TLS 1.3 a relay refuses our certificate after the handshake, and once we have written its alert may be lost. */
    private void hearAlert() throws MessagingException {
        if (wire.encrypted()) {
            try {
                replies.pending();
            } catch (IOException e) {
                throw new MessagingException("the line was lost before a command", e);
            }
        }
    }

    @Override
    protected int readServerResponse() throws MessagingException {
        try {
            deadline.step(
                    phase == Phase.GREETING
                            ? settings.timeouts().greeting()
                            : settings.timeouts().command());
            last = replies.read();
            if (phase == Phase.STARTTLS && last.code() == READY_FOR_TLS && replies.pending()) {
                throw new Refusal(
                        "something was slipped in between the answer to STARTTLS and TLS: an attack on the way"
                                + " to the relay, or a broken proxy");
            }
            return last.code();
        } catch (IOException e) {
            throw new MessagingException("no reply", e);
        }
    }

    @Override
    public synchronized String getLastServerResponse() {
        return last.harmless().toString();
    }

    @Override
    public synchronized int getLastReturnCode() {
        return last.code();
    }

    /** Never falls back to HELO: a relay without EHLO has neither TLS nor AUTH. */
    @Override
    protected boolean ehlo(String domain) throws MessagingException {
        sendCommand((settings.lmtp() ? "LHLO " : "EHLO ") + domain);
        readServerResponse();
        if (!last.harmless().positive()) {
            throw new MessagingException("EHLO was refused");
        }
        Extensions offered = Extensions.of(last);
        // what a relay promises about TLS without having any is worth nothing (RFC 8689 section 2)
        extensions = wire.encrypted() ? offered : offered.without(Extensions.REQUIRETLS);
        boolean tlsToCome = settings.startTls() && !wire.encrypted();
        if (tlsToCome && !extensions.offers("STARTTLS")) {
            phase = Phase.STARTTLS;
            throw new Refusal("the relay does not offer STARTTLS, so nothing was sent in clear text; use smtps, or find"
                    + " out who takes it away");
        }
        return true;
    }

    @Override
    public boolean supportsExtension(String keyword) {
        return extensions.offers(keyword.toUpperCase(Locale.ROOT));
    }

    @Override
    public String getExtensionParameter(String keyword) {
        return extensions.parameters(keyword.toUpperCase(Locale.ROOT));
    }

    private Failed failure(MessagingException e) {
        Optional<Refusal> refusal = Failures.cause(e, Refusal.class);
        if (refusal.isPresent()) {
            return new Failed(phase, String.valueOf(refusal.get().getMessage()), Optional.empty(), Fault.CONFIGURATION);
        }
        Optional<IOException> lost = Failures.cause(e, IOException.class);
        return lost.isPresent() ? lost(lost.get()) : refused(last.harmless());
    }

    private Failed lost(IOException e) {
        return Failed.lost(phase, e, deadline);
    }

    private Failed refused(Reply reply) {
        if (!reply.transientNegative() && !reply.permanentNegative()) {
            return lost(new ProtocolException("the reply code " + reply.code()));
        }
        boolean forNow = reply.transientNegative() && (phase != Phase.STARTTLS || reply.code() == SmtpCodes.CLOSING);
        return new Failed(
                phase,
                switch (phase) {
                    case GREETING -> "the relay does not serve us";
                    case EHLO -> "the relay refused EHLO";
                    default -> "the relay refused STARTTLS";
                },
                Optional.of(reply),
                forNow ? Fault.RELAY : Fault.CONFIGURATION);
    }
}
