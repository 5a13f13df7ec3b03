package dev.twotick.receipts.internal.report;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds Message-IDs in the value of a field (RFC 5322 section 3.6.4), leniently. */
final class MessageIds {
    private static final int MAX_TEXT = 20_000;
    private static final int MAX_IDS = 100;
    private static final Pattern ID = Pattern.compile("<[^<>\\s]{1,990}+>");
    private static final Pattern BARE = Pattern.compile("[^<>\\s]{1,900}+");

    private MessageIds() {}

    /** All of them in their order, with angle brackets; a lone word without brackets is taken for one. */
    static Stream<String> in(String value) {
        String text = value.length() > MAX_TEXT ? value.substring(0, MAX_TEXT) : value.strip();
        if (text.contains("@") && BARE.matcher(text).matches()) {
            return Stream.of('<' + text + '>');
        }
        return ID.matcher(text).results().map(MatchResult::group).limit(MAX_IDS);
    }
}
