package dev.twotick.smtp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/**
 * The mechanisms in which we say what we have to say whatever the relay asks: PLAIN (RFC 4616), LOGIN, and a token by
 * OAUTHBEARER (RFC 7628) or XOAUTH2.
 */
final class MessageExchange implements SaslExchange {
    private static final char SEPARATOR = 1;

    private final boolean speaksFirst;
    private final Queue<String> messages;

    private MessageExchange(boolean speaksFirst, String... messages) {
        this.speaksFirst = speaksFirst;
        this.messages = new ArrayDeque<>(List.of(messages));
    }

    static MessageExchange plain(String user, String password) {
        return new MessageExchange(true, "\0" + user + "\0" + password);
    }

    /** The relay asks for user and password, in words that differ from server to server. */
    static MessageExchange login(String user, String password) {
        return new MessageExchange(false, user, password);
    }

    /** A relay that refuses says why in a challenge, and wants an empty answer before it says no. */
    static MessageExchange xoauth2(String user, String token) {
        return new MessageExchange(
                true, "user=" + user + SEPARATOR + "auth=Bearer " + token + SEPARATOR + SEPARATOR, "");
    }

    /** As in XOAUTH2, but the answer to a refusal is one separator (RFC 7628 section 3.2.3). */
    static MessageExchange oauthbearer(String user, String token, String host, int port) {
        String who = "n,a=" + user.replace("=", "=3D").replace(",", "=2C") + ",";
        return new MessageExchange(
                true,
                who + SEPARATOR + "host=" + host + SEPARATOR + "port=" + port + SEPARATOR + "auth=Bearer " + token
                        + SEPARATOR + SEPARATOR,
                Character.toString(SEPARATOR));
    }

    @Override
    public Optional<byte[]> initial() {
        return speaksFirst ? Optional.of(octets(messages.remove())) : Optional.empty();
    }

    @Override
    public byte[] answer(String challenge) throws LoginRefusal {
        if (messages.isEmpty()) {
            throw new LoginRefusal("the relay asks for more at the login than the mechanism gives");
        }
        return octets(messages.remove());
    }

    private static byte[] octets(String message) {
        return message.getBytes(StandardCharsets.UTF_8);
    }
}
