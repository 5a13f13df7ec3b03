package dev.twotick.benchmarks.submission;

import dev.twotick.benchmarks.table.Options;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * Where the letters go and what they are like.
 *
 * @param port the server's port on 127.0.0.1
 * @param lanes connections at a time
 * @param size octets of a letter's text
 * @param window letters in flight on one connection, for those who can
 * @param trustFile the authority of the server's certificate when STARTTLS is wanted; empty: clear text
 */
record Target(int port, int lanes, int size, int window, String trustFile) {
    static final String FROM = "billing@corp.test";
    static final String TO = "ann@dest.test";

    private static final int LINE = 76;

    static Target of(Options options) {
        return new Target(
                options.number("port", 0),
                options.number("lanes", 1),
                options.number("size", 2048),
                options.number("window", 1),
                options.text("trust", ""));
    }

    boolean tls() {
        return !trustFile.isEmpty();
    }

    /** The text of a letter, in lines as people write them. */
    String text() {
        StringBuilder text = new StringBuilder();
        while (text.length() < size) {
            int line = Math.min(LINE, size - text.length());
            text.append("Dear Ann, this invoice is due on Friday; please look at it. ".repeat(2), 0, line)
                    .append("\r\n");
        }
        return text.toString();
    }

    /** What Jakarta Mail is told. */
    Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("mail.transport.protocol", "smtp");
        properties.setProperty("mail.smtp.host", tls() ? "localhost" : "127.0.0.1");
        properties.setProperty("mail.smtp.port", Integer.toString(port));
        properties.setProperty("mail.smtp.localhost", "client.test");
        if (tls()) {
            properties.setProperty("mail.smtp.starttls.enable", "true");
            properties.setProperty("mail.smtp.starttls.required", "true");
            properties.put("mail.smtp.ssl.socketFactory", trusted());
        }
        return properties;
    }

    private SSLSocketFactory trusted() {
        try (InputStream pem = Files.newInputStream(Path.of(trustFile))) {
            KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
            roots.load(null, null);
            roots.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(roots);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("the trust file cannot be used", e);
        }
    }
}
