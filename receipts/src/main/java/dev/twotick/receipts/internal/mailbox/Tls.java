package dev.twotick.receipts.internal.mailbox;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Puts TLS over a connected socket: version 1.2 or later, the server's identity checked (RFC 9051 section 11). */
final class Tls implements GuardedSocket.Layer {
    private final SSLSocketFactory factory;
    private final String host;
    private final int port;

    Tls(MailboxSettings settings) {
        this.factory = settings.tls();
        this.host = settings.server().host();
        this.port = settings.server().port();
    }

    @Override
    public Socket over(Socket connected) throws IOException {
        SSLSocket socket = (SSLSocket) factory.createSocket(connected, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }
}
