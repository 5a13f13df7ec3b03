package dev.twotick.plugin;

import java.io.IOException;

/** Gives the access token for one login (RFC 6750). Asked on any thread, by several at once. */
@FunctionalInterface
public interface TokenSupplier {
    /**
     * Gives a token. It may block for as long as a login may take.
     *
     * @param afresh whether the server has just refused the one that was given before, so that a token which was kept must not
     *     be given again; asked so once for a login
     * @return the token, printable ASCII without spaces
     * @throws IOException when there is none to be had; its message is shown, so it must hold no secret
     */
    String token(boolean afresh) throws IOException;
}
