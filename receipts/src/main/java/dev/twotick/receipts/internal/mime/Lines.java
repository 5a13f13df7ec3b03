package dev.twotick.receipts.internal.mime;

/** Walks over the lines of a slice once; a line ends with CRLF or a bare LF. */
final class Lines {
    private final Slice slice;
    private int start;
    private int end;
    private int next;

    Lines(Slice slice) {
        this.slice = slice;
        this.start = slice.from();
        this.end = start;
        this.next = start;
    }

    /** Steps to the next line; false at the end. */
    boolean advance() {
        slice.deadline().step();
        if (next >= slice.to()) {
            start = slice.to();
            end = start;
            return false;
        }
        start = next;
        int i = start;
        while (i < slice.to() && slice.at(i) != '\n') {
            i++;
        }
        next = Math.min(i + 1, slice.to());
        end = i > start && i < slice.to() && slice.at(i - 1) == '\r' ? i - 1 : i;
        return true;
    }

    /** Makes the current line the next one again. */
    void stepBack() {
        next = start;
        end = start;
    }

    /** Makes the first line the next one again. */
    void restart() {
        start = slice.from();
        end = start;
        next = start;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    int next() {
        return next;
    }

    boolean isEmpty() {
        return end == start;
    }

    boolean isBlank() {
        for (int i = start; i < end; i++) {
            if (!isSpace(slice.at(i)) && slice.at(i) != '\r') {
                return false;
            }
        }
        return true;
    }

    boolean beginsWithSpace() {
        return end > start && isSpace(slice.at(start));
    }

    boolean beginsWith(String ascii) {
        if (end - start < ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (slice.at(start + i) != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The place of the colon when this line begins a field (RFC 5322 section 2.2), else -1. */
    int fieldColon() {
        int i = start;
        while (i < end && slice.at(i) > ' ' && slice.at(i) < 0x7F && slice.at(i) != ':') {
            i++;
        }
        int nameEnd = i;
        while (i < end && isSpace(slice.at(i))) {
            i++;
        }
        return nameEnd > start && i < end && slice.at(i) == ':' ? i : -1;
    }

    /** Whether the line behind the current one begins with a space, as one does that continues a field. */
    boolean nextBeginsWithSpace() {
        return next < slice.to() && isSpace(slice.at(next));
    }

    String text() {
        return slice.text(start, end);
    }

    String text(int from, int to) {
        return slice.text(from, to);
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t';
    }
}
