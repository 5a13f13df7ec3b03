package dev.twotick.receipts.internal.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the structure of a mail (RFC 2046) in one pass over its lines. Each line is looked at once and compared with the
 * boundaries that are open, of which there are never more than the depth allows; so the time is linear in the bytes. Used once,
 * by one thread.
 */
public final class PartReader {
    private static final int MAX_BOUNDARY = 1000;
    private static final int MAX_BLANK = 10;

    private final Slice mail;
    private final Lines lines;
    private final int maxParts;
    private final int maxDepth;
    private final int maxHeader;
    private final List<byte[]> boundaries = new ArrayList<>();
    private int parts;
    private boolean end;

    /** Which of the open boundaries the current line is; -1 for none. */
    private int met = -1;

    private boolean closing;

    private PartReader(Slice mail, int maxParts, int maxDepth, int maxHeader) {
        this.mail = mail;
        this.lines = new Lines(mail);
        this.maxParts = maxParts;
        this.maxDepth = maxDepth;
        this.maxHeader = maxHeader;
    }

    /**
     * Reads.
     *
     * @param mail any bytes
     * @param maxParts how many parts are told apart
     * @param maxDepth how deep parts may stand in parts
     * @param maxHeader how many characters of a header are kept
     * @return the whole as one part; what is beyond the limits stays together, unread
     */
    public static MailPart read(Slice mail, int maxParts, int maxDepth, int maxHeader) {
        PartReader reader = new PartReader(mail, maxParts, maxDepth, maxHeader);
        reader.passBlankLines();
        return reader.entity(0);
    }

    /**
     * Reads a header section, for a part that is one.
     *
     * @param part the part
     * @param maxHeader how many characters are kept
     * @return its fields
     */
    public static HeaderFields header(MailPart part, int maxHeader) {
        Lines lines = new Lines(part.decoded());
        while (lines.advance()) {
            if (!lines.isBlank()) {
                lines.stepBack();
                break;
            }
        }
        return new FieldReader(lines, maxHeader).section(line -> false);
    }

    /** Some mailboxes begin a mail with them; without a field behind them they are an empty header. */
    private void passBlankLines() {
        int blank = 0;
        while (blank < MAX_BLANK && lines.advance() && lines.isBlank()) {
            blank++;
        }
        boolean header = blank > 0 && lines.fieldColon() >= 0;
        if (header || blank == 0) {
            lines.stepBack();
        } else {
            lines.restart();
        }
    }

    private MailPart entity(int depth) {
        parts++;
        HeaderFields headers = new FieldReader(lines, maxHeader).section(line -> meetsBoundary());
        ContentType type = ContentType.of(headers.first("content-type"));
        boolean room = depth < maxDepth && parts < maxParts;
        Optional<byte[]> boundary = type.isMultipart() ? boundary(type) : Optional.empty();
        int start = lines.next();
        List<MailPart> children = List.of();
        if (room && boundary.isPresent()) {
            children = multipart(boundary.get(), depth);
        } else if (room && type.isMessage() && isIdentity(headers)) {
            children = List.of(entity(depth + 1));
        } else {
            skip();
        }
        return new MailPart(headers, type, mail.part(start, bodyEnd(start)), children);
    }

    private List<MailPart> multipart(byte[] boundary, int depth) {
        int own = boundaries.size();
        boundaries.add(boundary);
        List<MailPart> children = new ArrayList<>();
        skip();
        while (!end && met == own && !closing && parts < maxParts) {
            met = -1;
            children.add(entity(depth + 1));
        }
        boundaries.remove(own);
        if (met >= own) {
            skip();
        }
        return children;
    }

    /** Passes over lines up to a boundary or the end. */
    private void skip() {
        met = -1;
        while (lines.advance()) {
            if (meetsBoundary()) {
                return;
            }
        }
        end = true;
    }

    private boolean meetsBoundary() {
        if (boundaries.isEmpty() || !lines.beginsWith("--")) {
            return false;
        }
        for (int i = boundaries.size() - 1; i >= 0; i--) {
            if (isDelimiter(boundaries.get(i))) {
                met = i;
                return true;
            }
        }
        return false;
    }

    private boolean isDelimiter(byte[] boundary) {
        int at = lines.start() + 2;
        if (lines.end() - at < boundary.length) {
            return false;
        }
        for (byte expected : boundary) {
            if (mail.at(at++) != expected) {
                return false;
            }
        }
        boolean dashes = lines.end() - at >= 2 && mail.at(at) == '-' && mail.at(at + 1) == '-';
        for (int i = dashes ? at + 2 : at; i < lines.end(); i++) {
            if (mail.at(i) != ' ' && mail.at(i) != '\t' && mail.at(i) != '\r') {
                return false;
            }
        }
        closing = dashes;
        return true;
    }

    /** The line end before a boundary belongs to the boundary (RFC 2046 section 5.1.1). */
    private int bodyEnd(int start) {
        if (met < 0 || end) {
            return mail.to();
        }
        int i = lines.start();
        if (i > start && mail.at(i - 1) == '\n') {
            i--;
        }
        return i > start && mail.at(i - 1) == '\r' ? i - 1 : i;
    }

    private static Optional<byte[]> boundary(ContentType type) {
        return type.parameter("boundary")
                .map(text -> text.stripTrailing().getBytes(StandardCharsets.UTF_8))
                .filter(bytes -> bytes.length > 0 && bytes.length <= MAX_BOUNDARY);
    }

    private static boolean isIdentity(HeaderFields headers) {
        return TransferDecoding.isIdentity(
                headers.first("content-transfer-encoding").orElse("7bit"));
    }
}
