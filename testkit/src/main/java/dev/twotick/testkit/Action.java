package dev.twotick.testkit;

import java.util.Locale;

/** What a delivery report says about a recipient (RFC 3464 section 2.3.3), with a usual status and diagnostic for each. */
public enum Action {
    /** The mailbox took it. */
    DELIVERED("SUCCESS", "2.1.5", "250 2.1.5 the mailbox took it"),
    /** It went on to a system that sends no reports. */
    RELAYED("SUCCESS", "2.0.0", "250 2.0.0 passed on to a host without DSN"),
    /** It went on to the members of a list or to an alias. */
    EXPANDED("SUCCESS", "2.1.5", "250 2.1.5 passed on to the members"),
    /** It is still being tried. */
    DELAYED("DELAY", "4.2.0", "450 4.2.0 the mailbox is busy"),
    /** It will not be delivered. */
    FAILED("FAILURE", "5.1.1", "550 5.1.1 there is no such user");

    private final String notify;
    private final String status;
    private final String diagnostic;

    Action(String notify, String status, String diagnostic) {
        this.notify = notify;
        this.status = status;
        this.diagnostic = diagnostic;
    }

    /**
     * The word in a report.
     *
     * @return for example {@code delivered}
     */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The keyword of NOTIFY that asks for it (RFC 3461 section 4.1). */
    String notifyKeyword() {
        return notify;
    }

    String usualStatus() {
        return status;
    }

    String usualDiagnostic() {
        return diagnostic;
    }
}
