package dev.twotick.smtp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A relay that says nothing before it has heard a whole group, so that a client that waits for a reply in between never comes
 * to an end. It takes one connection and goes through its lines in order.
 */
final class PatientRelay implements AutoCloseable {
    private final ServerSocket listener;
    private final List<Exchange> exchanges = new ArrayList<>();
    private final CompletableFuture<String> heard = new CompletableFuture<>();

    /** What is to be heard up to and with its last octets, and what is said then. */
    private record Exchange(String until, int times, String answer) {}

    PatientRelay(String... extensions) throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        StringBuilder ehlo = new StringBuilder("250-patient.example\r\n");
        for (String extension : extensions) {
            ehlo.append("250-").append(extension).append("\r\n");
        }
        hears("\r\n", 1, ehlo + "250 SIZE");
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Waits until something was said a number of times, and then answers all of it at once. */
    PatientRelay hears(String until, int times, String... lines) {
        exchanges.add(new Exchange(until, times, String.join("\r\n", lines) + "\r\n"));
        return this;
    }

    PatientRelay start() {
        Thread thread = new Thread(this::serve, "patient-relay");
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    private void serve() {
        try (Socket socket = listener.accept()) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            say(socket, "220 hi\r\n");
            StringBuilder all = new StringBuilder();
            for (Exchange exchange : exchanges) {
                all.append(listen(in, exchange));
                say(socket, exchange.answer());
            }
            heard.complete(all.toString());
            socket.shutdownOutput();
            in.readAllBytes();
        } catch (IOException e) {
            heard.completeExceptionally(e);
        }
    }

    private static String listen(InputStream in, Exchange exchange) throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int count = 0;
        while (count < exchange.times()) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("the client went away after: " + said.toString(StandardCharsets.UTF_8));
            }
            said.write(octet);
            count += said.toString(StandardCharsets.UTF_8).endsWith(exchange.until()) ? 1 : 0;
        }
        return said.toString(StandardCharsets.UTF_8);
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** All that the client said, once the relay is through. */
    String heard() throws Exception {
        return heard.get(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
