package dev.twotick.receipts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Parses a folder of the user's own receipts, for example to compare what is read with what is known of them. */
class FolderOfReceiptsTest {
    private final ReceiptParser parser = new ReceiptParser();

    @Test
    void tellsWhatAFolderOfReceiptsSays() throws IOException {
        Map<String, Receipt> read = read();
        List<String> lines = read.entrySet().stream()
                .map(one -> line(one.getKey(), one.getValue()))
                .toList();
        Files.write(Path.of("target", "receipts.jsonl"), lines);
        assertThat(lines).isNotEmpty();
    }

    @Test
    void readsThemAsTheirOwnerDoes() throws IOException {
        String table = System.getProperty("twotick.receipts.expected", "");
        assumeTrue(!table.isEmpty(), "no table given by -Dtwotick.receipts.expected");

        assertThat(ExpectedReceipts.read(Path.of(table)).missed(read())).isEmpty();
    }

    /** By path below the folder. */
    private Map<String, Receipt> read() throws IOException {
        String folder = System.getProperty("twotick.receipts.corpus", "");
        assumeTrue(!folder.isEmpty(), "no folder given by -Dtwotick.receipts.corpus");
        Path root = Path.of(folder);
        Map<String, Receipt> read = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(root)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                read.put(root.relativize(file).toString(), parser.parse(Files.readAllBytes(file)));
            }
        }
        return read;
    }

    private static String line(String file, Receipt receipt) {
        String recipients = receipt.recipients().stream()
                .map(FolderOfReceiptsTest::recipient)
                .collect(Collectors.joining(","));
        return "{\"file\":" + json(file) + ",\"kind\":" + json(receipt.kind().word()) + ",\"recipients\":["
                + recipients + "],\"originalMessageId\":" + json(receipt.originalMessageId()) + ",\"envelopeId\":"
                + json(receipt.envelopeId()) + "}";
    }

    private static String recipient(ReceiptRecipient recipient) {
        return "{\"address\":" + json(recipient.intended()) + ",\"action\":" + json(recipient.action())
                + ",\"status\":" + json(recipient.status()) + ",\"permanence\":"
                + json(recipient.permanence().map(Permanence::word)) + ",\"reason\":"
                + json(recipient.reason().map(BounceReason::word)) + ",\"diagnostic\":"
                + json(recipient.diagnostic()) + "}";
    }

    private static String json(Optional<String> text) {
        return text.map(FolderOfReceiptsTest::json).orElse("null");
    }

    private static String json(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c < ' ' || c == '"' || c == '\\' || c > '~') {
                out.append(String.format("\\u%04x", c));
            } else {
                out.append((char) c);
            }
        });
        return out.append('"').toString();
    }
}
