package dev.twotick.testkit;

import dev.twotick.testkit.SmtpSetup.Login;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** The server's side of SCRAM-SHA-256 without channel binding (RFC 5802). Used once, by one thread. */
final class ScramServer {
    private static final byte[] SALT = "salt of the scripted server".getBytes(StandardCharsets.US_ASCII);
    private static final int ITERATIONS = 4_096;
    private static final String HMAC = "HmacSHA256";

    private final Login login;
    private String clientFirst = "";
    private String serverFirst = "";

    ScramServer(Login login) {
        this.login = login;
    }

    /** What is asked of a client that began with that. */
    String challenge(String began) {
        clientFirst = began.replaceFirst("^n,[^,]*,", "");
        String nonce = clientFirst.replaceFirst(".*,r=", "");
        serverFirst = "r=" + nonce + "scripted,s=" + Base64.getEncoder().encodeToString(SALT) + ",i=" + ITERATIONS;
        return serverFirst;
    }

    /** Proves in turn that it knows the password; empty when the client did not. */
    Optional<String> proof(String clientFinal) {
        int proofAt = clientFinal.lastIndexOf(",p=");
        String name = "n=" + login.user().replace("=", "=3D").replace(",", "=2C") + ",";
        if (proofAt < 0 || !clientFirst.startsWith(name)) {
            return Optional.empty();
        }
        String signed = clientFirst + "," + serverFirst + "," + clientFinal.substring(0, proofAt);
        try {
            byte[] salted = salted();
            return clientFinal.endsWith(",p=" + clientProof(salted, signed))
                    ? Optional.of("v=" + base64(hmac(hmac(salted, "Server Key"), signed)))
                    : Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256 with its HMAC", e);
        }
    }

    private byte[] salted() throws GeneralSecurityException {
        PBEKeySpec spec = new PBEKeySpec(login.password().toCharArray(), SALT, ITERATIONS, 256);
        return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(spec)
                .getEncoded();
    }

    private static String clientProof(byte[] salted, String signed) throws GeneralSecurityException {
        byte[] proof = hmac(salted, "Client Key");
        byte[] signature = hmac(MessageDigest.getInstance("SHA-256").digest(proof), signed);
        for (int i = 0; i < proof.length; i++) {
            proof[i] ^= signature[i];
        }
        return base64(proof);
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(HMAC);
        mac.init(new SecretKeySpec(key, HMAC));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
