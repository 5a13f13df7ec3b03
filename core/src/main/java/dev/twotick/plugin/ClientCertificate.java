package dev.twotick.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * What we show to a server that wants a certificate of its clients (RFC 8446 section 4.4.2): {@code client-cert-file}, PEM with
 * our own certificate first and those of the authorities between it and the root after it, and {@code client-key-file}, PEM
 * with its private key in PKCS#8 (RFC 5958), RSA, EC or Ed25519, not encrypted.
 */
public final class ClientCertificate {
    /** The keys that {@link TrustFile#context} reads here, where a plugin allows them. */
    public static final Set<String> KEYS = Set.of("client-cert-file", "client-key-file");

    private static final String CERTIFICATE_KEY = "client-cert-file";
    private static final String KEY_KEY = "client-key-file";
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final Pattern OTHER_KEY = Pattern.compile("-----BEGIN ([A-Z]+ )PRIVATE KEY-----");
    private static final byte[] PROBE = "does the key belong to the certificate?".getBytes(StandardCharsets.US_ASCII);

    private ClientCertificate() {}

    /** What shows it; null when none is set, or when a fault was noted. */
    static KeyManager @Nullable [] managers(Section section) {
        Optional<String> certificate = section.text(CERTIFICATE_KEY);
        Optional<String> key = section.text(KEY_KEY);
        if (certificate.isEmpty() && key.isEmpty()) {
            return null;
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            section.fault(
                    certificate.isEmpty() ? CERTIFICATE_KEY : KEY_KEY,
                    "is missing beside " + section.word(certificate.isEmpty() ? KEY_KEY : CERTIFICATE_KEY));
            return null;
        }
        Certificate[] chain = chain(certificate.get(), section);
        return chain.length == 0 ? null : managers(chain, key.get(), section);
    }

    private static Certificate[] chain(String file, Section section) {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(Certificate[]::new);
            if (chain.length == 0) {
                section.fault(CERTIFICATE_KEY, "there is no PEM certificate in " + file);
            }
            return chain;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            section.fault(CERTIFICATE_KEY, "holds no usable PEM certificate: " + e);
            return new Certificate[0];
        }
    }

    private static KeyManager @Nullable [] managers(Certificate[] chain, String keyFile, Section section) {
        try {
            PrivateKey key = privateKey(Files.readString(Path.of(keyFile)), chain[0].getPublicKey());
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("client", key, new char[0], chain);
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, new char[0]);
            return factory.getKeyManagers();
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            // what a parser says of a key might quote it
            section.fault(
                    KEY_KEY,
                    e instanceof Unusable
                            ? String.valueOf(e.getMessage())
                            : "holds no usable private key (" + e.getClass().getSimpleName() + ")");
            return null;
        }
    }

    private static PrivateKey privateKey(String pem, PublicKey certified) throws GeneralSecurityException, Unusable {
        Matcher other = OTHER_KEY.matcher(pem);
        if (other.find()) {
            throw new Unusable("is in the form " + other.group(1)
                    + "PRIVATE KEY; turn it into PKCS#8 with: openssl pkcs8 -topk8 -nocrypt");
        }
        Matcher block = PKCS8.matcher(pem);
        if (!block.find()) {
            throw new Unusable("holds no PEM block PRIVATE KEY (PKCS#8)");
        }
        PrivateKey key = KeyFactory.getInstance(certified.getAlgorithm())
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(block.group(1))));
        checkPair(key, certified);
        return key;
    }

    private static void checkPair(PrivateKey key, PublicKey certified) throws GeneralSecurityException, Unusable {
        Signature signature = Signature.getInstance(signatureAlgorithm(certified));
        signature.initSign(key);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(certified);
        signature.update(PROBE);
        if (!signature.verify(signed)) {
            throw new Unusable("is not the key of the certificate in " + CERTIFICATE_KEY);
        }
    }

    private static String signatureAlgorithm(PublicKey key) {
        return key instanceof RSAPublicKey
                ? "SHA256withRSA"
                : key instanceof ECPublicKey ? "SHA256withECDSA" : key.getAlgorithm();
    }

    /** Says itself what is wrong. */
    private static final class Unusable extends IOException {
        private static final long serialVersionUID = 1;

        Unusable(String problem) {
            super(problem);
        }
    }
}
