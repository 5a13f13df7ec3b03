package dev.twotick.benchmarks.submission;

import io.vertx.core.Vertx;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.StartTLSOptions;

/** The mail client of Vert.x with its pool of connections; it pipelines by itself. */
final class VertxContender implements Contender {
    /** Less than a sink waits for an idle client. */
    private static final int KEPT_SECONDS = 20;

    private final MailClient client;
    private final String text;

    VertxContender(Target target) {
        text = target.text();
        client = MailClient.create(
                Vertx.vertx(),
                new MailConfig()
                        .setHostname("127.0.0.1")
                        .setPort(target.port())
                        .setStarttls(StartTLSOptions.DISABLED)
                        .setLogin(LoginOption.DISABLED)
                        .setKeepAlive(true)
                        .setKeepAliveTimeout(KEPT_SECONDS)
                        .setMaxPoolSize(target.lanes()));
    }

    @Override
    public Lane open() {
        return () -> {
            MailMessage message = new MailMessage()
                    .setFrom(Target.FROM)
                    .setTo(Target.TO)
                    .setSubject("Invoice 4711")
                    .setText(text);
            client.sendMail(message).toCompletionStage().toCompletableFuture().join();
            return 1;
        };
    }
}
