package dev.twotick.smtp;

import dev.twotick.plugin.Section;
import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a relay is: {@code smtps://host[:465]} with TLS from the first byte (RFC 8314), {@code smtp://host[:587]} with
 * STARTTLS.
 *
 * @param host a name in A-labels, or an address without brackets
 * @param port 1 to 65535
 * @param implicitTls whether TLS begins before the greeting
 */
record RelayUrl(String host, int port, boolean implicitTls) {
    static final String TLS = "smtps";
    static final String PLAIN = "smtp";

    private static final int TLS_PORT = 465;
    private static final int PLAIN_PORT = 587;
    private static final int MAX_PORT = 65_535;
    private static final String KEY = "url";
    private static final Pattern NAME = Pattern.compile("[0-9A-Za-z._-]+");
    private static final Pattern IPV6 = Pattern.compile("\\[[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\\]");
    private static final Pattern FORM = Pattern.compile(
            "(?<scheme>[A-Za-z]+)://(?:(?<user>[^/]*)@)?(?<host>\\[[^\\]/]*\\]|[^/:\\[\\]]*)(?::(?<port>[^/]*))?(?<rest>/?.*)");

    /** A URL that nothing is ever connected to, for a section with faults. */
    private static final RelayUrl FAULTY = new RelayUrl("invalid", TLS_PORT, true);

    static RelayUrl read(String url, Section section) {
        Matcher form = FORM.matcher(url);
        if (!form.matches()) {
            section.fault(KEY, "is not of the form smtps://host[:465] or smtp://host[:587]");
            return FAULTY;
        }
        if (form.group("user") != null) {
            section.fault(
                    KEY, "has a user in it; name the user in " + section.word("user") + " and keep the secret apart");
        }
        if (!form.group("rest").isEmpty() && !form.group("rest").equals("/")) {
            section.fault(KEY, "has something after host and port; take it out");
        }
        boolean implicitTls = form.group("scheme").toLowerCase(Locale.ROOT).equals(TLS);
        int port = port(Optional.ofNullable(form.group("port")), implicitTls ? TLS_PORT : PLAIN_PORT, section);
        return new RelayUrl(host(form.group("host"), section), port, implicitTls);
    }

    private static String host(String written, Section section) {
        if (IPV6.matcher(written).matches()) {
            return written.substring(1, written.length() - 1);
        }
        try {
            String host = IDN.toASCII(written, IDN.ALLOW_UNASSIGNED);
            if (NAME.matcher(host).matches()) {
                return host;
            }
        } catch (IllegalArgumentException e) {
            // the fault below says it
        }
        section.fault(KEY, written.isEmpty() ? "has no host" : "has a host that is no name and no address");
        return FAULTY.host;
    }

    private static int port(Optional<String> written, int usual, Section section) {
        if (written.isEmpty()) {
            return usual;
        }
        try {
            int port = Integer.parseInt(written.get());
            if (port >= 1 && port <= MAX_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // the fault below says it
        }
        section.fault(KEY, "has a port that is not a number from 1 to " + MAX_PORT);
        return usual;
    }
}
