package dev.twotick.dispatch.simulation;

import dev.twotick.confirmation.TokenKeys;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Makes worlds and lets them run, one after the other. */
final class Laboratory implements AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "fiber");
        thread.setDaemon(true);
        return thread;
    });
    private final TokenKeys keys = TokenKeys.ephemeral(new Unchanging());
    private final Flaw flaw;

    Laboratory(Flaw flaw) {
        this.flaw = flaw;
    }

    /** The same tokens in every run. */
    private static final class Unchanging extends SecureRandom {
        private static final long serialVersionUID = 1;

        @Override
        public void nextBytes(byte[] bytes) {
            java.util.Arrays.fill(bytes, (byte) 7);
        }
    }

    /** Lets one world run; empty when everything held. */
    Optional<Throwable> run(long seed) {
        return run(seed, new Trace(false));
    }

    /** The same, and tells what happened. */
    List<String> tell(long seed) {
        Trace trace = new Trace(true);
        Optional<Throwable> failure = run(seed, trace);
        trace.add(World.BEGIN, "end", failure.map(Throwable::toString).orElse("everything held"));
        return trace.lines();
    }

    private Optional<Throwable> run(long seed, Trace trace) {
        try {
            new World(seed, new World.Surroundings(new Fibers(threads), keys, trace, flaw)).run();
            return Optional.empty();
        } catch (RuntimeException | AssertionError e) {
            return Optional.of(e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
