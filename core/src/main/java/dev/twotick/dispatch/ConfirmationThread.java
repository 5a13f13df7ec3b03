package dev.twotick.dispatch;

import dev.twotick.confirmation.DeliveryConfirmation;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a source of evidence be read again and again on a thread of its own, with a growing pause while it fails. */
final class ConfirmationThread {
    private static final Logger LOG = LoggerFactory.getLogger(ConfirmationThread.class);
    private static final Duration STOP = Duration.ofSeconds(5);

    private final ConfirmationDesk desk;
    private final Duration poll;
    private final Listeners listeners;
    private final SourcePauses pauses = new SourcePauses(RandomGenerator.getDefault());
    private final Thread thread;
    private volatile boolean stopped;

    ConfirmationThread(ConfirmationDesk desk, Duration poll, Listeners listeners) {
        this.desk = desk;
        this.poll = poll;
        this.listeners = listeners;
        this.thread = new Thread(this::run, "twotick-" + desk.source().name());
        thread.setDaemon(true);
    }

    void start() {
        listeners.evidenceSource(desk.source().name());
        thread.start();
    }

    /** Closes the source and waits for its thread. */
    void stop() {
        stopped = true;
        DeliveryConfirmation source = desk.source();
        try {
            source.close();
        } catch (RuntimeException e) {
            LOG.warn("{}: closing failed", source.name(), e);
        }
        thread.interrupt();
        try {
            thread.join(STOP.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopped) {
            try {
                desk.collect();
                pauses.well();
                listeners.evidenceRead(desk.source().name());
                desk.source().awaitNews(desk.patience(poll));
            } catch (InterruptedException e) {
                LOG.debug("{} was interrupted", desk.source().name(), e);
            } catch (Throwable t) {
                if (stopped) {
                    return;
                }
                restAfter(t, pauses.next());
            }
        }
    }

    private void restAfter(Throwable failure, Duration pause) {
        tell(failure, pause);
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            LOG.debug("{} was interrupted", desk.source().name(), e);
        }
    }

    private void tell(Throwable failure, Duration pause) {
        try {
            LOG.warn(
                    "{}: cannot be read; it is tried again in {}", desk.source().name(), pause, failure);
            listeners.trouble(desk.source().name(), failure);
        } catch (Throwable t) {
            // a failure that cannot even be told must not end the thread
            Thread.onSpinWait();
        }
    }
}
