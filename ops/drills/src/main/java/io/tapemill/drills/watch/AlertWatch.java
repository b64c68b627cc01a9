package io.tapemill.drills.watch;

import io.tapemill.drills.cluster.Prometheus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** Remembers when each alert began to fire and when it ceased. Times are nanoseconds of {@link System#nanoTime}. */
public final class AlertWatch implements AutoCloseable {
    private static final long POLL_MS = 500;
    private static final long STILL = Long.MAX_VALUE;

    /**
     * One time that an alert fired.
     *
     * @param toNs {@link Long#MAX_VALUE} as long as it fires
     */
    public record Firing(String alert, long fromNs, long toNs) {
        public boolean isOver() {
            return toNs != STILL;
        }
    }

    private final Prometheus prometheus;
    private final Map<String, Long> firing = new HashMap<>();
    private final List<Firing> over = new ArrayList<>();
    private final Thread thread;
    private volatile boolean stopping;

    public AlertWatch(Prometheus prometheus) {
        this.prometheus = prometheus;
        thread = new Thread(this::watch, "alert-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        while (!stopping) {
            try {
                note(prometheus.firing(), System.nanoTime());
                TimeUnit.MILLISECONDS.sleep(POLL_MS);
            } catch (IOException e) {
                // a busy machine: the next look tells
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    public Prometheus prometheus() {
        return prometheus;
    }

    private synchronized void note(Set<String> now, long timeNs) {
        now.forEach(alert -> firing.putIfAbsent(alert, timeNs));
        for (String ceased : new TreeSet<>(firing.keySet())) {
            if (!now.contains(ceased)) over.add(new Firing(ceased, firing.remove(ceased), timeNs));
        }
    }

    /** What began to fire since, in that order. */
    public synchronized List<Firing> since(long timeNs) {
        List<Firing> all = new ArrayList<>(over);
        firing.forEach((alert, fromNs) -> all.add(new Firing(alert, fromNs, STILL)));
        all.removeIf(each -> each.fromNs() - timeNs < 0);
        all.sort((a, b) -> Long.signum(a.fromNs() - b.fromNs()));
        return all;
    }

    /** Names of those that fire now. */
    public synchronized Set<String> firing() {
        return new TreeSet<>(firing.keySet());
    }

    /** What ceased since, in that order. */
    public synchronized List<Firing> ceasedSince(long timeNs) {
        return over.stream().filter(each -> each.toNs() - timeNs >= 0).toList();
    }

    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        Threads.join(thread);
    }
}
