package dev.twotick.smtp;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** What we call ourselves in EHLO (RFC 5321 section 4.1.1.1): a full name, or else the address that we connect from. */
final class HeloName {
    private static final Pattern VALID =
            Pattern.compile("[0-9A-Za-z]([0-9A-Za-z.-]{0,253}[0-9A-Za-z])?|\\[[0-9A-Za-z.:]{2,60}\\]");

    private HeloName() {}

    static boolean isValid(String name) {
        return VALID.matcher(name).matches();
    }

    /** The full name of this host; empty when it has none. */
    static Optional<String> ofThisHost() {
        try {
            return Optional.of(InetAddress.getLocalHost().getHostName())
                    .filter(name -> name.contains(".") && isValid(name));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    static String literal(InetAddress local) {
        String address = local.getHostAddress().replaceFirst("%.*", "");
        return local instanceof Inet6Address ? "[IPv6:" + address + "]" : "[" + address + "]";
    }
}
