package dev.twotick.smtp;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.spec.InvalidKeySpecException;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * SCRAM-SHA-256 (RFC 5802, RFC 7677) without channel binding: the password never leaves, and the relay has to prove that it
 * knows it too.
 */
final class ScramExchange implements SaslExchange {
    /** Fewer would let who listens guess passwords cheaply (RFC 7677 section 4). */
    static final int LEAST_ITERATIONS = 4_096;

    /** More would let the relay keep us busy: this many take about a second. */
    static final int MOST_ITERATIONS = 1_000_000;

    private static final String WITHOUT_CHANNEL_BINDING = "n,,";
    private static final String HMAC = "HmacSHA256";
    private static final int KEY_BITS = 256;
    private static final int NONCE_OCTETS = 24;
    private static final int MOST_DIGITS = 9;

    private final String password;
    private final String nonce;
    private final String firstMessage;
    private byte[] expectedProof = new byte[0];
    private Step step = Step.FIRST;

    private enum Step {
        FIRST,
        FINAL,
        COMPLETE
    }

    ScramExchange(String user, String password) throws LoginRefusal {
        this(user, password, nonce());
    }

    ScramExchange(String user, String password, String nonce) throws LoginRefusal {
        this.password = SaslPrep.prepare(password);
        this.nonce = nonce;
        String name = SaslPrep.prepare(user).replace("=", "=3D").replace(",", "=2C");
        this.firstMessage = "n=" + name + ",r=" + nonce;
    }

    private static String nonce() {
        byte[] random = new byte[NONCE_OCTETS];
        new SecureRandom().nextBytes(random);
        return Base64.getEncoder().encodeToString(random);
    }

    @Override
    public Optional<byte[]> initial() {
        return Optional.of(octets(WITHOUT_CHANNEL_BINDING + firstMessage));
    }

    @Override
    public byte[] answer(String challenge) throws LoginRefusal {
        String said = new String(base64(challenge), StandardCharsets.UTF_8);
        if (step == Step.FIRST) {
            step = Step.FINAL;
            return answerTo(said);
        }
        if (step == Step.FINAL && !said.startsWith("e=")) {
            checkProof(said);
            step = Step.COMPLETE;
        }
        return new byte[0];
    }

    @Override
    public boolean complete() {
        return step == Step.COMPLETE;
    }

    private byte[] answerTo(String serverFirst) throws LoginRefusal {
        String[] fields = serverFirst.split(",", -1);
        if (fields.length < 3) {
            throw broken("its first message has too few fields");
        }
        String bothNonces = field(fields[0], "r=");
        if (!bothNonces.startsWith(nonce) || bothNonces.length() == nonce.length()) {
            throw broken("it did not add to our nonce");
        }
        byte[] salt = base64(field(fields[1], "s="));
        int iterations = iterations(field(fields[2], "i="));
        String withoutProof =
                "c=" + Base64.getEncoder().encodeToString(octets(WITHOUT_CHANNEL_BINDING)) + ",r=" + bothNonces;
        String signed = firstMessage + "," + serverFirst + "," + withoutProof;
        try {
            return octets(withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof(salt, iterations, signed)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256 with its HMAC", e);
        }
    }

    private byte[] proof(byte[] salt, int iterations, String signed) throws GeneralSecurityException {
        byte[] salted = salted(salt, iterations);
        byte[] clientKey = hmac(salted, "Client Key");
        byte[] storedKey = MessageDigest.getInstance("SHA-256").digest(clientKey);
        byte[] clientSignature = hmac(storedKey, signed);
        expectedProof = hmac(hmac(salted, "Server Key"), signed);
        byte[] proof = new byte[clientKey.length];
        for (int i = 0; i < proof.length; i++) {
            proof[i] = (byte) (clientKey[i] ^ clientSignature[i]);
        }
        return proof;
    }

    private byte[] salted(byte[] salt, int iterations) throws GeneralSecurityException {
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, KEY_BITS);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (InvalidKeySpecException e) {
            throw new IllegalStateException("a password is a key", e);
        } finally {
            spec.clearPassword();
        }
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(HMAC);
        mac.init(new SecretKeySpec(key, HMAC));
        return mac.doFinal(octets(text));
    }

    private void checkProof(String serverFinal) throws LoginRefusal {
        String proof = field(serverFinal.split(",", 2)[0], "v=");
        if (!MessageDigest.isEqual(expectedProof, base64(proof))) {
            throw new LoginRefusal(
                    "the relay could not prove that it knows the password: it is not the one it claims to be");
        }
    }

    private static int iterations(String digits) throws LoginRefusal {
        boolean number = !digits.isEmpty()
                && digits.length() <= MOST_DIGITS
                && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        int count = number ? Integer.parseInt(digits) : 0;
        if (count < LEAST_ITERATIONS || count > MOST_ITERATIONS) {
            throw broken("it asks for a number of iterations that is not from " + LEAST_ITERATIONS + " to "
                    + MOST_ITERATIONS);
        }
        return count;
    }

    /** A field that stands elsewhere or has another name may be an extension that must be understood, which we know none of. */
    private static String field(String text, String name) throws LoginRefusal {
        if (!text.startsWith(name)) {
            throw broken("it leaves out " + name + " where it belongs");
        }
        return text.substring(name.length());
    }

    private static byte[] base64(String text) throws LoginRefusal {
        try {
            byte[] octets = Base64.getDecoder().decode(text);
            if (octets.length > 0) {
                return octets;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw broken("it sends something that is not base64");
    }

    private static LoginRefusal broken(String what) {
        return new LoginRefusal("the relay does not keep to SCRAM: " + what);
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
