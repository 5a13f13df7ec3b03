package dev.twotick.receipts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Parses a folder of the user's own receipts, for example to compare what is read with what is known of them. */
class FolderOfReceiptsTest {
    private final ReceiptParser parser = new ReceiptParser();

    @Test
    void tellsWhatAFolderOfReceiptsSays() throws IOException {
        String folder = System.getProperty("twotick.receipts.corpus", "");
        assumeTrue(!folder.isEmpty(), "no folder given by -Dtwotick.receipts.corpus");
        Path root = Path.of(folder);
        List<Path> files;
        try (Stream<Path> walk = Files.walk(root)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        Path report = Path.of("target", "receipts.jsonl");
        List<String> lines = files.stream().map(file -> line(root, file)).toList();
        Files.write(report, lines);
        assertThat(lines).hasSameSizeAs(files);
    }

    private String line(Path root, Path file) {
        try {
            Receipt receipt = parser.parse(Files.readAllBytes(file));
            String recipients = receipt.recipients().stream()
                    .map(FolderOfReceiptsTest::recipient)
                    .collect(Collectors.joining(","));
            return "{\"file\":" + json(root.relativize(file).toString()) + ",\"kind\":"
                    + json(receipt.kind().word()) + ",\"recipients\":[" + recipients + "],\"originalMessageId\":"
                    + json(receipt.originalMessageId()) + ",\"envelopeId\":" + json(receipt.envelopeId()) + "}";
        } catch (IOException e) {
            throw new AssertionError(e);
        }
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
