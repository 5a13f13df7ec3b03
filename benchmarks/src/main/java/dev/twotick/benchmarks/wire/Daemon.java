package dev.twotick.benchmarks.wire;

/** A thread that does not keep its process alive. */
final class Daemon {
    private Daemon() {}

    static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
