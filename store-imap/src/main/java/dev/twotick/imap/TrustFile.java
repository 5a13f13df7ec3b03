package dev.twotick.imap;

import dev.twotick.plugin.Section;
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
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whom TLS trusts: the JVM's roots and those of a PEM file. */
final class TrustFile {
    private static final String KEY = "trust-file";

    private TrustFile() {}

    /** Makes TLS connections as {@code trust-file} says; notes a fault when the file is of no use. */
    static SSLSocketFactory read(Section section) {
        Optional<String> file = section.text(KEY);
        try {
            return file.isEmpty() ? trusting(List.of()) : trusting(certificates(Path.of(file.get())));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            section.fault(KEY, "holds no usable PEM certificates: " + e);
            return (SSLSocketFactory) SSLSocketFactory.getDefault();
        }
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new IOException("no certificate in " + file);
            }
            return found;
        }
    }

    private static SSLSocketFactory trusting(Collection<? extends Certificate> more)
            throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        if (more.isEmpty()) {
            context.init(null, null, null);
            return context.getSocketFactory();
        }
        List<Certificate> roots = new ArrayList<>(defaultRoots());
        roots.addAll(more);
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (int i = 0; i < roots.size(); i++) {
            store.setCertificateEntry("root" + i, roots.get(i));
        }
        context.init(null, managers(store), null);
        return context.getSocketFactory();
    }

    private static List<X509Certificate> defaultRoots() throws GeneralSecurityException {
        return Arrays.stream(managers(null))
                .filter(X509TrustManager.class::isInstance)
                .flatMap(manager -> Arrays.stream(((X509TrustManager) manager).getAcceptedIssuers()))
                .toList();
    }

    private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }
}
