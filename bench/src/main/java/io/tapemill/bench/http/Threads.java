package io.tapemill.bench.http;

/** Waiting for threads that end. */
final class Threads {
    private Threads() {}

    /** Waits until the thread has ended; an interrupt ends the waiting and stays set. */
    static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
