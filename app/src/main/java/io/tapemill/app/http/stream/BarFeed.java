package io.tapemill.app.http.stream;

import io.tapemill.schemas.Bar;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the end of the bars topic, once for all clients, and hands every bar to those who want it. One thread owns the
 * consumer and the list of clients: a client joins between two polls, so it is known exactly which records it gets from
 * here and which from {@link PastBars}. Without clients nothing is read.
 */
final class BarFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BarFeed.class);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final long RETRY_MS = 1_000;
    private static final long END_WAIT_MS = 5_000;

    private record Arrival(StreamClient client, Optional<Map<Integer, Long>> lastOffsets) {}

    private final Supplier<BarsTopic> topics;
    private final long keepAliveNs;
    private final PastBars past;
    private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();
    private final Map<String, Set<StreamClient>> bySymbol = new HashMap<>();
    private final Set<StreamClient> clients = new LinkedHashSet<>();
    private final Thread thread = new Thread(this::run, "tapemill-bar-feed");
    private volatile boolean closing;
    private Map<Integer, Long> nextOffsets = Map.of();
    private long keptAliveNs = System.nanoTime();

    BarFeed(Supplier<BarsTopic> topics, PastBars past, Duration keepAlive) {
        this.topics = topics;
        this.keepAliveNs = keepAlive.toNanos();
        this.past = past;
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** From here on the client gets what it wants; behind {@code lastOffsets} if it has a place, else what comes. */
    void join(StreamClient client, Optional<Map<Integer, Long>> lastOffsets) {
        arrivals.add(new Arrival(client, lastOffsets));
        synchronized (arrivals) {
            arrivals.notifyAll();
        }
    }

    private void run() {
        try {
            while (awaitArrival()) readOn();
        } catch (InterruptedException e) {
            LOG.debug("the feed was told to stop");
        }
    }

    private void readOn() throws InterruptedException {
        try (BarsTopic topic = topics.get()) {
            while (!closing) follow(topic);
        } catch (RuntimeException e) {
            // the clients come back and go on where they were
            LOG.warn("streams end, because the bars topic cannot be read: {}", e.getMessage(), e);
            endAll();
            pauseAfterFailure();
        }
    }

    private void follow(BarsTopic topic) throws InterruptedException {
        if (clients.isEmpty()) {
            if (!awaitArrival()) return;
            topic.readFromEnd();
        }
        nextOffsets = topic.positions();
        for (Arrival arrival = arrivals.poll(); arrival != null; arrival = arrivals.poll()) admit(topic, arrival);
        for (ConsumerRecord<byte[], byte[]> record : topic.poll(POLL)) show(topic, record);
        nextOffsets = topic.positions();
        if (clients.removeIf(StreamClient::hasEnded)) index();
        if (System.nanoTime() - keptAliveNs > keepAliveNs) {
            keptAliveNs = System.nanoTime();
            Map<Integer, Long> last = before(nextOffsets);
            clients.forEach(client -> client.keepAlive(last));
        }
    }

    private boolean awaitArrival() throws InterruptedException {
        synchronized (arrivals) {
            while (arrivals.isEmpty() && !closing) arrivals.wait();
        }
        return !closing;
    }

    private void admit(BarsTopic topic, Arrival arrival) {
        Map<Integer, Long> joinAt = new HashMap<>();
        for (String symbol : arrival.client.subscription().symbols()) {
            int partition = topic.partitionOf(symbol);
            joinAt.put(partition, nextOffsets.get(partition));
        }
        Map<Integer, Long> last = before(joinAt);
        arrival.lastOffsets.ifPresent(
                offsets -> last.replaceAll((partition, at) -> offsets.getOrDefault(partition, at)));
        arrival.client.joinAfter(last);
        clients.add(arrival.client);
        index(arrival.client);
        if (last.equals(before(joinAt))) arrival.client.caughtUp(last);
        else past.add(new CatchUp(arrival.client, last, joinAt, false));
    }

    private void show(BarsTopic topic, ConsumerRecord<byte[], byte[]> record) {
        Set<StreamClient> interested = bySymbol.get(BarsTopic.symbolOf(record));
        if (interested == null) return;
        Optional<Bar> bar = topic.decode(record);
        if (bar.isEmpty()) return;
        byte[] data = EventText.data(bar.get(), "final");
        for (StreamClient client : interested) {
            if (client.subscription().wants(bar.get())) {
                client.live(record.partition(), record.offset(), data, bar.get());
            }
        }
    }

    private void index() {
        bySymbol.clear();
        clients.forEach(this::index);
    }

    private void index(StreamClient client) {
        for (String symbol : client.subscription().symbols()) {
            bySymbol.computeIfAbsent(symbol, s -> new LinkedHashSet<>()).add(client);
        }
    }

    private static Map<Integer, Long> before(Map<Integer, Long> offsets) {
        Map<Integer, Long> last = new HashMap<>();
        offsets.forEach((partition, offset) -> last.put(partition, offset - 1));
        return last;
    }

    private void endAll() {
        for (Arrival arrival = arrivals.poll(); arrival != null; arrival = arrivals.poll()) clients.add(arrival.client);
        clients.forEach(client -> client.end(EventText.KEEP_ALIVE));
        clients.clear();
        bySymbol.clear();
    }

    private void pauseAfterFailure() throws InterruptedException {
        synchronized (arrivals) {
            if (!closing) arrivals.wait(RETRY_MS);
        }
    }

    @Override
    public void close() {
        closing = true;
        synchronized (arrivals) {
            arrivals.notifyAll();
        }
        try {
            thread.join(END_WAIT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        endAll();
    }
}
