package io.tapemill.app.cli;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Stops something when the process gets SIGINT or SIGTERM, also while it is still starting: the start is then waited
 * for, because a half-started server cannot be stopped.
 */
public final class StopOnSignal<T> {
    private static final long START_LIMIT_SECONDS = 120;

    /** May fail with anything; it is then reported. */
    public interface Closing<T> {
        void close(T what) throws Exception;
    }

    /** A start that may fail. */
    public interface Starting<T> {
        T start() throws IOException;
    }

    private final CompletableFuture<T> started = new CompletableFuture<>();

    private StopOnSignal() {}

    public static <T> StopOnSignal<T> install(String name, Closing<T> closing, Consumer<String> problems) {
        StopOnSignal<T> stop = new StopOnSignal<>();
        Runnable hook = () -> stop.stop(name, closing, problems);
        Runtime.getRuntime().addShutdownHook(new Thread(hook, "stop-" + name));
        return stop;
    }

    /** Runs the start on the calling thread. */
    public T start(Starting<T> starting) throws IOException {
        try {
            T value = starting.start();
            started.complete(value);
            return value;
        } catch (IOException | RuntimeException e) {
            started.completeExceptionally(e);
            throw e;
        }
    }

    private void stop(String name, Closing<T> closing, Consumer<String> problems) {
        try {
            closing.close(started.get(START_LIMIT_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException neverStarted) {
            return; // its own command reported it, and nothing runs
        } catch (TimeoutException e) {
            problems.accept(name + " was still starting and is left as it is");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            problems.accept(name + " did not stop cleanly: " + FailureReport.describe(e));
        }
    }
}
