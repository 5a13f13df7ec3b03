package dev.twotick.smtp;

import dev.twotick.transport.PointOfNoReturn;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.Transport;

/** Carries submissions to one relay, each over a connection of its own. Thread-safe. */
final class SmtpTransport implements Transport {
    private final Watchdog watchdog = new Watchdog();
    private final SmtpConnector connector;

    SmtpTransport(SmtpSettings settings) {
        this.connector = new SmtpConnector(settings, watchdog);
    }

    @Override
    public SubmissionOutcome submit(Submission submission, PointOfNoReturn pointOfNoReturn) {
        Opened opened = connector.open();
        if (opened instanceof Opened.Failed failed) {
            return failed.outcome(submission);
        }
        try (SmtpConnection connection = ((Opened.Ready) opened).connection()) {
            return new SmtpExchange(connection, submission, pointOfNoReturn).run();
        }
    }

    @Override
    public void close() {
        watchdog.close();
    }
}
