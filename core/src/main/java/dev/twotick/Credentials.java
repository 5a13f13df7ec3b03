package dev.twotick;

/**
 * How to log in to a server. {@link #toString} shows no secret.
 *
 * @param user the user name
 * @param password the password
 */
public record Credentials(String user, String password) {
    /**
     * A user name and a password.
     *
     * @param user the user name
     * @param password the password
     * @return the credentials
     */
    public static Credentials plain(String user, String password) {
        return new Credentials(user, password);
    }

    @Override
    public String toString() {
        return "Credentials[user=" + user + "]";
    }
}
