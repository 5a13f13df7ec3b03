package dev.twotick.imap;

import dev.twotick.plugin.Section;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;

/**
 * A URL such as {@code imaps://mail.example.com/Sent%20Items}.
 *
 * @param tls whether TLS comes first ({@code imaps})
 * @param host a name or an address, without brackets
 * @param port from 1 to 65535
 * @param folder the folder's path, decoded; empty when none is named
 */
record ImapUrl(boolean tls, String host, int port, List<String> folder) {
    private static final int TLS_PORT = 993;
    private static final int CLEAR_PORT = 143;

    /** Reads a URL and notes what is wrong with it; the URL itself is never quoted, as a password might stand in it. */
    static ImapUrl parse(String text, Section section) {
        try {
            return of(new URI(text), section);
        } catch (URISyntaxException e) {
            section.fault(
                    "url",
                    "is not a URL such as imaps://mail.example.com/Sent%20Items: " + e.getReason() + " at character "
                            + (e.getIndex() + 1));
            return new ImapUrl(true, "invalid", TLS_PORT, List.of());
        }
    }

    private static ImapUrl of(URI uri, Section section) {
        boolean tls = "imaps".equalsIgnoreCase(uri.getScheme());
        String authority = uri.getRawAuthority();
        int port = uri.getPort();
        if (authority != null && authority.contains("@")) {
            section.fault("url", "has a user in it; set " + section.word("user") + " instead");
        } else if (uri.getHost() == null) {
            section.fault("url", "has no host, or one that is no name or address, or a port that is no number");
        } else if (port == 0 || port > 65_535) {
            section.fault("url", "has the port " + port + "; ports go from 1 to 65535");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            section.fault("url", "has a ? or # in it; in a folder's name they are written %3F and %23");
        }
        String host = uri.getHost() == null ? "invalid" : uri.getHost().replaceAll("[\\[\\]]", "");
        int defaultPort = tls ? TLS_PORT : CLEAR_PORT;
        return new ImapUrl(tls, host, port < 0 ? defaultPort : port, folder(uri.getRawPath(), section));
    }

    private static List<String> folder(String rawPath, Section section) {
        if (rawPath == null) {
            return List.of();
        }
        List<String> folder = Arrays.stream(rawPath.split("/"))
                .filter(part -> !part.isEmpty())
                .map(ImapUrl::decode)
                .toList();
        if (folder.stream().anyMatch(ImapUrl::isNoName)) {
            section.fault("url", "has a folder that is no percent-encoded UTF-8, or that has control characters");
        }
        return folder;
    }

    /** Decodes one part by itself, so that an encoded slash stays a part of its name. */
    private static String decode(String rawPart) {
        return URI.create("/" + rawPart).getPath().substring(1);
    }

    private static boolean isNoName(String part) {
        return part.chars().anyMatch(c -> Character.isISOControl(c) || c == 0xFFFD);
    }
}
