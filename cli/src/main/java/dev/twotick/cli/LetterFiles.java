package dev.twotick.cli;

import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.Envelope;
import dev.twotick.letter.InvalidLetterException;
import dev.twotick.letter.Letter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads letters from files and checks each of them. {@code -} is standard input.
 *
 * @param in standard input
 * @param from the sender, in place of the one that the headers name
 * @param to the recipients, in place of those that the headers name; empty: those
 * @param maxSize the most octets of a letter
 */
record LetterFiles(InputStream in, Optional<EmailAddress> from, List<EmailAddress> to, long maxSize) {
    static final String STANDARD_INPUT = "-";

    List<Letter> readAll(List<String> files) {
        List<Letter> letters = new ArrayList<>();
        for (String file : files) {
            letters.add(read(file));
        }
        return letters;
    }

    private Letter read(String file) {
        try {
            byte[] message = bytes(file);
            Letter letter =
                    from.isEmpty() && to.isEmpty() ? Letter.raw(message) : Letter.raw(message, envelope(message));
            check(letter.size());
            return letter;
        } catch (InvalidLetterException e) {
            throw new UsageException(file + ": " + e.field(), e.problem());
        } catch (IOException e) {
            throw new UsageException(file, "cannot be read: " + Reading.why(e));
        }
    }

    private byte[] bytes(String file) throws IOException {
        if (file.equals(STANDARD_INPUT)) {
            return atMostMaxSize(in);
        }
        Path path = Reading.path(file);
        if (Files.isRegularFile(path)) {
            check(Files.size(path));
        }
        try (InputStream content = Files.newInputStream(path)) {
            return atMostMaxSize(content);
        }
    }

    private byte[] atMostMaxSize(InputStream content) throws IOException {
        byte[] bytes = content.readNBytes((int) Math.min(maxSize + 1, Integer.MAX_VALUE - 8));
        if (bytes.length > maxSize) {
            throw new InvalidLetterException(
                    "content", "has more octets than letter.max-size allows (" + maxSize + "); send a link instead");
        }
        return bytes;
    }

    private void check(long size) {
        if (size > maxSize) {
            throw new InvalidLetterException(
                    "content",
                    "has " + size + " octets, more than letter.max-size allows (" + maxSize + "); send a link instead");
        }
    }

    private Envelope envelope(byte[] message) {
        if (from.isPresent() && !to.isEmpty()) {
            return new Envelope(from.get(), to);
        }
        if (from.isPresent()) {
            return new Envelope(from.get(), Letter.envelopeOf(message).recipients());
        }
        return new Envelope(Letter.senderOf(message), to);
    }
}
