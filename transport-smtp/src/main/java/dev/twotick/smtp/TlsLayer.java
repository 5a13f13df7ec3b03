package dev.twotick.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Puts TLS over one wire and lets the wire know, which is how the exchange goes on over a socket that Angus made secure. Only
 * layering is supported: nobody else is to open connections.
 */
final class TlsLayer extends SSLSocketFactory {
    /** What {@code mail.smtp.ssl.protocols} takes: TLS 1.2 and newer (RFC 8996). */
    static final String PROTOCOLS = "TLSv1.3 TLSv1.2";

    private final Wire wire;
    private final SSLSocketFactory layers;

    TlsLayer(Wire wire, SSLContext context) {
        this.wire = wire;
        this.layers = context.getSocketFactory();
    }

    @Override
    public SSLSocket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        SSLSocket layered = (SSLSocket) layers.createSocket(socket, host, port, autoClose);
        SSLParameters parameters = layered.getSSLParameters();
        parameters.setProtocols(PROTOCOLS.split(" "));
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        layered.setSSLParameters(parameters);
        wire.encrypt(layered);
        return layered;
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return layers.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return layers.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw onlyLayers();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw onlyLayers();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw onlyLayers();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
        throw onlyLayers();
    }

    private static UnsupportedOperationException onlyLayers() {
        return new UnsupportedOperationException("only an open connection can be made secure");
    }
}
