package dev.twotick.benchmarks.submission;

import org.simplejavamail.api.email.Email;
import org.simplejavamail.api.mailer.Mailer;
import org.simplejavamail.api.mailer.config.TransportStrategy;
import org.simplejavamail.email.EmailBuilder;
import org.simplejavamail.mailer.MailerBuilder;

/** Simple Java Mail with its pool of connections. */
final class SimpleJavaMailContender implements Contender {
    private final Mailer mailer;
    private final Email email;

    SimpleJavaMailContender(Target target) {
        mailer = MailerBuilder.withSMTPServer("127.0.0.1", target.port())
                .withTransportStrategy(TransportStrategy.SMTP)
                .withConnectionPoolCoreSize(target.lanes())
                .withConnectionPoolMaxSize(target.lanes())
                .buildMailer();
        email = EmailBuilder.startingBlank()
                .from(Target.FROM)
                .to(Target.TO)
                .withSubject("Invoice 4711")
                .withPlainText(target.text())
                .buildEmail();
    }

    @Override
    public Lane open() {
        return () -> {
            mailer.sendMail(email, false).join();
            return 1;
        };
    }
}
