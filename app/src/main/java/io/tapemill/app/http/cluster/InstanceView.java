package io.tapemill.app.http.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tapemill.app.http.stream.BarStreams;
import io.tapemill.app.instance.Fault;
import io.tapemill.app.instance.Instance;
import io.tapemill.sink.SinkStatus;
import io.tapemill.sink.cache.CacheStatus;

/** One instance as it sees itself, as JSON. */
final class InstanceView {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Instance instance;
    private final BarStreams streams;
    private final String self;

    InstanceView(Instance instance, BarStreams streams, String self) {
        this.instance = instance;
        this.streams = streams;
        this.self = self;
    }

    ObjectNode json() {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("instance", self).put("answers", true).put("ready", instance.isReady());
        root.put("streams", instance.streamsState().map(Enum::name).orElse("OFF"));
        instance.freshnessMs().ifPresent(ms -> root.put("freshnessMs", ms));
        root.put("openStreams", streams.status().open());
        ArrayNode built = root.putArray("trades");
        instance.ownership().ifPresent(ownership -> {
            root.put("restoredPercent", ownership.restoredPercent());
            ownership.tradesBehind().forEach((partition, behind) -> built.addObject()
                    .put("partition", partition)
                    .put("lag", behind));
        });
        root.put(
                "sink",
                instance.sinkStatus().map(status -> status.state().name()).orElse("OFF"));
        instance.sinkStatus().ifPresent(status -> addSink(root, status));
        instance.cache().ifPresent(cache -> addCache(root, cache.status()));
        ArrayNode faults = root.putArray("faults");
        for (Fault fault : instance.faults()) {
            faults.addObject().put("at", fault.at().toString()).put("message", fault.message());
        }
        return root;
    }

    private static void addSink(ObjectNode root, SinkStatus status) {
        status.lag().ifPresent(lag -> root.put("sinkLag", lag));
        ArrayNode stored = root.putArray("bars");
        for (SinkStatus.Partition partition : status.partitions()) {
            ObjectNode node = stored.addObject()
                    .put("partition", partition.partition())
                    .put("storedOffset", partition.nextOffset());
            partition.lag().ifPresent(lag -> node.put("lag", lag));
        }
    }

    private static void addCache(ObjectNode root, CacheStatus status) {
        long asked = status.hits() + status.misses();
        if (asked > 0) root.put("cacheHitPercent", 100 * status.hits() / asked);
        root.put("cacheHits", status.hits()).put("cacheMisses", status.misses());
        root.put("redis", status.store().breaker());
        root.put("redisOpened", status.store().opened())
                .put("redisFailures", status.store().failures())
                .put("redisRefused", status.store().refused());
    }
}
