package io.tapemill.app.http.stream;

import io.tapemill.schemas.Bar;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the clients that want it how open windows are doing, once in a while: each symbol is asked for once, however
 * many follow it. One thread for all; the rest between two rounds is the same whether they take long or not.
 */
final class PartialBars implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PartialBars.class);
    private static final Duration REST = Duration.ofSeconds(1);
    private static final long END_WAIT_MS = 5_000;

    private final OpenWindows windows;
    private final Set<StreamClient> clients = ConcurrentHashMap.newKeySet();
    private final Thread thread = new Thread(this::run, "tapemill-partial-bars");

    PartialBars(OpenWindows windows) {
        this.windows = windows;
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    void add(StreamClient client) {
        clients.add(client);
        synchronized (this) {
            notifyAll();
        }
    }

    private void run() {
        try {
            while (true) {
                tellAll();
                rest();
            }
        } catch (InterruptedException e) {
            LOG.debug("told to stop");
        }
    }

    private synchronized void rest() throws InterruptedException {
        while (clients.isEmpty()) wait();
        // a new client ends no rest: at most one bar of each symbol in that time is a promise
        long endNs = System.nanoTime() + REST.toNanos();
        for (long leftNs = REST.toNanos(); leftNs > 0; leftNs = endNs - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, leftNs);
        }
    }

    private void tellAll() throws InterruptedException {
        clients.removeIf(StreamClient::hasEnded);
        Map<String, List<Bar>> open = new HashMap<>();
        for (StreamClient client : clients) {
            for (String symbol : client.subscription().symbols()) {
                List<Bar> bars = open.get(symbol);
                if (bars == null) {
                    bars = ask(symbol);
                    open.put(symbol, bars);
                }
                bars.stream().filter(client.subscription()::wants).forEach(client::partial);
            }
        }
    }

    private List<Bar> ask(String symbol) throws InterruptedException {
        try {
            return windows.of(symbol);
        } catch (RuntimeException e) {
            // a rebalance, a peer that is away: the next round asks again, and final bars come all the same
            LOG.debug("the open windows of {} cannot be had: {}", symbol, e.getMessage());
            return List.of();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(END_WAIT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
