package dev.twotick.receipts.internal.mailbox;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A folder that keeps receipts as they came, each under the digest of its bytes, so that what somebody claims to have received
 * can be held against it. What is there is whole.
 *
 * @param folder made when it is absent
 */
record RawReceipts(Path folder) {
    void keep(byte[] mail, String digest) throws IOException {
        Path file = folder.resolve(digest + ".eml");
        if (Files.exists(file)) {
            return;
        }
        Files.createDirectories(folder);
        Path fresh = Files.createTempFile(folder, "." + digest, ".tmp");
        try {
            try (FileChannel out = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                java.nio.ByteBuffer bytes = java.nio.ByteBuffer.wrap(mail);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
