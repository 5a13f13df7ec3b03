package dev.twotick.outbox;

import dev.twotick.letter.LetterId;
import dev.twotick.letter.WireBytes;
import java.io.IOException;
import java.io.InputStream;

/** What is left of bytes that were removed. */
record RemovedBytes(LetterId letter, long size, boolean eightBit, boolean utf8Headers) implements WireBytes {
    @Override
    public boolean available() {
        return false;
    }

    @Override
    public InputStream open() throws IOException {
        throw new IOException("the bytes of letter " + letter + " were removed some time after its end");
    }
}
