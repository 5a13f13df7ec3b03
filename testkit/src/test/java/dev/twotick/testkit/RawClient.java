package dev.twotick.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Says exactly what it is told and hears exactly what is said. */
final class RawClient implements AutoCloseable {
    private Socket socket;
    private BufferedReader in;

    RawClient(ScriptedSmtpServer server) throws IOException {
        use(new Socket(server.host(), server.port()));
    }

    private void use(Socket other) throws IOException {
        socket = other;
        socket.setSoTimeout(10_000);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    void encrypt(SSLContext tls) throws IOException {
        SSLSocket layered = (SSLSocket) tls.getSocketFactory().createSocket(socket, "localhost", 0, true);
        SSLParameters checked = layered.getSSLParameters();
        checked.setEndpointIdentificationAlgorithm("HTTPS");
        layered.setSSLParameters(checked);
        layered.startHandshake();
        use(layered);
    }

    /** A line of the server; null at the end. */
    String hear() throws IOException {
        return in.readLine();
    }

    /** A whole reply, its last line. */
    String hearReply() throws IOException {
        String line = hear();
        while (line != null && line.length() > 3 && line.charAt(3) == '-') {
            line = hear();
        }
        return line;
    }

    void say(String... lines) throws IOException {
        sayRaw(String.join("\r\n", lines) + "\r\n");
    }

    void sayRaw(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    /** Says one line and hears the reply. */
    String ask(String line) throws IOException {
        say(line);
        return hearReply();
    }

    /** A whole transaction up to and with DATA's reply. */
    void toBody(String... recipients) throws IOException {
        hearReply();
        ask("EHLO client.example");
        ask("MAIL FROM:<billing@example.com>");
        for (String recipient : recipients) {
            ask("RCPT TO:<" + recipient + ">");
        }
        ask("DATA");
    }

    /** A whole transaction; gives the final reply. */
    String send(String text, String... recipients) throws IOException {
        toBody(recipients);
        say(text.split("\r\n", -1));
        return ask(".");
    }

    void sayOctets(int octets) throws IOException {
        byte[] line = new byte[100];
        Arrays.fill(line, (byte) 'x');
        line[98] = '\r';
        line[99] = '\n';
        for (int i = 0; i < octets / line.length; i++) {
            socket.getOutputStream().write(line);
        }
    }

    void timeout(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
