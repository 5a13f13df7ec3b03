package dev.twotick.smtp;

import dev.twotick.plugin.ServerUrl;
import dev.twotick.smtp.SaslExchange.LoginRefusal;
import java.util.List;
import java.util.Locale;

/** The ways to log in, as settings and EHLO name them. */
enum Mechanism {
    PLAIN("PLAIN"),
    LOGIN("LOGIN"),
    SCRAM_SHA_256("SCRAM-SHA-256"),
    OAUTHBEARER("OAUTHBEARER"),
    XOAUTH2("XOAUTH2");

    /** In TLS the plain ones tell nothing to anybody else, and every account has what they need. */
    static final List<Mechanism> BY_PASSWORD = List.of(PLAIN, LOGIN, SCRAM_SHA_256);

    static final List<Mechanism> BY_TOKEN = List.of(OAUTHBEARER, XOAUTH2);

    private final String keyword;

    Mechanism(String keyword) {
        this.keyword = keyword;
    }

    /** The name on the wire. */
    String keyword() {
        return keyword;
    }

    /** The word in the settings. */
    String word() {
        return keyword.toLowerCase(Locale.ROOT);
    }

    boolean byToken() {
        return BY_TOKEN.contains(this);
    }

    /** Begins an exchange. */
    SaslExchange begin(String user, String secret, ServerUrl relay) throws LoginRefusal {
        return switch (this) {
            case PLAIN -> MessageExchange.plain(user, secret);
            case LOGIN -> MessageExchange.login(user, secret);
            case SCRAM_SHA_256 -> new ScramExchange(user, secret);
            case OAUTHBEARER -> MessageExchange.oauthbearer(user, secret, relay.host(), relay.port());
            case XOAUTH2 -> MessageExchange.xoauth2(user, secret);
        };
    }
}
