package dev.twotick.smtp;

import java.util.Optional;

/** Our side of one exchange by which a user logs in (RFC 4422 section 4). Used once, by one thread. */
interface SaslExchange {
    /** What may go along with AUTH; empty when the relay speaks first. */
    Optional<byte[]> initial();

    /**
     * The answer to what the relay asked.
     *
     * @param challenge as it came, which should be base64
     * @throws LoginRefusal when we do not go on
     */
    byte[] answer(String challenge) throws LoginRefusal;

    /** Whether a yes of the relay is to be believed now. */
    default boolean complete() {
        return true;
    }

    /** Why we break the login off although the relay might go on: one sentence without secrets. */
    final class LoginRefusal extends Exception {
        private static final long serialVersionUID = 1;

        LoginRefusal(String reason) {
            super(reason);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }
}
