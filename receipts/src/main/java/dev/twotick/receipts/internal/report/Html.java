package dev.twotick.receipts.internal.report;

import java.util.List;
import java.util.Locale;

/** Makes text of HTML as far as bounces need it. */
final class Html {
    private static final List<String> LINE_ENDS =
            List.of("br", "p>", "p ", "/p", "div", "/div", "li", "tr", "/td", "h1", "h2", "h3", "/h");
    private static final List<String> UNSEEN = List.of("style", "script", "head>");

    private Html() {}

    /** Reads past tags; those that end a line on the screen end one here. */
    static String text(String html) {
        StringBuilder text = new StringBuilder(html.length());
        int at = 0;
        while (at < html.length()) {
            int open = html.indexOf('<', at);
            int close = open < 0 ? -1 : html.indexOf('>', open);
            text.append(html, at, open < 0 ? html.length() : open);
            if (close < 0) {
                break;
            }
            if (begins(html, open + 1, LINE_ENDS)) {
                text.append('\n');
            }
            at = begins(html, open + 1, UNSEEN) ? behindUnseen(html, close + 1) : close + 1;
        }
        return HtmlEntities.decode(text.toString());
    }

    private static int behindUnseen(String html, int from) {
        int end = html.indexOf("</", from);
        while (end >= 0 && !begins(html, end + 2, UNSEEN)) {
            end = html.indexOf("</", end + 2);
        }
        return end < 0 ? html.length() : end;
    }

    private static boolean begins(String html, int tag, List<String> names) {
        String name = html.substring(Math.min(tag, html.length()), Math.min(html.length(), tag + 6))
                .toLowerCase(Locale.ROOT);
        return names.stream().anyMatch(name::startsWith);
    }
}
