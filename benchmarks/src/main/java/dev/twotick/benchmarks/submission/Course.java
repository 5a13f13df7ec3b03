package dev.twotick.benchmarks.submission;

import dev.twotick.benchmarks.process.ChildJvm;
import dev.twotick.benchmarks.wire.DelayProxy;
import dev.twotick.benchmarks.wire.Sink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What all contenders of a case run on: a sink, and the long way to it. */
final class Course implements AutoCloseable {
    private final Sink sink;
    private final Optional<ChildJvm> proxy;
    private final String trustFile;
    private final int port;

    Course(Case laid, Path directory) throws IOException {
        if (laid.tls()) {
            sink = Sink.own("own sink", "chunking=" + laid.chunking(), "tls=" + directory);
        } else {
            sink = laid.chunking() ? Sink.own("own sink with CHUNKING", "chunking=true") : Sink.plain();
        }
        trustFile = laid.tls() ? trustFile(directory) : "";
        proxy = laid.trip() == 0
                ? Optional.empty()
                : Optional.of(
                        ChildJvm.start(DelayProxy.class, List.of(), "target=" + sink.port(), "trip=" + laid.trip()));
        port = proxy.isPresent() ? (int) proxy.get().ask("port").get("port") : sink.port();
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
        return sink.name();
    }

    int port() {
        return port;
    }

    String trustFile() {
        return trustFile;
    }

    @Override
    public void close() {
        proxy.ifPresent(ChildJvm::close);
        sink.close();
    }
}
