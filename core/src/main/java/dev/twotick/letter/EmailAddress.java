package dev.twotick.letter;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One mailbox as it stands in an SMTP envelope (RFC 5321 section 4.1.2, RFC 6531 for characters beyond ASCII): a local part
 * and a domain, without display name, comments or angle brackets.
 *
 * <p>The local part is kept as written, because only its own host may interpret it (RFC 5321 section 2.4); the domain is
 * lower-cased, and what it is in A-labels is checked too. Instances are immutable.
 *
 * @param localPart dot-atom or quoted string, 1 to 64 octets in UTF-8
 * @param domain labels or an address literal in brackets, 1 to 255 octets in UTF-8, labels in lower case
 */
public record EmailAddress(String localPart, String domain) {
    /** Octets of a whole address (RFC 5321 section 4.5.3.1.3, less the angle brackets): {@value}. */
    public static final int MAX_OCTETS = 254;

    private static final int MAX_LOCAL_OCTETS = 64;
    private static final int MAX_DOMAIN_OCTETS = 255;
    private static final int MAX_LABEL_OCTETS = 63;
    private static final Pattern A_LABELS = Pattern.compile(
            "(?!-)[a-z0-9_-]{1," + MAX_LABEL_OCTETS + "}(?<!-)(\\.(?!-)[a-z0-9_-]{1," + MAX_LABEL_OCTETS + "}(?<!-))*");
    private static final String ATEXT_MARKS = "!#$%&'*+-/=?^_`{|}~";

    /**
     * Checks the grammar and the limits of RFC 5321.
     *
     * @throws InvalidLetterException with the field {@code address} when either part breaks them
     */
    public EmailAddress {
        checkLocalPart(localPart);
        domain = domain.startsWith("[") ? domain : domain.toLowerCase(Locale.ROOT);
        checkDomain(domain);
        if (octets(localPart) + 1 + octets(domain) > MAX_OCTETS) {
            throw bad("is longer than " + MAX_OCTETS + " octets");
        }
    }

    /**
     * Reads {@code local@domain}.
     *
     * @param address the bare address, for example {@code ann@customer.example}
     * @return the address
     * @throws InvalidLetterException with the field {@code address} when it is not one well-formed mailbox
     */
    public static EmailAddress of(String address) {
        return of("address", address);
    }

    /**
     * Reads {@code local@domain} for a field of the caller's.
     *
     * @param field the name to put into the error
     * @param address the bare address
     * @return the address
     * @throws InvalidLetterException with that field when it is not one well-formed mailbox
     */
    public static EmailAddress of(String field, String address) {
        int at = address.lastIndexOf('@');
        if (at <= 0 || at == address.length() - 1) {
            throw new InvalidLetterException(field, quote(address) + " is not of the form local@domain");
        }
        try {
            return new EmailAddress(address.substring(0, at), address.substring(at + 1));
        } catch (InvalidLetterException e) {
            throw new InvalidLetterException(field, quote(address) + " " + e.problem());
        }
    }

    /**
     * The address as it is written in commands and headers.
     *
     * @return {@code local@domain}
     */
    public String value() {
        return localPart + "@" + domain;
    }

    /**
     * A form in which two spellings of one mailbox are equal for all practical purposes: all lower case, the domain as
     * A-labels. Used to drop doubled recipients and to compute tokens, never on the wire. A host may tell {@code Ann} from
     * {@code ann} (RFC 5321 section 2.4), but hardly one does; here they are one mailbox.
     *
     * @return the folded address
     */
    public String canonical() {
        return (localPart + "@" + asciiDomain()).toLowerCase(Locale.ROOT);
    }

    /**
     * The domain in A-labels (RFC 5890), fit for a server without SMTPUTF8.
     *
     * @return the domain in ASCII
     */
    public String asciiDomain() {
        if (domain.startsWith("[")) {
            return domain;
        }
        // what is ASCII already was checked when the address was made
        return isAscii(domain) ? domain.toLowerCase(Locale.ROOT) : inALabels(domain);
    }

    /**
     * Whether the local part has characters beyond ASCII, so that only a relay with SMTPUTF8 can take it (RFC 6531).
     *
     * @return true when SMTPUTF8 is needed
     */
    public boolean needsSmtpUtf8() {
        return !isAscii(localPart);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7F) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return value();
    }

    private static void checkLocalPart(String localPart) {
        if (localPart.isEmpty() || octets(localPart) > MAX_LOCAL_OCTETS) {
            throw bad("has a local part that is empty or longer than " + MAX_LOCAL_OCTETS + " octets");
        }
        boolean quoted = localPart.length() >= 2 && localPart.startsWith("\"") && localPart.endsWith("\"");
        boolean wellFormed = quoted ? isQuotedContent(localPart) : isDotAtom(localPart);
        if (!wellFormed) {
            throw bad("has a local part with characters that RFC 5321 does not allow (spaces, control characters,"
                    + " line breaks and specials must be taken out)");
        }
    }

    private static boolean isDotAtom(String localPart) {
        if (localPart.startsWith(".") || localPart.endsWith(".") || localPart.contains("..")) {
            return false;
        }
        return localPart.codePoints().allMatch(c -> c == '.' || isAtext(c));
    }

    private static boolean isAtext(int c) {
        if (c > 0x7F) {
            return isPlainText(c);
        }
        return Character.isLetterOrDigit(c) || ATEXT_MARKS.indexOf(c) >= 0;
    }

    private static boolean isQuotedContent(String localPart) {
        boolean escaped = false;
        for (int i = 1; i < localPart.length() - 1; i++) {
            char c = localPart.charAt(i);
            if (c < ' ' || c > '~' || (c == '"' && !escaped)) {
                return false;
            }
            escaped = c == '\\' && !escaped;
        }
        return !escaped;
    }

    /** Neither control, format, space, surrogate half nor unassigned: such characters only serve to deceive. */
    private static boolean isPlainText(int c) {
        int type = Character.getType(c);
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.SURROGATE
                && type != Character.UNASSIGNED
                && !Character.isSpaceChar(c);
    }

    private static void checkDomain(String domain) {
        if (domain.isEmpty() || octets(domain) > MAX_DOMAIN_OCTETS) {
            throw bad("has a domain that is empty or longer than " + MAX_DOMAIN_OCTETS + " octets");
        }
        if (domain.startsWith("[")) {
            checkAddressLiteral(domain);
            return;
        }
        for (String label : domain.split("\\.", -1)) {
            if (!isLabel(label)) {
                throw bad("has the domain label " + quote(label) + ", which DNS does not allow");
            }
        }
        // the mapping of IDNA makes ASCII of other characters, ">" and space among it, so its result is checked again
        String ascii = inALabels(domain);
        if (ascii.length() > MAX_DOMAIN_OCTETS || !A_LABELS.matcher(ascii).matches()) {
            throw bad("has a domain that cannot be written in A-labels (RFC 5890)");
        }
    }

    private static String inALabels(String domain) {
        try {
            return IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw bad("has a domain that cannot be written in A-labels (RFC 5890)");
        }
    }

    private static void checkAddressLiteral(String domain) {
        boolean closed = domain.endsWith("]") && domain.length() > 2;
        boolean plain = domain.substring(1, Math.max(1, domain.length() - 1))
                .chars()
                .allMatch(c -> c == '.' || c == ':' || c == '-' || (c < 0x7F && Character.isLetterOrDigit(c)));
        if (!closed || !plain) {
            throw bad("has an address literal that is not of the form [192.0.2.1] or [IPv6:2001:db8::1]");
        }
    }

    private static boolean isLabel(String label) {
        if (label.isEmpty() || label.startsWith("-") || label.endsWith("-") || octets(label) > MAX_LABEL_OCTETS) {
            return false;
        }
        return label.codePoints()
                .allMatch(c -> c > 0x7F ? isPlainText(c) : c == '-' || c == '_' || Character.isLetterOrDigit(c));
    }

    private static int octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String quote(String text) {
        return Printable.quoted(text);
    }

    private static InvalidLetterException bad(String problem) {
        return new InvalidLetterException("address", problem);
    }
}
