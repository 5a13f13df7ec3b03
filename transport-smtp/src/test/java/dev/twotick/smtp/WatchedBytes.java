package dev.twotick.smtp;

import dev.twotick.letter.WireBytes;
import java.io.IOException;
import java.io.InputStream;

/**
 * Content that tells when it is written.
 *
 * @param opened called each time before it is read
 */
record WatchedBytes(WireBytes bytes, Runnable opened) implements WireBytes {
    @Override
    public long size() {
        return bytes.size();
    }

    @Override
    public boolean eightBit() {
        return bytes.eightBit();
    }

    @Override
    public boolean utf8Headers() {
        return bytes.utf8Headers();
    }

    @Override
    public InputStream open() throws IOException {
        opened.run();
        return bytes.open();
    }
}
