package dev.twotick.jdbc;

import dev.twotick.letter.LetterId;
import dev.twotick.letter.WireBytes;
import dev.twotick.outbox.OutboxException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The bytes of a stored letter, read and checked each time they are opened. Two are equal when they are the same letter's. */
final class StoredBytes implements WireBytes {
    private final Transactions transactions;
    private final LetterId letter;
    private final long size;
    private final boolean eightBit;
    private final boolean utf8Headers;

    StoredBytes(Transactions transactions, LetterId letter, long size, boolean eightBit, boolean utf8Headers) {
        this.transactions = transactions;
        this.letter = letter;
        this.size = size;
        this.eightBit = eightBit;
        this.utf8Headers = utf8Headers;
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
    public InputStream open() throws IOException {
        String what = "the stored bytes of letter " + letter + " are ";
        try {
            return transactions
                    .read("read the bytes of letter " + letter, tx -> Bodies.find(tx, letter))
                    .orElseThrow(() -> new IOException("not there"))
                    .open();
        } catch (IOException e) {
            throw new IOException(what + e.getMessage(), e);
        } catch (OutboxException e) {
            throw new IOException(e.getMessage(), e);
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
