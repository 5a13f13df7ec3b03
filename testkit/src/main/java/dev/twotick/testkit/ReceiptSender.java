package dev.twotick.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Sends one mail with the null reverse-path, as receipts are sent. */
final class ReceiptSender {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final BufferedReader in;
    private final OutputStream out;

    private ReceiptSender(Socket socket) throws IOException {
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        out = socket.getOutputStream();
    }

    static void send(String host, int port, String recipient, byte[] mail) throws IOException {
        try (Socket socket = new Socket(InetAddress.getAllByName(host)[0], port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            new ReceiptSender(socket).send(recipient, mail);
        }
    }

    private void send(String recipient, byte[] mail) throws IOException {
        boolean ascii = recipient.chars().allMatch(c -> c < 0x80) && isAscii(mail);
        expect("220");
        ask("EHLO scripted.example", "250");
        ask(ascii ? "MAIL FROM:<>" : "MAIL FROM:<> BODY=8BITMIME SMTPUTF8", "250");
        ask("RCPT TO:<" + recipient + ">", "250");
        ask("DATA", "354");
        out.write(stuffed(mail));
        ask(".", "250");
        ask("QUIT", "221");
    }

    private static boolean isAscii(byte[] mail) {
        for (byte octet : mail) {
            if (octet < 0) {
                return false;
            }
        }
        return true;
    }

    /** Every character of ISO 8859-1 stands for one octet, so that the bytes pass unchanged. */
    private static byte[] stuffed(byte[] mail) {
        String text = new String(mail, StandardCharsets.ISO_8859_1).replace("\r\n.", "\r\n..");
        String ended = text.endsWith("\r\n") ? text : text + "\r\n";
        return (ended.startsWith(".") ? "." + ended : ended).getBytes(StandardCharsets.ISO_8859_1);
    }

    private void ask(String line, String code) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        expect(code);
    }

    private void expect(String code) throws IOException {
        String line = in.readLine();
        while (line != null && line.startsWith("-", 3)) {
            line = in.readLine();
        }
        if (line == null || !line.startsWith(code)) {
            throw new IOException("a report was not taken: " + line);
        }
    }
}
