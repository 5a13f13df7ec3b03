package dev.twotick.testkit;

import dev.twotick.testkit.ReceivedLetter.Recipient;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The envelope of one letter while the client is telling it (RFC 5321 section 3.3). Used by one thread. */
final class Transaction {
    private Optional<Recipient> sender = Optional.empty();
    private final List<Recipient> recipients = new ArrayList<>();
    private final ByteArrayOutputStream chunks = new ByteArrayOutputStream();
    private boolean chunked;
    private boolean spoiled;

    /** An address with its parameters, as MAIL and RCPT give them; empty when the line is malformed. */
    static Optional<Recipient> parse(String line, String word) {
        if (!line.regionMatches(true, 0, word, 0, word.length())) {
            return Optional.empty();
        }
        String rest = line.substring(word.length()).strip();
        int close = rest.lastIndexOf('>');
        if (!rest.startsWith("<") || close < 0) {
            return Optional.empty();
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String parameter : rest.substring(close + 1).strip().split(" +", -1)) {
            String[] pair = parameter.split("=", 2);
            if (!pair[0].isEmpty()) {
                parameters.put(pair[0].toUpperCase(Locale.ROOT), pair.length > 1 ? pair[1] : "");
            }
        }
        return Optional.of(new Recipient(rest.substring(1, close), parameters));
    }

    void clear() {
        sender = Optional.empty();
        recipients.clear();
        chunks.reset();
        chunked = false;
        spoiled = false;
    }

    /** Takes in octets of a letter that comes in chunks. */
    void add(byte[] octets) {
        chunked = true;
        chunks.writeBytes(octets);
    }

    /** How much of a letter has come in chunks. */
    int octets() {
        return chunks.size();
    }

    byte[] chunks() {
        return chunks.toByteArray();
    }

    /** A chunk has come, so that only another or RSET may follow (RFC 3030 section 2). */
    boolean chunked() {
        return chunked;
    }

    /** A chunk was refused: only RSET makes it good. */
    void spoil() {
        spoiled = true;
    }

    boolean spoiled() {
        return spoiled;
    }

    void from(Recipient path) {
        sender = Optional.of(path);
    }

    void to(Recipient path) {
        recipients.add(path);
    }

    boolean begun() {
        return sender.isPresent();
    }

    boolean hasRecipients() {
        return !recipients.isEmpty();
    }

    List<String> addresses() {
        return recipients.stream().map(Recipient::address).toList();
    }

    ReceivedLetter letter(String queueId, byte[] bytes, boolean encrypted) {
        Recipient from = sender.orElseThrow();
        return new ReceivedLetter(queueId, from.address(), from.parameters(), recipients, bytes, encrypted);
    }
}
