package dev.twotick.letter;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Tells whether two letters say the same. A caller that tries again after a crash composes its letter anew, so what changes
 * by itself at every composing does not count: Date, Message-ID and the boundaries of multiparts.
 */
final class ContentDigest {
    private static final String BOUNDARY = "boundary=";

    private final MessageDigest sha256;
    private final List<String> boundaries = new ArrayList<>();

    private ContentDigest() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Digests envelope and content to 64 hexadecimal digits. */
    static String of(Envelope envelope, MessageBytes message) {
        ContentDigest digest = new ContentDigest();
        digest.add(envelope.sender().canonical() + "\n");
        for (EmailAddress recipient : envelope.recipients()) {
            digest.add(recipient.canonical() + "\n");
        }
        for (MessageBytes.Field field : message.fields()) {
            if (!field.is("Date") && !field.is("Message-ID")) {
                digest.addLine(field.raw());
            }
        }
        digest.addBody(message);
        return HexFormat.of().formatHex(digest.sha256.digest());
    }

    private void addBody(MessageBytes message) {
        byte[] bytes = message.bytes();
        int start = message.bodyStart();
        for (int i = start; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                addLine(new String(bytes, start, i + 1 - start, StandardCharsets.ISO_8859_1));
                start = i + 1;
            }
        }
        sha256.update(bytes, start, bytes.length - start);
    }

    private void addLine(String line) {
        if (line.startsWith("--")) {
            String rest = line.substring(2).stripTrailing();
            for (int n = 0; n < boundaries.size(); n++) {
                String boundary = boundaries.get(n);
                if (rest.equals(boundary) || rest.equals(boundary + "--")) {
                    add("--boundary " + n + rest.substring(boundary.length()) + "\n");
                    return;
                }
            }
        }
        int at = line.toLowerCase(Locale.ROOT).indexOf(BOUNDARY);
        if (at < 0) {
            add(line);
            return;
        }
        String value = line.substring(at + BOUNDARY.length()).strip();
        int end = value.startsWith("\"") ? value.indexOf('"', 1) : value.indexOf(';');
        boundaries.add(value.substring(value.startsWith("\"") ? 1 : 0, end < 0 ? value.length() : end));
        add(line.substring(0, at));
    }

    private void add(String latin1) {
        sha256.update(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }
}
