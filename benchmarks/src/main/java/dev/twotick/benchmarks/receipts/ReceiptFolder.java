package dev.twotick.benchmarks.receipts;

import dev.twotick.testkit.Action;
import dev.twotick.testkit.Disposition;
import dev.twotick.testkit.Letters;
import dev.twotick.testkit.ReceiptFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The receipts that are read: those of a folder, or self-made ones of about 5 KB. */
final class ReceiptFolder {
    private static final int VARIANTS = 50;
    private static final int BODY_LINES = 60;

    private ReceiptFolder() {}

    static List<byte[]> read(String folder) throws IOException {
        if (folder.isEmpty()) {
            return made();
        }
        List<byte[]> receipts = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                receipts.add(Files.readAllBytes(file));
            }
        }
        return receipts;
    }

    private static List<byte[]> made() throws IOException {
        List<byte[]> receipts = new ArrayList<>();
        for (int i = 0; i < VARIANTS; i++) {
            String address = "reader" + i + "@dest.test";
            ReceiptFactory host = new ReceiptFactory("mx" + i + ".dest.test");
            byte[] letter = Letters.number(i)
                    .to(address)
                    .body("Dear reader, this line is one of many in this letter.\n".repeat(BODY_LINES))
                    .seal()
                    .wire()
                    .open()
                    .readAllBytes();
            for (Action action : List.of(Action.DELIVERED, Action.FAILED, Action.DELAYED, Action.RELAYED)) {
                receipts.add(host.deliveryReport()
                        .envelopeId("token" + i)
                        .about(address, action)
                        .returningLetter(letter)
                        .bytes());
            }
            receipts.add(host.dispositionNotification("bounces@corp.test", address, Disposition.DISPLAYED, letter));
            receipts.add(host.textBounce("bounces@corp.test", address, "550 5.1.1 unknown user", letter));
            receipts.add(host.autoReply("bounces@corp.test", address, letter));
        }
        return receipts;
    }

    /** A report as a list server may get it: very many recipients, one group each. */
    static byte[] large(int recipients) {
        StringBuilder report = new StringBuilder("""
                From: Mail System <mailer-daemon@mx.dest.test>
                To: <bounces@corp.test>
                Subject: Undelivered Mail
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=delivery-status; boundary=b

                --b
                Content-Type: text/plain

                Some addresses were not reached.
                --b
                Content-Type: message/delivery-status

                Reporting-MTA: dns; mx.dest.test

                """);
        for (int i = 0; i < recipients; i++) {
            report.append("Final-Recipient: rfc822; reader")
                    .append(i)
                    .append("@dest.test\nAction: failed\nStatus: 5.1.1\n\n");
        }
        return report.append("--b--\n").toString().replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
