package io.tapemill.bench.http;

import java.io.IOException;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Clients that watch some symbols, all on one thread, until they are stopped. */
final class Watchers {
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long LAST_ANSWERS_NS = 12 * SECOND_NS;

    private final Selector selector = Selector.open();
    private final List<Watcher> fromOwner = new ArrayList<>();
    private final List<Watcher> fromAny = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "bench-watchers");
    private volatile boolean stopping;
    private volatile IOException failure;

    /**
     * Two clients for each symbol: one insists on the owner, one takes what there is.
     *
     * @param urls of the instances that are asked
     * @param ranges parameters of the two ranges
     * @param requests a second, of all clients together
     */
    Watchers(List<String> urls, List<String> symbols, List<String> ranges, int requests) throws IOException {
        long everyNs = 2L * symbols.size() * SECOND_NS / requests;
        long nowNs = System.nanoTime();
        for (int i = 0; i < symbols.size(); i++) {
            String folder = "/v1/bars/" + symbols.get(i);
            long firstNs = nowNs + everyNs * i / symbols.size();
            List<String> active = ranges.stream().map(range -> folder + range).toList();
            List<String> any = ranges.stream()
                    .map(range -> folder + range + "&consistency=any")
                    .toList();
            fromOwner.add(new Watcher(selector, urls, active, true, firstNs, everyNs));
            fromAny.add(new Watcher(selector, urls, any, false, firstNs + everyNs / symbols.size() / 2, everyNs));
        }
        thread.start();
    }

    List<Watcher> fromOwner() {
        return fromOwner;
    }

    List<Watcher> fromAny() {
        return fromAny;
    }

    private void run() {
        try {
            while (!stopping) step(true);
            long endNs = System.nanoTime() + LAST_ANSWERS_NS;
            while (isWaiting() && System.nanoTime() - endNs < 0) step(false);
            fromOwner.forEach(Watcher::close);
            fromAny.forEach(Watcher::close);
            selector.close();
        } catch (IOException e) {
            failure = e;
        }
    }

    private void step(boolean asking) throws IOException {
        selector.select(1);
        selector.selectedKeys().forEach(key -> ((Watcher) key.attachment()).ready(key));
        selector.selectedKeys().clear();
        if (!asking) return;
        long nowNs = System.nanoTime();
        fromOwner.forEach(watcher -> watcher.askIfDue(nowNs));
        fromAny.forEach(watcher -> watcher.askIfDue(nowNs));
    }

    private boolean isWaiting() {
        return fromOwner.stream().anyMatch(Watcher::isWaiting)
                || fromAny.stream().anyMatch(Watcher::isWaiting);
    }

    /** Lets the last answers come; afterwards the figures can be read. */
    void stop() throws IOException, InterruptedException {
        stopping = true;
        thread.join();
        if (failure != null) throw failure;
    }
}
