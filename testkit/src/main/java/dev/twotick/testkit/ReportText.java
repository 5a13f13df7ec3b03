package dev.twotick.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Puts a multipart/report (RFC 6522) together, byte for byte the same from the same input. */
final class ReportText {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.US).withZone(ZoneOffset.UTC);

    private ReportText() {}

    /** A part with its own headers. */
    record Part(String type, String content) {
        String text() {
            boolean eightBit = content.chars().anyMatch(c -> c > 0x7F);
            return "Content-Type: " + type + "\r\n" + (eightBit ? "Content-Transfer-Encoding: 8bit\r\n" : "") + "\r\n"
                    + content;
        }
    }

    static String date(Instant instant) {
        return DATE.format(instant);
    }

    /** The whole report; {@code headers} holds all but Message-ID, MIME-Version and Content-Type. */
    static byte[] report(String headers, String host, String reportType, List<Part> parts) {
        List<String> texts = new ArrayList<>();
        parts.forEach(part -> texts.add(part.text()));
        String mark = mark(headers + texts);
        StringBuilder out = new StringBuilder(headers);
        out.append("Message-ID: <").append(mark).append('@').append(host).append(">\r\n");
        out.append("MIME-Version: 1.0\r\n");
        out.append("Content-Type: multipart/report; report-type=")
                .append(reportType)
                .append(";\r\n");
        out.append("\tboundary=\"=_").append(mark).append("\"\r\n\r\n");
        out.append("This report has several parts.\r\n");
        for (String text : texts) {
            out.append("\r\n--=_").append(mark).append("\r\n").append(text);
        }
        return utf8(out.append("\r\n--=_").append(mark).append("--\r\n").toString());
    }

    /** A message without parts. */
    static byte[] plain(String headers, String host, String content) {
        return utf8(headers + "Message-ID: <" + mark(headers + content) + "@" + host + ">\r\n" + "MIME-Version: 1.0\r\n"
                + new Part("text/plain; charset=utf-8", content).text());
    }

    private static String mark(String content) {
        return UUID.nameUUIDFromBytes(utf8(content)).toString();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The header section of a letter, with its last line end. */
    static String headerOf(byte[] letter) {
        String text = new String(letter, StandardCharsets.UTF_8);
        int end = text.indexOf("\r\n\r\n");
        return end < 0 ? text : text.substring(0, end + 2);
    }

    /** The value of a header field, unfolded; empty without one. */
    static String field(String header, String name) {
        String prefix = name.toLowerCase(Locale.ROOT) + ":";
        return header.replaceAll("\r\n(?=[ \t])", "")
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                .map(line -> line.substring(prefix.length()).strip())
                .findFirst()
                .orElse("");
    }
}
