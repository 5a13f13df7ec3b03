package dev.twotick.benchmarks.submission;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** No letters at all: one NOOP after the other, which shows how long a round trip is. */
final class NoopContender implements Contender {
    private static final byte[] NOOP = "NOOP\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Target target;

    NoopContender(Target target) {
        this.target = target;
    }

    @Override
    public Lane open() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), target.port());
        socket.setTcpNoDelay(true);
        BufferedReader replies =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        replies.readLine();
        return new Lane() {
            @Override
            public int send() throws IOException {
                socket.getOutputStream().write(NOOP);
                replies.readLine();
                return 1;
            }

            @Override
            public void close() throws IOException {
                socket.close();
            }
        };
    }
}
