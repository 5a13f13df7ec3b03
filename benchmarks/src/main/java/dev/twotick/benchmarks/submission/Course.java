package dev.twotick.benchmarks.submission;

import dev.twotick.benchmarks.process.ChildJvm;
import dev.twotick.benchmarks.process.Command;
import dev.twotick.benchmarks.wire.DelayProxy;
import dev.twotick.benchmarks.wire.SmtpSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What all contenders of a case run on: a sink, and the long way to it. */
final class Course implements AutoCloseable {
    static final String SMTP_SINK = "/usr/sbin/smtp-sink";

    private static final List<String> NO_ARGUMENTS = List.of();

    private final Deque<Runnable> ends = new ArrayDeque<>();
    private final String sink;
    private final String trustFile;
    private final int port;

    Course(Case laid, Path directory) throws IOException {
        int sinkPort;
        Optional<Path> certificates = laid.tls() ? Optional.of(directory.resolve("tls")) : Optional.empty();
        if (laid.chunking()
                || laid.tls()
                || Command.missing(SMTP_SINK, "postfix").isPresent()) {
            sink = "own sink" + (laid.chunking() ? " with CHUNKING" : "");
            sinkPort = ownSink(laid, certificates);
        } else {
            sink = "smtp-sink";
            sinkPort = smtpSink();
        }
        trustFile = certificates.map(Course::trustFile).orElse("");
        port = laid.trip() > 0 ? proxy(sinkPort, laid.trip()) : sinkPort;
    }

    private int ownSink(Case laid, Optional<Path> certificates) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("chunking=" + laid.chunking()));
        certificates.ifPresent(directory -> arguments.add("tls=" + directory));
        return child(SmtpSink.class, arguments);
    }

    private int smtpSink() throws IOException {
        int free = Command.freePort();
        List<String> command = List.of(SMTP_SINK, "-u", "nobody", "127.0.0.1:" + free, "500");
        Process process = Command.serve(free, command);
        ends.push(process::destroy);
        return free;
    }

    private int proxy(int target, double trip) throws IOException {
        return child(DelayProxy.class, List.of("target=" + target, "trip=" + trip));
    }

    private int child(Class<?> main, List<String> arguments) throws IOException {
        ChildJvm child = ChildJvm.start(main, NO_ARGUMENTS, arguments.toArray(String[]::new));
        ends.push(child::close);
        return (int) child.ask("port").get("port");
    }

    private static String trustFile(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(Path::toString)
                    .filter(file -> file.endsWith(".pem"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String sink() {
        return sink;
    }

    int port() {
        return port;
    }

    String trustFile() {
        return trustFile;
    }

    @Override
    public void close() {
        while (!ends.isEmpty()) {
            ends.pop().run();
        }
    }
}
