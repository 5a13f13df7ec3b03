package dev.twotick.receipts.internal.mailbox;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.confirmation.EvidenceDesk;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.confirmation.Trust;
import dev.twotick.plugin.Section;
import dev.twotick.plugin.Settings;
import dev.twotick.receipts.ReceiptMailboxProvider;
import dev.twotick.receipts.Reports;
import dev.twotick.testkit.ScriptedImapServer;
import dev.twotick.testkit.contract.DeliveryConfirmationContract;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReceiptMailboxContractIT extends DeliveryConfirmationContract {
    private final ScriptedImapServer server = ScriptedImapServer.start();

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Override
    protected DeliveryConfirmation open() {
        Settings settings = Settings.EMPTY
                .with("receipts.user", ScriptedImapServer.USER)
                .with("receipts.password", ScriptedImapServer.PASSWORD)
                .with("receipts.starttls", "off-i-accept-clear-text");
        return new WithoutNotes(new ReceiptMailboxProvider()
                .create(
                        "imap://localhost:" + server.port(),
                        Section.of(settings).part("receipts.")));
    }

    @Override
    protected EvidenceLevel arrive(int number) {
        String address = "r" + number + "@receiver.example";
        put(Reports.deliveryReport("bounces@sender.example", address, "failed", "5.1.1"));
        return EvidenceLevel.BOUNCED;
    }

    @Override
    protected void arriveNoise() {
        put(Reports.bytes("From: a@x.example\nSubject: Hello\n\nNothing of ours.\n"));
    }

    private void put(byte[] mail) {
        server.folder("INBOX").orElseThrow().keep(mail);
    }

    /** Keeps the notes of started mails, which have to come before the filing, from the contract, which is about the place. */
    private record WithoutNotes(DeliveryConfirmation mailbox) implements DeliveryConfirmation {
        @Override
        public String name() {
            return mailbox.name();
        }

        @Override
        public void collect(EvidenceDesk desk) throws IOException, InterruptedException {
            mailbox.collect(new NotesApart(desk, new ConcurrentHashMap<>()));
        }

        @Override
        public void awaitNews(Duration atMost) throws IOException, InterruptedException {
            mailbox.awaitNews(atMost);
        }

        @Override
        public void close() {
            mailbox.close();
        }
    }

    private record NotesApart(EvidenceDesk desk, Map<String, String> notes) implements EvidenceDesk {
        @Override
        public Trust file(Claim claim) {
            return desk.file(claim);
        }

        @Override
        public Optional<String> watermark(String place) {
            return place.endsWith("#started") ? Optional.ofNullable(notes.get(place)) : desk.watermark(place);
        }

        @Override
        public void advance(String place, String watermark) {
            if (place.endsWith("#started")) {
                notes.put(place, watermark);
            } else {
                desk.advance(place, watermark);
            }
        }

        @Override
        public Instant now() {
            return desk.now();
        }
    }
}
