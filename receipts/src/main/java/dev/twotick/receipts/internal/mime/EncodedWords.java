package dev.twotick.receipts.internal.mime;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes the encoded words of a header field readable (RFC 2047). */
public final class EncodedWords {
    private static final int MAX_LENGTH = 10_000;
    private static final Pattern WORD =
            Pattern.compile("=\\?([^?\\s*]{1,60})(?:\\*[^?\\s]{0,20})?\\?([bBqQ])\\?([^?]{0,1000})\\?=(\\s+(?==\\?))?");

    private EncodedWords() {}

    /**
     * Decodes.
     *
     * @param value a field's value; only its first 10,000 characters are kept
     * @return readable text; what is malformed stays as it is
     */
    public static String decode(String value) {
        String text = value.length() > MAX_LENGTH ? value.substring(0, MAX_LENGTH) : value;
        return text.contains("=?") ? WORD.matcher(text).replaceAll(EncodedWords::word) : text;
    }

    private static String word(MatchResult word) {
        byte[] raw = word.group(3).getBytes(StandardCharsets.ISO_8859_1);
        Slice content = Slice.ofFew(raw);
        boolean base64 = word.group(2).equalsIgnoreCase("b");
        byte[] bytes = base64 ? TransferDecoding.base64(content) : TransferDecoding.quotedPrintable(content, true);
        return Matcher.quoteReplacement(TextDecoding.named(bytes, Optional.of(word.group(1))));
    }
}
