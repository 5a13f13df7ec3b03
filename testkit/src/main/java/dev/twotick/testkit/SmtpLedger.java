package dev.twotick.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a scripted server has seen. Thread-safe. */
final class SmtpLedger {
    private final List<String> commands = new ArrayList<>();
    private final List<ReceivedLetter> received = new ArrayList<>();
    private final List<ReceivedLetter> taken = new ArrayList<>();
    private int connections;
    private int open;
    private int queued;

    synchronized int connected() {
        open++;
        return ++connections;
    }

    synchronized void disconnected() {
        open--;
        notifyAll();
    }

    synchronized void command(String line) {
        commands.add(line);
    }

    synchronized String nextQueueId() {
        queued++;
        return "4X" + Integer.toString(queued + 36 * 36, 36);
    }

    synchronized void receive(ReceivedLetter letter) {
        received.add(letter);
        notifyAll();
    }

    synchronized void take(ReceivedLetter letter) {
        taken.add(letter);
        notifyAll();
    }

    synchronized List<String> commands() {
        return List.copyOf(commands);
    }

    synchronized List<ReceivedLetter> received() {
        return List.copyOf(received);
    }

    synchronized List<ReceivedLetter> taken() {
        return List.copyOf(taken);
    }

    synchronized int connections() {
        return connections;
    }

    synchronized int open() {
        return open;
    }

    synchronized List<ReceivedLetter> awaitTaken(int count, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (taken.size() < count) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError(count + " letters were awaited and " + taken.size() + " came within " + atMost
                        + "; commands seen: " + commands);
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return List.copyOf(taken);
    }
}
