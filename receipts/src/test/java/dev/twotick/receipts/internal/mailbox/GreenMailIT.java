package dev.twotick.receipts.internal.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.plugin.Section;
import dev.twotick.plugin.Settings;
import dev.twotick.receipts.ReceiptMailboxProvider;
import dev.twotick.receipts.Reports;
import jakarta.mail.Flags;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a server that somebody else wrote. */
@Timeout(60)
class GreenMailIT {
    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP));
    private final NotingDesk desk = new NotingDesk();

    @BeforeEach
    void start() {
        server.start();
        server.setUser("bounces@sender.example", "reader", "open sesame");
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private DeliveryConfirmation mailbox() {
        Settings settings = Settings.EMPTY
                .with("receipts.user", "reader")
                .with("receipts.password", "open sesame")
                .with("receipts.starttls", "off-i-accept-clear-text");
        return new ReceiptMailboxProvider()
                .create(
                        "imap://127.0.0.1:" + server.getImap().getPort(),
                        Section.of(settings).part("receipts."));
    }

    private void deliver(byte[] mail) throws Exception {
        GreenMailUser user = server.getUserManager().getUser("reader");
        user.deliver(new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(mail)));
    }

    @Test
    void readsAllReceiptsOnceAndLeavesThemUnseen() throws Exception {
        deliver(Reports.deliveryReport("bounces@sender.example", "ann@receiver.example", "failed", "5.1.1"));
        deliver(Reports.bytes("From: a@x.example\nTo: bounces@sender.example\nSubject: Hello\n\nNothing of ours.\n"));
        deliver(Reports.dispositionNotification(
                "bounces@sender.example", "manual-action/MDN-sent-manually; displayed"));

        try (DeliveryConfirmation mailbox = mailbox()) {
            mailbox.collect(desk);
            mailbox.collect(desk);
            mailbox.awaitNews(Duration.ofMillis(100));
            deliver(Reports.deliveryReport("bounces@sender.example", "bob@receiver.example", "failed", "5.1.1"));
            mailbox.collect(desk);
        }

        assertThat(desk.finalRecipients())
                .containsExactly("ann@receiver.example", "ann@receiver.example", "bob@receiver.example");
        assertThat(Arrays.stream(server.getReceivedMessages()))
                .allSatisfy(mail -> assertThat(mail.isSet(Flags.Flag.SEEN)).isFalse());
    }

    @Test
    void goesOnWhereAnotherReaderStopped() throws Exception {
        deliver(Reports.deliveryReport("bounces@sender.example", "ann@receiver.example", "failed", "5.1.1"));
        try (DeliveryConfirmation mailbox = mailbox()) {
            mailbox.collect(desk);
        }
        deliver(Reports.deliveryReport("bounces@sender.example", "bob@receiver.example", "failed", "5.1.1"));

        try (DeliveryConfirmation mailbox = mailbox()) {
            mailbox.collect(desk);
        }

        assertThat(desk.finalRecipients()).containsExactly("ann@receiver.example", "bob@receiver.example");
    }
}
