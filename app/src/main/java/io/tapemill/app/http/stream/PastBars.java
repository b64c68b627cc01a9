package io.tapemill.app.http.stream;

import io.tapemill.schemas.Bar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives clients the records that they missed, up to where the feed goes on for them. One thread reads for all who wait,
 * each time from the oldest place among them, so a thousand clients that come back together cost one pass. A client that
 * does not read is left out until it does. Whoever wants more than {@code mostRecords} is told that it is too late.
 */
final class PastBars implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PastBars.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long RETRY_MS = 1_000;
    private static final long END_WAIT_MS = 5_000;

    private final Supplier<BarsTopic> topics;
    private final long mostRecords;
    private final BiConsumer<CatchUp, String> tooLate;
    private final Consumer<StreamClient> joinAgain;
    private final List<CatchUp> waiting = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "tapemill-past-bars");
    private boolean closing;

    /**
     * @param tooLate takes over a client that cannot go on where it was, with the reason; must not wait
     * @param joinAgain takes a client that has the past, but of which more came meanwhile than could wait; must not wait
     */
    PastBars(
            Supplier<BarsTopic> topics,
            long mostRecords,
            BiConsumer<CatchUp, String> tooLate,
            Consumer<StreamClient> joinAgain) {
        this.joinAgain = joinAgain;
        this.topics = topics;
        this.mostRecords = mostRecords;
        this.tooLate = tooLate;
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Gives the client what it lacks. */
    synchronized void add(CatchUp work) {
        waiting.add(work);
        notifyAll();
    }

    /** A client that was left out reads again. */
    synchronized void hasRoomAgain() {
        notifyAll();
    }

    private void run() {
        List<CatchUp> mine = new ArrayList<>();
        try {
            while (take(mine)) readOn(mine);
        } catch (InterruptedException e) {
            LOG.debug("told to stop");
        }
    }

    private void readOn(List<CatchUp> mine) throws InterruptedException {
        try (BarsTopic topic = topics.get()) {
            do read(topic, mine);
            while (take(mine));
        } catch (RuntimeException e) {
            LOG.warn("{} streams end, because their past cannot be read: {}", mine.size(), e.getMessage(), e);
            mine.forEach(work -> work.client().end(EventText.KEEP_ALIVE));
            mine.clear();
            pauseAfterFailure();
        }
    }

    private synchronized void pauseAfterFailure() throws InterruptedException {
        if (!closing) wait(RETRY_MS);
    }

    /** Waits until there is something to do; false at the end. */
    private synchronized boolean take(List<CatchUp> mine) throws InterruptedException {
        while (!closing) {
            mine.addAll(waiting);
            waiting.clear();
            mine.removeIf(work -> work.client().hasEnded());
            if (mine.stream().anyMatch(work -> !work.isBegun() || work.client().hasRoom())) return true;
            wait();
        }
        return false;
    }

    /** One poll for all who have room. */
    private void read(BarsTopic topic, List<CatchUp> mine) {
        mine.removeIf(work -> !work.isBegun() && !begin(topic, work));
        List<CatchUp> reading =
                mine.stream().filter(work -> work.client().hasRoom()).toList();
        Map<Integer, Long> from = new HashMap<>();
        for (CatchUp work : reading)
            work.missing().forEach((partition, next) -> from.merge(partition, next, Math::min));
        if (!from.isEmpty()) {
            topic.readFrom(from);
            Map<String, List<CatchUp>> bySymbol = bySymbol(reading);
            for (ConsumerRecord<byte[], byte[]> record : topic.poll(POLL)) show(topic, record, bySymbol);
            Map<Integer, Long> upTo = topic.positions();
            for (CatchUp work : reading) work.passed(from, upTo);
        }
        mine.removeIf(work -> work.finishIfDone(joinAgain));
    }

    /** False when the client's place cannot be used. */
    private boolean begin(BarsTopic topic, CatchUp work) {
        Optional<String> problem =
                work.begin(topic.beginnings(work.missing()), topic.ends(work.missing()), mostRecords);
        problem.ifPresent(reason -> tooLate.accept(work, reason));
        return problem.isEmpty();
    }

    private static Map<String, List<CatchUp>> bySymbol(List<CatchUp> reading) {
        Map<String, List<CatchUp>> index = new HashMap<>();
        for (CatchUp work : reading) {
            for (String symbol : work.client().subscription().symbols()) {
                index.computeIfAbsent(symbol, s -> new ArrayList<>()).add(work);
            }
        }
        return index;
    }

    private static void show(
            BarsTopic topic, ConsumerRecord<byte[], byte[]> record, Map<String, List<CatchUp>> bySymbol) {
        List<CatchUp> interested = bySymbol.getOrDefault(BarsTopic.symbolOf(record), List.of());
        if (interested.stream().noneMatch(work -> work.lacks(record.partition(), record.offset()))) return;
        Optional<Bar> bar = topic.decode(record);
        if (bar.isEmpty()) return;
        byte[] data = EventText.data(bar.get(), "final");
        for (CatchUp work : interested) work.show(record, data, bar.get());
    }

    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        try {
            thread.join(END_WAIT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
