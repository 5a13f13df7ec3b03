package dev.twotick.benchmarks.wire;

import dev.twotick.benchmarks.process.ChildJvm;
import dev.twotick.benchmarks.table.Figures;
import dev.twotick.benchmarks.table.Options;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;

/**
 * Makes a server on this machine look far away: what either side writes reaches the other a fixed time later, in order and
 * however much it is, and a connection takes a round trip to open. It stands in for the kernel's own delay, which many
 * kernels lack. It does not model slow start, loss, or acknowledgements that travel: those stay on this machine.
 */
public final class DelayProxy {
    private static final int BACKLOG = 500;

    private final ServerSocket listener;
    private final InetSocketAddress target;
    private final Duration oneWay;

    private DelayProxy(int port, Duration oneWay) throws IOException {
        listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.oneWay = oneWay;
    }

    /**
     * Runs a proxy until the input ends. It answers with its {@code port}.
     *
     * @param arguments {@code target=PORT} and {@code trip=SECONDS}, the round trip
     * @throws IOException when it cannot listen
     */
    public static void main(String[] arguments) throws IOException {
        Options options = Options.of(arguments).only("target", "trip");
        DelayProxy proxy = new DelayProxy(
                options.number("target", 0), options.seconds("trip", 0.02).dividedBy(2));
        Daemon.start("proxy-listener", proxy::accept);
        ChildJvm.serve(question -> Figures.of("port", proxy.listener.getLocalPort()));
    }

    private void accept() {
        while (true) {
            try {
                Socket near = listener.accept();
                Daemon.start("proxy-open", () -> open(near));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void open(Socket near) {
        try {
            near.setTcpNoDelay(true);
            DelayedFlow.pause(oneWay.multipliedBy(2));
            Socket far = new Socket();
            far.setTcpNoDelay(true);
            far.connect(target);
            new DelayedFlow(near, far, oneWay).start();
            new DelayedFlow(far, near, oneWay).start();
        } catch (IOException e) {
            close(near);
        }
    }

    static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone all the same
        }
    }
}
