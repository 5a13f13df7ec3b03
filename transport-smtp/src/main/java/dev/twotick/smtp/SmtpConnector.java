package dev.twotick.smtp;

import dev.twotick.plugin.ServerUrl;
import dev.twotick.plugin.ServerUrl.Security;
import dev.twotick.smtp.Opened.Failed;
import dev.twotick.smtp.Opened.Fault;
import dev.twotick.transport.Phase;
import jakarta.mail.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** Opens connections to one relay, as far as a relay that is ready for MAIL. Thread-safe. */
final class SmtpConnector {
    /** What Angus Mail calls SMTP, with TLS or without. */
    static final String PROTOCOL = "smtp";

    private static final String PREFIX = "mail.smtp.";

    private final SmtpSettings settings;
    private final Watchdog watchdog;
    private final Optional<String> helo;
    private final LoginTurns turns;

    SmtpConnector(SmtpSettings settings, Watchdog watchdog) {
        this.settings = settings;
        this.watchdog = watchdog;
        this.turns = new LoginTurns(settings.timeouts().total());
        // asked once, since a resolver that is slow would hold up every submission
        this.helo = settings.helo().or(HeloName::ofThisHost);
    }

    /** Tries once; the total deadline of the submission begins here. */
    Opened open() {
        long start = System.nanoTime();
        ServerUrl relay = settings.relay();
        Timeouts timeouts = settings.timeouts();
        long verdicts = turns.verdicts();
        Wire wire;
        try {
            List<InetAddress> addresses = List.of(InetAddress.getAllByName(relay.host()));
            wire = Wire.connect(
                    relay.host(),
                    addresses,
                    relay.port(),
                    () -> timeouts.connectAfter(Duration.ofNanos(System.nanoTime() - start)));
        } catch (IOException e) {
            return new Failed(
                    Phase.CONNECT,
                    Failures.describe(e),
                    Optional.empty(),
                    Failures.interrupted(e) ? Fault.OURS : Fault.RELAY);
        }
        Deadline deadline = watchdog.watch(wire::close);
        deadline.whole(start, timeouts.total());
        return openOver(wire, deadline, start, verdicts);
    }

    private Opened openOver(Wire wire, Deadline deadline, long start, long verdicts) {
        boolean ready = false;
        try {
            Opened opened = logIn(wire, deadline, start, verdicts);
            ready = opened instanceof Opened.Ready;
            return opened;
        } finally {
            if (!ready) {
                deadline.stop();
                wire.close();
            }
        }
    }

    private Opened logIn(Wire wire, Deadline deadline, long start, long verdicts) {
        TlsLayer tls = new TlsLayer(wire, settings.tls());
        if (settings.relay().security() == Security.IMPLICIT_TLS) {
            try {
                encrypt(wire, tls, deadline);
            } catch (IOException e) {
                return Failed.lost(Phase.CONNECT, e, deadline);
            }
        }
        ReplyReader replies = new ReplyReader(wire);
        SmtpOpening opening = new SmtpOpening(session(wire, tls), wire, replies, deadline, settings);
        Optional<Failed> failed = opening.greet();
        if (failed.isEmpty() && settings.credentials().isPresent()) {
            Authentication authentication = new Authentication(
                    wire, replies, deadline, settings, settings.credentials().get(), opening.extensions());
            // the time of the relay's steps is not to run while others log in
            deadline.rest();
            failed = turns.take(verdicts, authentication::logIn);
        }
        return failed.isPresent()
                ? failed.get()
                : new Opened.Ready(new SmtpConnection(wire, replies, deadline, settings.timeouts(), opening), start);
    }

    private void encrypt(Wire wire, TlsLayer tls, Deadline deadline) throws IOException {
        ServerUrl relay = settings.relay();
        deadline.step(settings.timeouts().command());
        tls.createSocket(wire.socket(), relay.host(), relay.port(), true).startHandshake();
    }

    /** One for each connection, since the TLS layer belongs to its wire. */
    private Session session(Wire wire, TlsLayer tls) {
        Properties properties = new Properties();
        properties.setProperty(PREFIX + "localhost", helo.orElseGet(() -> HeloName.literal(wire.localAddress())));
        properties.setProperty(PREFIX + "starttls.enable", Boolean.toString(settings.startTls()));
        properties.setProperty(PREFIX + "starttls.required", Boolean.toString(settings.startTls()));
        properties.setProperty(PREFIX + "ssl.checkserveridentity", "true");
        properties.setProperty(PREFIX + "ssl.protocols", TlsLayer.PROTOCOLS);
        properties.put(PREFIX + "ssl.socketFactory", tls);
        return Session.getInstance(properties);
    }
}
