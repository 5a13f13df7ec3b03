package dev.twotick.plugin;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts whom another one trusts, as far as a server's certificate names its host where that belongs: among the subject alternative
 * names. Where there is none, Java takes the common name, which is no host's name any more (RFC 9525 section 6.3). Thread-safe.
 */
final class NamedHosts extends X509ExtendedTrustManager {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*]?");

    private final X509ExtendedTrustManager trust;

    private NamedHosts(X509ExtendedTrustManager trust) {
        this.trust = trust;
    }

    static TrustManager of(TrustManager trust) {
        return trust instanceof X509ExtendedTrustManager extended ? new NamedHosts(extended) : trust;
    }

    private static void checkNamed(X509Certificate certificate, Optional<String> host) throws CertificateException {
        boolean byAddress = host.filter(name -> ADDRESS.matcher(name).matches()).isPresent();
        if (!names(certificate, byAddress ? IP_ADDRESS : DNS_NAME)) {
            throw new CertificateException("No subject alternative name in the certificate"
                    + " names a host; what stands in its common name counts for nothing");
        }
    }

    private static boolean names(X509Certificate certificate, int kind) throws CertificateException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        return names != null && names.stream().anyMatch(name -> name.get(0).equals(kind));
    }

    private static Optional<String> hostOf(Socket socket) {
        return socket instanceof SSLSocket tls ? hostOf(tls.getHandshakeSession()) : Optional.empty();
    }

    private static Optional<String> hostOf(SSLSession session) {
        return Optional.ofNullable(session).map(SSLSession::getPeerHost);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        trust.checkServerTrusted(chain, authType, socket);
        checkNamed(chain[0], hostOf(socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        trust.checkServerTrusted(chain, authType, engine);
        checkNamed(chain[0], hostOf(engine.getHandshakeSession()));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        trust.checkServerTrusted(chain, authType);
        checkNamed(chain[0], Optional.empty());
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        trust.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        trust.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        trust.checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return trust.getAcceptedIssuers();
    }
}
