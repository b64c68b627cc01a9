package io.tapemill.app.http.stream;

import io.tapemill.schemas.Bar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** One client's way from where it was to where the feed goes on for it. Owned by the thread that reads the past. */
final class CatchUp {
    private final StreamClient client;
    private final boolean afterReset;
    private final Map<Integer, Long> joinAt;
    private final Map<Integer, Long> next = new HashMap<>();
    /** Partitions of which a record had to be left out in this round, because the client had no room. */
    private final Set<Integer> leftOut = new HashSet<>();

    private boolean begun;

    /** @param afterReset whether this is what follows after the client's own place could not be used */
    CatchUp(StreamClient client, Map<Integer, Long> lastOffsets, Map<Integer, Long> joinAt, boolean afterReset) {
        this.client = client;
        this.afterReset = afterReset;
        this.joinAt = Map.copyOf(joinAt);
        lastOffsets.forEach((partition, last) -> next.put(partition, last + 1));
    }

    StreamClient client() {
        return client;
    }

    Map<Integer, Long> joinAt() {
        return joinAt;
    }

    boolean isAfterReset() {
        return afterReset;
    }

    boolean isBegun() {
        return begun;
    }

    /** The next offset of each partition that lacks something; before the begin, of each that is not where it joins. */
    Map<Integer, Long> missing() {
        Map<Integer, Long> missing = new HashMap<>(next);
        missing.entrySet().removeIf(entry -> {
            long join = joinAt.get(entry.getKey());
            return begun ? entry.getValue() >= join : entry.getValue() == join;
        });
        return missing;
    }

    /** Empty when it can be done; else why not. */
    Optional<String> begin(Map<Integer, Long> beginnings, Map<Integer, Long> ends, long mostRecords) {
        long records = 0;
        for (Map.Entry<Integer, Long> place : missing().entrySet()) {
            int partition = place.getKey();
            long from = place.getValue();
            if (from < beginnings.get(partition)) return Optional.of("what follows your position is deleted by now");
            if (from > Math.max(ends.get(partition), joinAt.get(partition))) {
                return Optional.of("your position is beyond the end of the topic: it was made again");
            }
            records += Math.max(0, joinAt.get(partition) - from);
        }
        begun = records <= mostRecords;
        if (begun) return Optional.empty();
        return Optional.of(
                records + " records follow your position, more than " + mostRecords + " (tapemill.http.stream.resume)");
    }

    boolean lacks(int partition, long offset) {
        Long first = next.get(partition);
        return first != null && offset >= first && offset < joinAt.get(partition);
    }

    void show(ConsumerRecord<byte[], byte[]> record, byte[] data, Bar bar) {
        int partition = record.partition();
        if (!lacks(partition, record.offset()) || leftOut.contains(partition)) return;
        if (client.subscription().wants(bar)) {
            if (!client.hasRoom()) {
                leftOut.add(partition);
                return;
            }
            client.past(partition, record.offset(), data, bar);
        }
        next.put(partition, record.offset() + 1);
    }

    /** The round is over: it read everything between the two offsets of each partition. */
    void passed(Map<Integer, Long> from, Map<Integer, Long> upTo) {
        next.replaceAll((partition, offset) -> {
            boolean isIn = from.containsKey(partition)
                    && !leftOut.contains(partition)
                    && offset >= from.get(partition)
                    && offset < joinAt.get(partition);
            return isIn ? Math.max(offset, Math.min(upTo.get(partition), joinAt.get(partition))) : offset;
        });
        leftOut.clear();
    }

    /**
     * True when nothing is missing any more, and the client was told.
     *
     * @param joinAgain takes a client of which so much came meanwhile that it is not there yet
     */
    boolean finishIfDone(Consumer<StreamClient> joinAgain) {
        if (!begun || !missing().isEmpty()) return false;
        Map<Integer, Long> last = new HashMap<>();
        joinAt.forEach((partition, offset) -> last.put(partition, offset - 1));
        if (!client.caughtUp(last)) joinAgain.accept(client);
        return true;
    }

    /** Gives the past up: the client goes on with what comes. */
    void skip(Consumer<StreamClient> joinAgain) {
        begun = true;
        next.putAll(joinAt);
        finishIfDone(joinAgain);
    }
}
