package io.tapemill.sink;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * How the sink is doing, at one moment.
 *
 * @param breaker circuit breaker around the database: CLOSED while it is well, OPEN, HALF_OPEN
 * @param partitions those this instance owns, in ascending order
 * @param counters since the start
 * @param lastError the newest failure, also when it has healed since
 */
public record SinkStatus(
        State state, String breaker, List<Partition> partitions, Counters counters, Optional<Failure> lastError) {
    static final SinkStatus NEW =
            new SinkStatus(State.NEW, "CLOSED", List.of(), new Counters(0, 0, 0, 0, 0, 0, 0), Optional.empty());

    public SinkStatus {
        partitions = List.copyOf(partitions);
    }

    /**
     * Several sinks as one: the worst state and breaker, all partitions, counters added up, the newest failure.
     *
     * @param all at least one
     */
    static SinkStatus together(List<SinkStatus> all) {
        return new SinkStatus(
                worst(all, SinkStatus::state, List.of(State.FAILED, State.WAITING, State.RUNNING, State.NEW)),
                worst(all, SinkStatus::breaker, List.of("OPEN", "HALF_OPEN")),
                all.stream()
                        .flatMap(status -> status.partitions.stream())
                        .sorted(Comparator.comparingInt(Partition::partition))
                        .toList(),
                all.stream().map(SinkStatus::counters).reduce(Counters::plus).orElseThrow(),
                all.stream().flatMap(status -> status.lastError.stream()).max(Comparator.comparing(Failure::at)));
    }

    /**
     * The same with lags of now: a sink whose database hangs cannot say how much has come since.
     *
     * @param ends of partitions of the topic, as somebody else has seen them lately
     */
    SinkStatus behind(Map<Integer, Long> ends) {
        return new SinkStatus(
                state,
                breaker,
                partitions.stream()
                        .map(partition -> partition.behind(ends.get(partition.partition())))
                        .toList(),
                counters,
                lastError);
    }

    /** The first of {@code ranked} that one of them has; else what the first has. */
    private static <T> T worst(List<SinkStatus> all, Function<SinkStatus, T> part, List<T> ranked) {
        List<T> parts = all.stream().map(part).toList();
        return ranked.stream().filter(parts::contains).findFirst().orElse(parts.get(0));
    }

    /** Records of the owned partitions that are not in the database yet; empty when not known for one of them. */
    public OptionalLong lag() {
        if (partitions.stream().anyMatch(partition -> partition.lag().isEmpty())) return OptionalLong.empty();
        return OptionalLong.of(
                partitions.stream().mapToLong(p -> p.lag().getAsLong()).sum());
    }

    /** Where the sink is in its life. */
    public enum State {
        /** Not started. */
        NEW,
        /** Writing, or waiting for bars or for partitions. */
        RUNNING,
        /** Database, registry or broker is away: nothing is written, the sink comes back by itself. */
        WAITING,
        /** Ended with a reason, which is the last error. */
        FAILED,
        /** Ended on request. */
        STOPPED
    }

    /**
     * @param nextOffset first offset that is not in the database, as far as is known
     * @param epoch under which it is owned; 0 until it is claimed
     * @param lag records behind the end of what is committed in Kafka
     */
    public record Partition(int partition, long nextOffset, long epoch, OptionalLong lag) {
        private Partition behind(Long end) {
            if (end == null || epoch == OwnedPartition.UNCLAIMED) return this;
            long behind = Math.max(lag.orElse(0), end - nextOffset);
            return new Partition(partition, nextOffset, epoch, OptionalLong.of(behind));
        }
    }

    /**
     * @param rows read from the topic and committed
     * @param bars that were new or went to a higher revision
     * @param repeated rows that the history held already: after a restored backup or a replayed topic
     * @param transactions committed
     * @param failures that were followed by a new try
     * @param fenced times that a partition turned out to be another owner's
     * @param listenerFailures calls of the listener that threw
     */
    public record Counters(
            long rows, long bars, long repeated, long transactions, long failures, long fenced, long listenerFailures) {
        Counters plus(Counters other) {
            return new Counters(
                    rows + other.rows,
                    bars + other.bars,
                    repeated + other.repeated,
                    transactions + other.transactions,
                    failures + other.failures,
                    fenced + other.fenced,
                    listenerFailures + other.listenerFailures);
        }
    }

    public record Failure(Instant at, String message) {}
}
