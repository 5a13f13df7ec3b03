package dev.twotick.smtp;

import dev.twotick.letter.Printable;
import dev.twotick.smtp.Opened.Failed;
import dev.twotick.smtp.Opened.Fault;
import dev.twotick.smtp.SaslExchange.LoginRefusal;
import dev.twotick.transport.Phase;
import dev.twotick.transport.Reply;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs in over an open connection (AUTH, RFC 4954). Whatever goes wrong is a failure of the relay or of its settings and never
 * of a letter. Used once, by one thread.
 */
final class Authentication {
    private static final Logger LOG = LoggerFactory.getLogger(Authentication.class);
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7E]+");
    private static final int CONTINUE = 334;
    private static final int MOST_ROUNDS = 8;
    private static final int MAX_SHOWN = 200;

    /** A command with its line end (RFC 5321 section 4.5.3.1.4); a longer first message waits to be asked for. */
    private static final int LONGEST_COMMAND = 512 - 2;

    private final Wire wire;
    private final ReplyReader replies;
    private final Deadline deadline;
    private final SmtpSettings settings;
    private final Credentials credentials;
    private final Extensions extensions;
    private final LoginEcho echo = new LoginEcho();

    Authentication(
            Wire wire,
            ReplyReader replies,
            Deadline deadline,
            SmtpSettings settings,
            Credentials credentials,
            Extensions extensions) {
        this.wire = wire;
        this.replies = replies;
        this.deadline = deadline;
        this.settings = settings;
        this.credentials = credentials;
        this.extensions = extensions;
    }

    /** Goes all the way; empty when the relay let us in. */
    Optional<Failed> logIn() {
        try {
            Reply verdict = verdict(mechanism());
            return verdict.positive() ? Optional.empty() : Optional.of(refused(verdict));
        } catch (LoginRefusal e) {
            return Optional.of(new Failed(Phase.AUTH, e.reason(), Optional.empty(), Fault.CONFIGURATION));
        } catch (IOException e) {
            return Optional.of(Failed.lost(Phase.AUTH, e, deadline));
        }
    }

    private Mechanism mechanism() throws LoginRefusal {
        Optional<Mechanism> mechanism = credentials.mechanisms().stream()
                .filter(wanted -> extensions.offersAuth(wanted.keyword()))
                .findFirst();
        if (mechanism.isPresent()) {
            return mechanism.get();
        }
        String offered = extensions.offers("AUTH") ? "AUTH only by " + extensions.parameters("AUTH") : "no AUTH";
        throw new LoginRefusal("the relay offers " + Printable.of(offered, MAX_SHOWN) + ", and user and auth ask for "
                + credentials.mechanisms().stream().map(Mechanism::keyword).collect(Collectors.joining(" or ")));
    }

    /** A token may have ended a moment ago, so another one is asked for once; a password stays what it is. */
    private Reply verdict(Mechanism mechanism) throws IOException, LoginRefusal {
        String secret = secret(false);
        Reply verdict = attempt(mechanism, secret);
        if (!mechanism.byToken() || !verdict.permanentNegative()) {
            return verdict;
        }
        String another = secret(true);
        return another.equals(secret) ? verdict : attempt(mechanism, another);
    }

    private String secret(boolean afresh) throws LoginRefusal {
        String secret;
        try {
            secret = credentials.secret().token(afresh);
        } catch (IOException e) {
            throw new LoginRefusal("there is no token to log in with: " + Printable.of(e.toString(), MAX_SHOWN));
        } catch (RuntimeException e) {
            // what it says may quote the secret
            throw new LoginRefusal("there is no token to log in with: what gives it failed with "
                    + e.getClass().getName());
        }
        boolean token = credentials.mechanisms().get(0).byToken();
        if (token && !TOKEN.matcher(secret).matches()) {
            throw new LoginRefusal("the token to log in with is empty or has characters that no token has");
        }
        return secret;
    }

    private Reply attempt(Mechanism mechanism, String secret) throws IOException, LoginRefusal {
        LOG.debug("logging in by {}", mechanism.keyword());
        echo.secret(secret);
        SaslExchange exchange = mechanism.begin(credentials.user(), secret, settings.relay());
        RawReply reply = begin(mechanism, exchange);
        for (int round = 0; reply.code() == CONTINUE; round++) {
            if (round == MOST_ROUNDS) {
                throw new LoginRefusal("the relay asks for more at the login than the mechanism gives");
            }
            String answer = encoded(exchange.answer(text(reply)));
            echo.message(answer);
            reply = say(answer);
        }
        Reply verdict = echo.removedFrom(reply.harmless());
        if (verdict.positive() && !exchange.complete()) {
            throw new LoginRefusal(
                    "the relay let us in without proving that it knows the password: it is not the one it"
                            + " claims to be");
        }
        return verdict;
    }

    private RawReply begin(Mechanism mechanism, SaslExchange exchange) throws IOException {
        String command = "AUTH " + mechanism.keyword();
        Optional<String> first = exchange.initial().map(Authentication::encoded);
        if (first.isEmpty()) {
            return say(command);
        }
        echo.message(first.get());
        String whole = command + " " + first.get();
        if (whole.length() <= LONGEST_COMMAND) {
            return say(whole);
        }
        RawReply reply = say(command);
        return reply.code() == CONTINUE ? say(first.get()) : reply;
    }

    private static String text(RawReply reply) {
        List<String> lines = reply.lines();
        return lines.get(lines.size() - 1).strip();
    }

    private static String encoded(byte[] message) {
        return Base64.getEncoder().encodeToString(message);
    }

    private RawReply say(String line) throws IOException {
        if (replies.pending()) {
            throw new ProtocolException("a reply that nobody had asked for");
        }
        byte[] octets = CommandLine.octets(line);
        deadline.step(settings.timeouts().command());
        wire.write(octets, 0, octets.length);
        return replies.read();
    }

    private Failed refused(Reply reply) throws ProtocolException {
        if (!reply.transientNegative() && !reply.permanentNegative()) {
            throw new ProtocolException("the reply code " + reply.code());
        }
        return new Failed(
                Phase.AUTH,
                reply.transientNegative()
                        ? "the relay cannot log us in for now"
                        : "the relay refused the login; check user and secret",
                Optional.of(reply),
                reply.transientNegative() ? Fault.RELAY : Fault.CONFIGURATION);
    }
}
