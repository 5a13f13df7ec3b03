package dev.twotick;

import dev.twotick.plugin.TokenSupplier;

/** How to log in to a server. Immutable; its {@code toString} shows no secret. */
public sealed interface Credentials {
    /**
     * Who logs in.
     *
     * @return the user name
     */
    String user();

    /**
     * A user name and a password.
     *
     * @param user the user name
     * @param password the password
     * @return the credentials
     */
    static Credentials plain(String user, String password) {
        return new Password(user, password);
    }

    /**
     * A user name and what gives access tokens (OAuth 2.0), for relays that offer OAUTHBEARER or XOAUTH2.
     *
     * @param user the user name
     * @param tokens asked for each login, and once more when a token was refused
     * @return the credentials
     */
    static Credentials token(String user, TokenSupplier tokens) {
        return new Token(user, tokens);
    }

    /**
     * A password that stays.
     *
     * @param user the user name
     * @param password the password
     */
    record Password(String user, String password) implements Credentials {
        @Override
        public String toString() {
            return "Credentials[user=" + user + "]";
        }
    }

    /**
     * Tokens that come and go.
     *
     * @param user the user name
     * @param tokens gives them
     */
    record Token(String user, TokenSupplier tokens) implements Credentials {
        @Override
        public String toString() {
            return "Credentials[user=" + user + "]";
        }
    }
}
