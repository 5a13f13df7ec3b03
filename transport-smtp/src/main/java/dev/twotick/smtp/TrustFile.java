package dev.twotick.smtp;

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
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Whom we trust: the roots of the Java runtime and those of a PEM file. */
final class TrustFile {
    private TrustFile() {}

    /**
     * A context for clients.
     *
     * @param file PEM with extra roots
     * @throws IOException when it cannot be read
     * @throws GeneralSecurityException when it has no certificate
     */
    static SSLContext context(Optional<Path> file) throws IOException, GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        if (file.isPresent()) {
            trust.init(withDefaultRoots(certificates(file.get())));
        } else {
            trust.init((KeyStore) null);
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static List<Certificate> certificates(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            List<Certificate> roots =
                    new ArrayList<>(CertificateFactory.getInstance("X.509").generateCertificates(in));
            if (roots.isEmpty()) {
                throw new GeneralSecurityException("there is no certificate in it");
            }
            return roots;
        }
    }

    private static KeyStore withDefaultRoots(List<Certificate> roots) throws IOException, GeneralSecurityException {
        List<Certificate> all = new ArrayList<>(roots);
        TrustManagerFactory defaults = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        defaults.init((KeyStore) null);
        for (TrustManager manager : defaults.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                all.addAll(List.<X509Certificate>of(x509.getAcceptedIssuers()));
            }
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (int i = 0; i < all.size(); i++) {
            store.setCertificateEntry("root-" + i, all.get(i));
        }
        return store;
    }
}
