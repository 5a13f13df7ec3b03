package dev.twotick.plugin;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a mail server is and how the connection to it is kept private, from {@code url} and {@code starttls} of a section: a
 * scheme that ends in {@code s} means TLS from the first byte (RFC 8314), any other means STARTTLS unless the long-named switch
 * is set. The URL itself is never quoted in a fault, as a password might stand in it.
 *
 * @param host a name in A-labels, or an address without brackets
 * @param port 1 to 65535
 * @param security how the connection is kept private
 * @param path the decoded parts of the path, for example of a folder; empty when there is none
 */
public record ServerUrl(String host, int port, Security security, List<String> path) {
    /** The key that this reads beside {@code url}. */
    public static final String STARTTLS_KEY = "starttls";

    private static final int MAX_PORT = 65_535;
    private static final Pattern USER = Pattern.compile("@");
    private static final Pattern AUTHORITY =
            Pattern.compile("(?<host>[0-9A-Za-z._-]+|\\[[0-9A-Fa-f:.]+\\])(?::(?<port>\\d{1,6}))?");
    private static final Map<String, Security> WORDS =
            Map.of("required", Security.STARTTLS, "off-i-accept-clear-text", Security.CLEAR_TEXT);

    /** How a connection is kept private. */
    public enum Security {
        /** TLS from the first byte. */
        IMPLICIT_TLS,
        /** STARTTLS, or no connection. */
        STARTTLS,
        /** Clear text, which the operator accepted in writing. */
        CLEAR_TEXT
    }

    /** Copies the path. */
    public ServerUrl {
        path = List.copyOf(path);
    }

    /**
     * Reads a URL; faults are noted in the section.
     *
     * @param url the value of {@code url}
     * @param section the section
     * @param tlsPort the port of a scheme that ends in {@code s}
     * @param plainPort the port of any other scheme
     * @return the server, of no use when a fault was noted
     */
    public static ServerUrl read(String url, Section section, int tlsPort, int plainPort) {
        URI uri = uri(url, section);
        boolean implicitTls = uri.getScheme() != null
                && uri.getScheme().toLowerCase(Locale.ROOT).endsWith("s");
        Security starttls = section.choice(STARTTLS_KEY, Security.STARTTLS, WORDS);
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            section.fault("url", "has a ? or # in it; in a path they are written %3F and %23");
        }
        return new ServerUrl(
                host(uri, section),
                port(uri, implicitTls ? tlsPort : plainPort, section),
                implicitTls ? Security.IMPLICIT_TLS : starttls,
                path(uri, section));
    }

    private static URI uri(String url, Section section) {
        try {
            return new URI(asciiHost(url));
        } catch (URISyntaxException e) {
            section.fault(
                    "url",
                    "is not a URL such as smtps://mail.example.com or imaps://mail.example.com:993/Folder: "
                            + e.getReason() + " at character " + (e.getIndex() + 1));
            return URI.create("none://invalid");
        }
    }

    /** {@link URI} takes ASCII names only; an internationalised one is written in A-labels first. */
    private static String asciiHost(String url) {
        int from = url.indexOf("://") + 3;
        int slash = url.indexOf('/', from);
        int to = slash < 0 ? url.length() : slash;
        String authority = from < 3 ? "" : url.substring(from, to);
        if (authority.chars().allMatch(c -> c < 0x80)) {
            return url;
        }
        try {
            return url.substring(0, from) + IDN.toASCII(authority, IDN.ALLOW_UNASSIGNED) + url.substring(to);
        } catch (IllegalArgumentException e) {
            return url;
        }
    }

    /** {@link URI} finds no host in names with an underscore, as container networks make them; so it is read here. */
    private static Matcher authority(URI uri) {
        return AUTHORITY.matcher(uri.getRawAuthority() == null ? "" : uri.getRawAuthority());
    }

    private static String host(URI uri, Section section) {
        Matcher authority = authority(uri);
        if (authority.matches()) {
            return authority.group("host").replaceAll("[\\[\\]]", "");
        }
        if (authority.reset().usePattern(USER).find()) {
            section.fault("url", "has a user in it; set " + section.word("user") + " instead");
        } else {
            section.fault("url", "has no host, or one that is no name or address, or a port that is no number");
        }
        return "invalid";
    }

    private static int port(URI uri, int usual, Section section) {
        Matcher authority = authority(uri);
        if (!authority.matches() || authority.group("port") == null) {
            return usual;
        }
        int port = Integer.parseInt(authority.group("port"));
        if (port < 1 || port > MAX_PORT) {
            section.fault("url", "has the port " + port + "; ports go from 1 to " + MAX_PORT);
        }
        return port;
    }

    /** Each part is decoded by itself, so that an encoded slash stays a part of its name. */
    private static List<String> path(URI uri, Section section) {
        if (uri.getRawPath() == null) {
            return List.of();
        }
        List<String> path = Arrays.stream(uri.getRawPath().split("/", -1))
                .filter(part -> !part.isEmpty())
                .map(part -> URI.create("/" + part).getPath().substring(1))
                .toList();
        if (path.stream().anyMatch(part -> part.chars().anyMatch(c -> Character.isISOControl(c) || c == 0xFFFD))) {
            section.fault("url", "has a path that is no percent-encoded UTF-8, or that has control characters");
        }
        return path;
    }
}
