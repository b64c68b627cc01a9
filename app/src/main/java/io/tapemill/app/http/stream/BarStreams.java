package io.tapemill.app.http.stream;

import io.tapemill.schemas.Bar;
import io.tapemill.serdes.SchemaRegistry;
import java.io.Closeable;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.channels.StreamSinkChannel;

/** The streams of an instance: begins each with what it is to begin with, and lets the feed go on. */
public final class BarStreams implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BarStreams.class);
    private static final int SNAPSHOT_THREADS = 2;

    private final StreamLimits limits;
    private final Optional<Snapshots> snapshots;
    private final StreamCounters counters = new StreamCounters();
    private final PastBars past;
    private final BarFeed feed;
    private final PartialBars partials;
    private final ExecutorService snapshotThreads = Executors.newFixedThreadPool(SNAPSHOT_THREADS, task -> {
        Thread thread = new Thread(task, "tapemill-stream-snapshot");
        thread.setDaemon(true);
        return thread;
    });

    private BarStreams(
            StreamLimits limits,
            Map<String, Object> consumerProperties,
            String topic,
            SchemaRegistry registry,
            Optional<Snapshots> snapshots,
            OpenWindows windows) {
        this.limits = limits;
        this.snapshots = snapshots;
        Supplier<BarsTopic> topics = () -> new BarsTopic(consumerProperties, topic, registry);
        this.past = new PastBars(topics, limits.resumeRecords(), this::tooLate, this::joinAgain);
        this.partials = new PartialBars(windows);
        this.feed = new BarFeed(topics, past, limits.keepAlive());
    }

    /** @param snapshots empty where there is no database */
    public static BarStreams start(
            StreamLimits limits,
            Map<String, Object> consumerProperties,
            String topic,
            SchemaRegistry registry,
            Optional<Snapshots> snapshots,
            OpenWindows windows) {
        BarStreams streams = new BarStreams(limits, consumerProperties, topic, registry, snapshots, windows);
        streams.past.start();
        streams.feed.start();
        streams.partials.start();
        return streams;
    }

    public StreamStatus status() {
        return counters.status();
    }

    StreamLimits limits() {
        return limits;
    }

    boolean hasSnapshots() {
        return snapshots.isPresent();
    }

    StreamCounters counters() {
        return counters;
    }

    /** Begins to send; the channel is the stream's until its end. */
    StreamClient open(Subscription subscription, Closeable connection, StreamSinkChannel channel) {
        EventQueue queue = new EventQueue(connection, channel, limits.queue(), past::hasRoomAgain);
        queue.add(EventText.RETRY);
        StreamClient client = new StreamClient(subscription, queue, limits.queue(), counters);
        if (subscription.lastOffsets().isPresent() || subscription.snapshot() == 0) {
            feed.join(client, subscription.lastOffsets());
        } else {
            snapshotThreads.execute(() -> {
                Optional<Map<Integer, Long>> lastOffsets = snapshot(client);
                if (!client.hasEnded()) feed.join(client, lastOffsets);
            });
        }
        if (subscription.partials()) partials.add(client);
        return client;
    }

    /** The client's place is of no use: it begins anew, with at least the newest bar of each symbol. */
    private void tooLate(CatchUp work, String reason) {
        StreamClient client = work.client();
        snapshotThreads.execute(() -> {
            client.reset(reason);
            Optional<Map<Integer, Long>> offsets = snapshot(client);
            if (client.hasEnded()) return;
            Map<Integer, Long> last = new HashMap<>();
            work.joinAt()
                    .forEach((partition, joinAt) -> last.put(
                            partition,
                            offsets.map(all -> all.getOrDefault(partition, -1L)).orElse(joinAt - 1)));
            client.startAfter(last);
            CatchUp again = new CatchUp(client, last, work.joinAt(), true);
            // a sink so far behind cannot be waited for; and it has been said that there is a gap
            if (work.isAfterReset()) again.skip(this::joinAgain);
            else past.add(again);
        });
    }

    private void joinAgain(StreamClient client) {
        feed.join(client, Optional.of(client.lastOffsets()));
    }

    /** What the database has, and up to where; empty when it has nothing to say, and the stream begins with what comes. */
    private Optional<Map<Integer, Long>> snapshot(StreamClient client) {
        if (snapshots.isEmpty()) return Optional.empty();
        Subscription wanted = client.subscription();
        try {
            // asked for first: what is written meanwhile comes twice, in the same revision, rather than not at all
            Map<Integer, Long> lastOffsets = new HashMap<>(snapshots.get().nextOffsets());
            lastOffsets.replaceAll((partition, next) -> next - 1);
            for (String symbol : wanted.symbols()) {
                for (Bar bar : snapshots.get().newest(symbol, wanted.interval(), Math.max(1, wanted.snapshot()))) {
                    client.snapshot(bar);
                }
            }
            return Optional.of(lastOffsets);
        } catch (SQLException e) {
            LOG.warn("a stream ends, because its snapshot cannot be read: {}", e.getMessage());
            client.end(EventText.reset("the database does not answer; ask again"));
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        snapshotThreads.shutdownNow();
        partials.close();
        feed.close();
        past.close();
    }
}
