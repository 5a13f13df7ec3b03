package dev.twotick.benchmarks.wholeway;

import dev.twotick.benchmarks.process.Command;
import dev.twotick.benchmarks.process.Cpu;
import dev.twotick.benchmarks.process.Runner;
import dev.twotick.benchmarks.table.Figures;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Letters from smtp-source through a private Postfix to the sink. Each round has a fresh queue, since on some file systems a
 * used one is slower; its time ends when Postfix has logged the last delivery.
 */
final class PostfixWay implements Runner {
    private static final String SOURCE = "/usr/sbin/smtp-source";
    private static final int FIRST_LETTERS = 500;
    private static final long PATIENCE_SECONDS = 120;

    private final Path directory;
    private final int sinkPort;
    private final int sessions;
    private double rate;

    PostfixWay(Path directory, int sinkPort, int sessions) {
        this.directory = directory;
        this.sinkPort = sinkPort;
        this.sessions = sessions;
    }

    private static Optional<String> missing() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return Optional.of("Postfix can only be started by root");
        }
        return Command.missing("/usr/sbin/postfix", "postfix").or(() -> Command.missing(SOURCE, "postfix"));
    }

    @Override
    public Figures round(double seconds) throws IOException {
        Optional<String> missing = missing();
        if (missing.isPresent()) {
            throw new IOException(missing.get());
        }
        if (rate == 0) {
            rate = send(FIRST_LETTERS).get("rate");
        }
        Figures figures = send(Math.max(FIRST_LETTERS, (int) (rate * seconds)));
        rate = figures.get("rate");
        return figures;
    }

    private Figures send(int letters) throws IOException {
        try (PrivatePostfix postfix = PrivatePostfix.start(directory, sinkPort);
                BufferedReader log = Files.newBufferedReader(postfix.log())) {
            double machine = Cpu.ofTheMachine();
            long begin = System.nanoTime();
            Command.run(
                    SOURCE,
                    "-d",
                    "-s",
                    Integer.toString(sessions),
                    "-m",
                    Integer.toString(letters),
                    "-l",
                    Integer.toString(LetterText.SIZE),
                    "-f",
                    LetterText.FROM,
                    "-t",
                    LetterText.TO,
                    "127.0.0.1:" + postfix.port());
            awaitDeliveries(log, letters);
            double seconds = (System.nanoTime() - begin) / 1e9;
            return Figures.of("rate", letters / seconds)
                    .and("letters", letters)
                    .and("cpu", Cpu.ofTheMachine() - machine);
        }
    }

    private static void awaitDeliveries(BufferedReader log, int letters) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        int delivered = 0;
        while (delivered < letters) {
            String line = log.readLine();
            if (line == null) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            } else if (line.contains("status=sent")) {
                delivered++;
            }
            if (System.nanoTime() > end) {
                throw new IOException("Postfix delivered " + delivered + " of " + letters + " letters only");
            }
        }
    }
}
