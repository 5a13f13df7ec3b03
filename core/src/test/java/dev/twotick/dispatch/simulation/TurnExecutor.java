package dev.twotick.dispatch.simulation;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Makes a turn of every task of a node; whoever waits for one gives his own turn away, and time-outs are the world's. */
final class TurnExecutor extends AbstractExecutorService {
    private final World world;
    private final Node node;
    private final String name;

    TurnExecutor(World world, Node node, String name) {
        this.world = world;
        this.node = node;
        this.name = name;
    }

    @Override
    public void execute(Runnable task) {
        node.checkAlive();
        if (world.turns().inTurn() && !world.takesTurns()) {
            task.run();
        } else {
            node.begin(name, task);
        }
    }

    @Override
    protected <T> RunnableFuture<T> newTaskFor(Callable<T> task) {
        return new Task<>(task);
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
    }

    private final class Task<T> implements RunnableFuture<T> {
        private final Callable<T> work;
        private boolean done;
        private boolean cancelled;
        private @Nullable T result;
        private @Nullable Throwable failure;

        Task(Callable<T> work) {
            this.work = work;
        }

        @Override
        public void run() {
            try {
                result = work.call();
            } catch (Killed e) {
                throw e;
            } catch (Throwable t) {
                failure = t;
            }
            done = true;
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            // a blocking call takes no notice; what it says later is the interesting case
            cancelled = !done;
            return cancelled;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public boolean isDone() {
            return done || cancelled;
        }

        @Override
        public T get() throws ExecutionException {
            world.await(node, () -> done);
            return outcome();
        }

        @Override
        public T get(long timeout, TimeUnit unit) throws ExecutionException, TimeoutException {
            Instant deadline = world.now().plus(timeout, unit.toChronoUnit());
            world.await(node, () -> done || !world.now().isBefore(deadline));
            if (!done) {
                world.say(node.name, "waits no longer");
                throw new TimeoutException();
            }
            return outcome();
        }

        @SuppressWarnings("NullAway") // the type of the result decides whether it may be null
        private T outcome() throws ExecutionException {
            if (failure != null) {
                throw new ExecutionException(failure);
            }
            return result;
        }
    }
}
