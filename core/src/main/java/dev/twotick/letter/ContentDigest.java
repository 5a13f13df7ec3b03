package dev.twotick.letter;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells whether two letters say the same. A caller that tries again after a crash composes its letter anew, so what changes
 * by itself at every composing does not count: Date, Message-ID and the boundaries of multiparts. All else counts, also the
 * Content-ID of a part: a composer that makes them at random makes another letter each time.
 *
 * <p>A boundary is known only from the Content-Type of a header section (RFC 2046 section 5.1.1), the letter's own or one
 * that follows a known delimiter; whatever merely looks like one is content. What is left out leaves a mark with a bare LF,
 * which canonical bytes never have, so that no content can pass for it. The work is linear in the length.
 */
final class ContentDigest {
    private static final Pattern MULTIPART = Pattern.compile("(?i)content-type[ \t]*:\\s*multipart/");
    private static final Pattern PARAMETER =
            Pattern.compile(";\\s*+([^\\s=;\"]++)\\s*+=\\s*+(?:\"([^\"]*+)\"|([^\\s;\"]*+))");
    /** RFC 2046 section 5.1.1. */
    private static final int MAX_BOUNDARY = 70;

    private final MessageDigest sha256;
    /** Each known boundary with its mark. */
    private final Map<String, String> boundaries = new HashMap<>();

    private final StringBuilder field = new StringBuilder();
    private boolean inPartHeader;

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
                digest.addField(field.raw());
            }
        }
        digest.add("\n");
        digest.addBody(message.bytes(), message.bodyStart());
        return HexFormat.of().formatHex(digest.sha256.digest());
    }

    private void addBody(byte[] bytes, int bodyStart) {
        int start = bodyStart;
        for (int i = start; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                addLine(new String(bytes, start, i + 1 - start, StandardCharsets.ISO_8859_1));
                start = i + 1;
            }
        }
        endField();
        sha256.update(bytes, start, bytes.length - start);
    }

    private void addLine(String line) {
        if (line.startsWith("--") && addedAsDelimiter(line.substring(2).stripTrailing())) {
            return;
        }
        if (!inPartHeader) {
            add(line);
            return;
        }
        boolean goesOn = line.startsWith(" ") || line.startsWith("\t");
        if (!goesOn) {
            endField();
        }
        field.append(line);
        if (line.equals("\r\n")) {
            endField();
            inPartHeader = false;
        }
    }

    private boolean addedAsDelimiter(String text) {
        boolean opens = boundaries.containsKey(text);
        String boundary = opens || !text.endsWith("--") ? text : text.substring(0, text.length() - 2);
        String mark = boundaries.get(boundary);
        if (mark == null) {
            return false;
        }
        endField();
        add("--" + mark + (opens ? "" : "--"));
        inPartHeader = opens;
        return true;
    }

    private void endField() {
        addField(field.toString());
        field.setLength(0);
    }

    private void addField(String raw) {
        Matcher parameter = PARAMETER.matcher(raw);
        boolean found = MULTIPART.matcher(raw).lookingAt() && findBoundary(parameter);
        int group = found && parameter.group(2) != null ? 2 : 3;
        String boundary = found ? parameter.group(group).stripTrailing() : "";
        if (!isBoundary(boundary)) {
            add(raw);
            return;
        }
        String mark = boundaries.computeIfAbsent(boundary, made -> "\n" + boundaries.size() + "\n");
        add(raw.substring(0, parameter.start(group)) + mark + raw.substring(parameter.end(group)));
    }

    private static boolean findBoundary(Matcher parameter) {
        while (parameter.find()) {
            if (parameter.group(1).equalsIgnoreCase("boundary")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBoundary(String value) {
        return !value.isEmpty() && value.length() <= MAX_BOUNDARY && value.indexOf('\r') < 0;
    }

    private void add(String latin1) {
        sha256.update(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }
}
