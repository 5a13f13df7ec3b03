package dev.twotick.plugin;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom TLS trusts: the roots of the Java runtime, and those of the PEM file that {@code trust-file} of a section names; and what
 * it shows of us, see {@link ClientCertificate}.
 */
public final class TrustFile {
    /** The key that this reads. */
    public static final String KEY = "trust-file";

    private TrustFile() {}

    /**
     * Makes a context for clients; a file of no use is noted as a fault.
     *
     * @param section the section
     * @return a context, of no use when a fault was noted
     */
    public static SSLContext context(Section section) {
        Optional<String> file = section.text(KEY);
        KeyManager[] ours = ClientCertificate.managers(section);
        try {
            return context(ours, file.isEmpty() ? null : withDefaultRoots(certificates(Path.of(file.get()))));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            section.fault(KEY, "holds no usable PEM certificates: " + e);
            return defaults();
        }
    }

    private static SSLContext defaults() {
        try {
            return SSLContext.getDefault();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has a default TLS context", e);
        }
    }

    private static SSLContext context(KeyManager @Nullable [] ours, @Nullable KeyStore roots)
            throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        TrustManager[] trust =
                Arrays.stream(managers(roots)).map(NamedHosts::of).toArray(TrustManager[]::new);
        context.init(ours, trust, null);
        return context;
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new IOException("there is no certificate in " + file);
            }
            return found;
        }
    }

    private static KeyStore withDefaultRoots(Collection<? extends Certificate> more)
            throws IOException, GeneralSecurityException {
        List<Certificate> roots = new ArrayList<>(defaultRoots());
        roots.addAll(more);
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (int i = 0; i < roots.size(); i++) {
            store.setCertificateEntry("root-" + i, roots.get(i));
        }
        return store;
    }

    private static List<X509Certificate> defaultRoots() throws GeneralSecurityException {
        return Arrays.stream(managers(null))
                .filter(X509TrustManager.class::isInstance)
                .flatMap(manager -> Arrays.stream(((X509TrustManager) manager).getAcceptedIssuers()))
                .toList();
    }

    private static TrustManager[] managers(@Nullable KeyStore roots) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(roots);
        return factory.getTrustManagers();
    }
}
