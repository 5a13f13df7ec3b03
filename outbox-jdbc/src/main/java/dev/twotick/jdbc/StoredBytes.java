package dev.twotick.jdbc;

import dev.twotick.letter.LetterId;
import dev.twotick.letter.WireBytes;
import dev.twotick.outbox.OutboxException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a stored letter. Those of a small letter that was leased may be here; all others are read when they are opened,
 * all of one chunk at once, else chunk by chunk after all of them were checked. Two are equal when they are the same letter's.
 */
final class StoredBytes implements WireBytes {
    private final Transactions transactions;
    private final LetterId letter;
    private final long size;
    private final boolean eightBit;
    private final boolean utf8Headers;
    private final Optional<Chunk> whole;

    StoredBytes(Transactions transactions, LetterId letter, long size, boolean eightBit, boolean utf8Headers) {
        this(transactions, letter, size, eightBit, utf8Headers, Optional.empty());
    }

    private StoredBytes(
            Transactions transactions,
            LetterId letter,
            long size,
            boolean eightBit,
            boolean utf8Headers,
            Optional<Chunk> whole) {
        this.transactions = transactions;
        this.letter = letter;
        this.size = size;
        this.eightBit = eightBit;
        this.utf8Headers = utf8Headers;
        this.whole = whole;
    }

    /** The same with all bytes at hand, if they are. */
    StoredBytes with(Optional<Chunk> bytes) {
        return new StoredBytes(transactions, letter, size, eightBit, utf8Headers, bytes);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean eightBit() {
        return eightBit;
    }

    @Override
    public boolean utf8Headers() {
        return utf8Headers;
    }

    @Override
    public long held() {
        return whole.map(chunk -> (long) chunk.bytes().length).orElse(0L);
    }

    @Override
    public boolean available() {
        return whole.isPresent() || transactions.read(task(), tx -> Bodies.exists(tx, letter));
    }

    @Override
    public InputStream open() throws IOException {
        if (whole.isPresent()) {
            return new ByteArrayInputStream(whole.get().bytes());
        }
        try {
            return size <= Chunk.MOST ? onlyChunk() : checkedChunks();
        } catch (IOException e) {
            throw new IOException("the stored bytes of letter " + letter + " are " + e.getMessage(), e);
        }
    }

    private InputStream onlyChunk() throws IOException {
        Chunk chunk = read(0).orElseThrow(StoredBytes::gone);
        chunk.check();
        checkLength(chunk.length());
        return new ByteArrayInputStream(chunk.bytes());
    }

    private InputStream checkedChunks() throws IOException {
        long length = 0;
        int number = 0;
        for (Optional<Chunk> chunk = read(0); chunk.isPresent(); chunk = read(++number)) {
            chunk.get().check();
            length += chunk.get().length();
        }
        if (number == 0) {
            throw gone();
        }
        checkLength(length);
        return new Chunks();
    }

    private static IOException gone() {
        return new IOException("not there: they are removed some time after the letter's end");
    }

    private void checkLength(long length) throws IOException {
        if (length != size) {
            throw new IOException("damaged: " + length + " bytes are there, " + size + " were stored");
        }
    }

    private Optional<Chunk> read(int number) throws IOException {
        try {
            return transactions.read(task(), tx -> Bodies.find(tx, letter, number));
        } catch (OutboxException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private String task() {
        return "read the bytes of letter " + letter;
    }

    /** One after the other, so that never more than one is in memory. */
    private final class Chunks extends InputStream {
        private InputStream current = InputStream.nullInputStream();
        private int number;
        private long left = size;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = current.read(target, offset, length);
            while (count < 0 && left > 0) {
                Chunk chunk = StoredBytes.this
                        .read(number++)
                        .orElseThrow(
                                () -> new IOException("the bytes of letter " + letter + " were removed meanwhile"));
                chunk.check();
                left -= chunk.length();
                current = new ByteArrayInputStream(chunk.bytes());
                count = current.read(target, offset, length);
            }
            return count;
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StoredBytes bytes && letter.equals(bytes.letter);
    }

    @Override
    public int hashCode() {
        return letter.hashCode();
    }
}
