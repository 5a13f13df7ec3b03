package dev.twotick.receipts.internal.relaylog;

import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.testkit.contract.DeliveryConfirmationContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.io.TempDir;

class RelayLogContractTest extends DeliveryConfirmationContract {
    @TempDir
    Path dir;

    private Path log() {
        return dir.resolve("mail.log");
    }

    private void write(String text) throws IOException {
        Files.writeString(log(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Override
    protected DeliveryConfirmation open() {
        try {
            write("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new RelayLog(new RelayLogSettings(log(), false, ZoneOffset.UTC, Duration.ofMillis(50)));
    }

    @Override
    protected EvidenceLevel arrive(int number) throws IOException {
        write("2026-03-01T10:00:0" + number + "Z mx postfix/virtual[1]: 4ABC12" + number
                + ": to=<ann@dest.example>, relay=virtual, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent"
                + " (delivered to maildir)\n");
        return EvidenceLevel.DELIVERED;
    }

    @Override
    protected void arriveNoise() throws IOException {
        write("2026-03-01T10:00:00Z mx postfix/smtpd[1]: connect from unknown[192.0.2.7]\n");
    }
}
