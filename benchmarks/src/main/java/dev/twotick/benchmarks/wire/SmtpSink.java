package dev.twotick.benchmarks.wire;

import dev.twotick.benchmarks.process.ChildJvm;
import dev.twotick.benchmarks.process.Cpu;
import dev.twotick.benchmarks.table.Figures;
import dev.twotick.benchmarks.table.Options;
import dev.twotick.testkit.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLContext;

/**
 * A submission server that takes every letter and forgets it, with PIPELINING (RFC 2920) and on request CHUNKING (RFC 3030)
 * and STARTTLS; a thread for each connection. Thread-safe.
 */
public final class SmtpSink {
    private static final int BACKLOG = 500;

    private final ServerSocket listener;
    private final boolean chunking;
    private final Optional<SSLContext> tls;
    private final LongAdder letters = new LongAdder();

    private SmtpSink(boolean chunking, Optional<SSLContext> tls) throws IOException {
        this.listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        this.chunking = chunking;
        this.tls = tls;
    }

    /**
     * Runs a sink until the input ends. It answers {@code port}, {@code letters} (taken so far) and {@code cpu} (seconds).
     *
     * @param arguments {@code chunking=true}, and {@code tls=DIRECTORY} where its certificates go
     * @throws IOException when it cannot listen
     */
    public static void main(String[] arguments) throws IOException {
        Options options = Options.of(arguments).only("chunking", "tls");
        Optional<SSLContext> tls = Optional.empty();
        if (!options.text("tls", "").isEmpty()) {
            Path directory = Files.createDirectories(Path.of(options.text("tls", "")));
            tls = Optional.of(TestCertificates.create(directory).serverContext());
        }
        SmtpSink sink = new SmtpSink(options.text("chunking", "").equals("true"), tls);
        Daemon.start("sink-listener", sink::accept);
        ChildJvm.serve(question -> sink.answer());
    }

    private Figures answer() {
        return Figures.of("port", listener.getLocalPort())
                .and("letters", (double) letters.sum())
                .and("cpu", Cpu.ofThisProcess());
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                Daemon.start("sink", () -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            new SinkSession(socket, chunking, tls, letters).run();
        } catch (IOException e) {
            // a client that goes away without QUIT
        }
    }
}
