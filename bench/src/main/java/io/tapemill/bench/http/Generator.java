package io.tapemill.bench.http;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Asks the same few things again and again over kept connections, from one thread without blocking: as fast as answers
 * come, or at a fixed rate, when a request that finds no connection free is counted from when it was due.
 */
final class Generator implements AutoCloseable {
    private static final long MAX_MICROS = TimeUnit.MINUTES.toMicros(1);
    /** Shorter waits are not left to the selector, which counts in ms. */
    private static final long SHORT_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long NAP_NS = TimeUnit.MICROSECONDS.toNanos(30);
    private static final long LAST_ANSWERS_NS = TimeUnit.SECONDS.toNanos(12);

    private final Selector selector;
    private final Deque<Slot> free = new ArrayDeque<>();
    private final List<Slot> all = new ArrayList<>();
    private Histogram micros;
    private long failed;

    /** One connection and the request that it sends. */
    private final class Slot {
        private final Connection connection;
        private final byte[] request;
        private long dueNs;

        Slot(Target target) {
            this.request = target.request();
            this.connection = new Connection(selector, target.address(), this);
        }

        void begin(long dueNs) {
            this.dueNs = dueNs;
            try {
                connection.send(request);
            } catch (IOException e) {
                lost();
            }
        }

        void ready(SelectionKey key) {
            try {
                if (key.isWritable()) connection.write();
                if (!key.isReadable() || !connection.read()) return;
                if (connection.status() != 200) say(connection.status() + " " + connection.body());
                done(connection.status() == 200);
            } catch (IOException e) {
                say(e.toString());
                lost();
            }
        }

        private void lost() {
            connection.close();
            done(false);
        }

        private void done(boolean good) {
            if (!good) failed++;
            micros.recordValue(Math.min(MAX_MICROS, (System.nanoTime() - dueNs) / 1_000));
            free.add(this);
        }
    }

    /** @param connections shared out over the targets in turn */
    Generator(List<Target> targets, int connections) throws IOException {
        selector = Selector.open();
        for (int i = 0; i < connections; i++) all.add(new Slot(targets.get(i % targets.size())));
        free.addAll(all);
    }

    /** As fast as the answers come: each connection has always a request under way. */
    Outcome saturate(Duration duration) throws IOException {
        return run(duration, 0);
    }

    Outcome atRate(int perSecond, Duration duration) throws IOException {
        return run(duration, TimeUnit.SECONDS.toNanos(1) / perSecond);
    }

    /** The first failure of a run; the others are counted. */
    private void say(String why) {
        if (failed == 0) System.err.println("a request failed: " + why);
    }

    private Outcome run(Duration duration, long everyNs) throws IOException {
        micros = new Histogram(MAX_MICROS, 3);
        failed = 0;
        long cpuBefore = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long startNs = System.nanoTime();
        long endNs = startNs + duration.toNanos();
        long dueNs = startNs;
        for (long nowNs = startNs; nowNs - endNs < 0; nowNs = System.nanoTime()) {
            while (!free.isEmpty() && nowNs - dueNs >= 0) {
                // that no connection was free is the server's doing, that we woke up a little late is not
                boolean waited = everyNs > 0 && nowNs - dueNs > everyNs;
                free.poll().begin(waited ? dueNs : System.nanoTime());
                dueNs += everyNs;
            }
            await(free.isEmpty() ? SHORT_NS : Math.min(dueNs, endNs) - System.nanoTime());
        }
        double seconds = (System.nanoTime() - startNs) / 1e9;
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpuBefore;
        finish();
        return new Outcome(micros, failed, seconds, cpu / 1e9 / seconds);
    }

    private void await(long ns) throws IOException {
        if (ns >= SHORT_NS) selector.select(ns / SHORT_NS);
        else if (selector.selectNow() == 0) LockSupport.parkNanos(Math.min(NAP_NS, Math.max(1, ns)));
        selector.selectedKeys().forEach(key -> ((Slot) key.attachment()).ready(key));
        selector.selectedKeys().clear();
    }

    /** Answers that never come count as failed. */
    private void finish() throws IOException {
        long endNs = System.nanoTime() + LAST_ANSWERS_NS;
        while (free.size() < all.size() && System.nanoTime() - endNs < 0) await(SHORT_NS);
        for (Slot slot : all) {
            if (!free.contains(slot)) slot.lost();
        }
    }

    @Override
    public void close() throws IOException {
        all.forEach(slot -> slot.connection.close());
        selector.close();
    }
}
