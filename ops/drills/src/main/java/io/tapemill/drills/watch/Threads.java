package io.tapemill.drills.watch;

/** Ends of threads. */
final class Threads {
    private Threads() {}

    /** Waits for the end; an interruption meanwhile is kept for the caller. */
    static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
