package dev.twotick.benchmarks.wire;

import dev.twotick.benchmarks.process.ChildJvm;
import dev.twotick.benchmarks.process.Command;
import java.io.IOException;
import java.util.List;

/** A running sink: Postfix's smtp-sink where it is installed and does what is needed, or our own. Closed by who started it. */
public final class Sink implements AutoCloseable {
    private static final String SMTP_SINK = "/usr/sbin/smtp-sink";

    private final String name;
    private final int port;
    private final Runnable end;

    private Sink(String name, int port, Runnable end) {
        this.name = name;
        this.port = port;
        this.end = end;
    }

    /**
     * A sink with PIPELINING.
     *
     * @return smtp-sink, or our own where it is not installed
     * @throws IOException when it does not start
     */
    public static Sink plain() throws IOException {
        if (Command.missing(SMTP_SINK, "postfix").isPresent()) {
            return own("own sink");
        }
        int free = Command.freePort();
        Process process = Command.serve(free, List.of(SMTP_SINK, "-u", "nobody", "127.0.0.1:" + free, "500"));
        return new Sink("smtp-sink", free, process::destroy);
    }

    /**
     * Our own sink in a JVM of its own.
     *
     * @param name what it is called in the table
     * @param arguments what {@link SmtpSink#main} takes
     * @return the sink
     * @throws IOException when it does not start
     */
    public static Sink own(String name, String... arguments) throws IOException {
        ChildJvm child = ChildJvm.start(SmtpSink.class, List.of(), arguments);
        return new Sink(name, (int) child.ask("port").get("port"), child::close);
    }

    /**
     * What it is called in the table.
     *
     * @return its name
     */
    public String name() {
        return name;
    }

    /**
     * Where it listens.
     *
     * @return a port of 127.0.0.1
     */
    public int port() {
        return port;
    }

    @Override
    public void close() {
        end.run();
    }
}
