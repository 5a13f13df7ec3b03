package dev.twotick.benchmarks.submission;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** No letters at all: one NOOP after the other, which shows how long a round trip is. */
final class NoopContender implements Contender {
    private static final byte[] NOOP = "NOOP\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final BufferedReader replies;

    NoopContender(Target target) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), target.port());
        socket.setTcpNoDelay(true);
        replies = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        replies.readLine();
    }

    @Override
    public Lane open() throws IOException {
        OutputStream commands = socket.getOutputStream();
        return () -> {
            commands.write(NOOP);
            replies.readLine();
            return 1;
        };
    }
}
