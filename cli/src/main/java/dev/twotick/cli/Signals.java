package dev.twotick.cli;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Lets SIGINT and SIGTERM end a command in good order: it is told to stop, and the process lives until it has, and ends with
 * the command's exit status. Used by one thread.
 */
final class Signals {
    private final CompletableFuture<Integer> status = new CompletableFuture<>();
    private Optional<Thread> hook = Optional.empty();

    /**
     * Listens from now on; once for each command.
     *
     * @param stop makes the command end soon; runs on another thread
     */
    void onSignal(Runnable stop) {
        Thread thread = new Thread(() -> end(stop), "twotick-signal");
        Runtime.getRuntime().addShutdownHook(thread);
        hook = Optional.of(thread);
    }

    private void end(Runnable stop) {
        stop.run();
        // a process that ends by a signal would report the signal, whatever the command has come to
        Runtime.getRuntime().halt(status.join());
    }

    /** Tells that the command has ended and said all it had to say. */
    void ended(int code) {
        status.complete(code);
        try {
            hook.ifPresent(Runtime.getRuntime()::removeShutdownHook);
        } catch (IllegalStateException e) {
            // a signal came, and the hook ends the process
        }
    }
}
