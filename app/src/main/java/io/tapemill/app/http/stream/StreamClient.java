package io.tapemill.app.http.stream;

import io.tapemill.schemas.Bar;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One client's place in the log. Until it has caught up, what the feed brings waits; then it goes out behind the past.
 * So each record of the partitions asked for is looked at once, in the order of its partition. Thread-safe.
 */
final class StreamClient {
    private record Event(int partition, long offset, byte[] data, Bar bar) {}

    private final Subscription subscription;
    private final EventQueue queue;
    private final StreamCounters counters;
    private final int limit;
    private final SortedMap<Integer, Long> lastOffsets = new TreeMap<>();
    private final Map<String, Long> newestFinalNs = new HashMap<>();
    private final Map<String, Bar> partials = new HashMap<>();
    private final Queue<Event> live = new ArrayDeque<>();
    private boolean missedLive;
    private boolean caughtUp;
    private boolean ended;
    private boolean quiet = true;

    StreamClient(Subscription subscription, EventQueue queue, int limit, StreamCounters counters) {
        this.subscription = subscription;
        this.queue = queue;
        this.limit = limit;
        this.counters = counters;
    }

    Subscription subscription() {
        return subscription;
    }

    boolean hasRoom() {
        return queue.hasRoom();
    }

    synchronized boolean hasEnded() {
        return ended;
    }

    /** The connection is closed, by whomever. */
    synchronized void gone() {
        ended = true;
        live.clear();
    }

    /** Where the client is before the first event: everything up to these offsets is there, or not wanted. */
    synchronized void startAfter(Map<Integer, Long> offsets) {
        lastOffsets.clear();
        lastOffsets.putAll(offsets);
    }

    /** The same, and from here on the feed brings everything: what it brought before, it brings again, or the past has. */
    synchronized void joinAfter(Map<Integer, Long> offsets) {
        startAfter(offsets);
        live.clear();
        missedLive = false;
    }

    /** Where the client is. */
    synchronized Map<Integer, Long> lastOffsets() {
        return Map.copyOf(lastOffsets);
    }

    /** A bar from before everything that has an id. */
    synchronized void snapshot(Bar bar) {
        send(EventText.bar("", EventText.data(bar, "final")));
        finalSeen(bar);
    }

    synchronized void reset(String reason) {
        counters.reset();
        send(EventText.reset(reason));
    }

    /** The next wanted record of the past. */
    synchronized void past(int partition, long offset, byte[] data, Bar bar) {
        deliver(new Event(partition, offset, data, bar));
    }

    /**
     * From here on the feed's records go out at once. False when it brought more meanwhile than can wait: then the client
     * has to join again, behind {@link #lastOffsets}, and the past has the rest. That it takes its time to catch up is no
     * lagging.
     *
     * @param offsets the last ones of the past
     */
    synchronized boolean caughtUp(Map<Integer, Long> offsets) {
        offsets.forEach((partition, offset) -> lastOffsets.merge(partition, offset, Math::max));
        send(EventText.position(EventId.of(lastOffsets)));
        if (missedLive || !queue.hasRoomFor(live.size())) return false;
        for (Event event = live.poll(); event != null; event = live.poll()) deliver(event);
        caughtUp = true;
        return true;
    }

    /** A wanted record that the feed has just read. */
    synchronized void live(int partition, long offset, byte[] data, Bar bar) {
        if (ended) return;
        Event event = new Event(partition, offset, data, bar);
        if (caughtUp) deliver(event);
        else if (live.size() < limit && !missedLive) live.add(event);
        else missedLive = true;
    }

    /** What is known of a window that is still open; it has no place in the log. */
    synchronized void partial(Bar bar) {
        // its final bar may have overtaken it
        if (!caughtUp || newestFinalNs.getOrDefault(bar.symbol(), Long.MIN_VALUE) >= bar.startNs()) return;
        if (bar.equals(partials.put(bar.symbol(), bar))) return;
        send(EventText.bar("", EventText.data(bar, "partial")));
    }

    /**
     * @param offsets last ones that the feed has read, which is where a client that got nothing else is as well: so it
     *     need not read them again when it comes back
     */
    synchronized void keepAlive(Map<Integer, Long> offsets) {
        if (quiet && !ended) {
            queue.add(EventText.KEEP_ALIVE);
            if (caughtUp && moveTo(offsets)) queue.add(EventText.position(EventId.of(lastOffsets)));
        }
        quiet = true;
    }

    synchronized void end(byte[] last) {
        if (ended) return;
        ended = true;
        live.clear();
        queue.end(last);
    }

    private boolean moveTo(Map<Integer, Long> offsets) {
        boolean moved = false;
        for (Map.Entry<Integer, Long> last : lastOffsets.entrySet()) {
            long read = offsets.getOrDefault(last.getKey(), last.getValue());
            if (read > last.getValue()) {
                last.setValue(read);
                moved = true;
            }
        }
        return moved;
    }

    private void deliver(Event event) {
        // another instance's feed may have been ahead of ours
        if (event.offset <= lastOffsets.getOrDefault(event.partition, -1L)) return;
        lastOffsets.put(event.partition, event.offset);
        finalSeen(event.bar);
        send(EventText.bar(EventId.of(lastOffsets), event.data));
    }

    private void finalSeen(Bar bar) {
        if (subscription.partials()) newestFinalNs.merge(bar.symbol(), bar.startNs(), Math::max);
    }

    private void send(byte[] event) {
        if (ended) return;
        quiet = false;
        if (queue.add(event)) counters.sent();
        else lag();
    }

    private void lag() {
        counters.lagging();
        end(EventText.LAGGING);
    }
}
