package io.tapemill.topology.intake;

import io.opentelemetry.context.Context;
import io.tapemill.serdes.TraceHeaders;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Which records of a carrier belong to a trace, in the carrier's headers: for each of them the headers that name the
 * trace, their keys preceded by the record's offset and a colon.
 */
public final class TracedRecords {
    private static final char AFTER_OFFSET = ':';

    private TracedRecords() {}

    static void note(List<ConsumerRecord<byte[], byte[]>> records, Headers carrier) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (!TraceHeaders.areIn(record.headers())) continue;
            for (Header header : TraceHeaders.in(record.headers())) {
                carrier.add(Long.toString(record.offset()) + AFTER_OFFSET + header.key(), header.value());
            }
        }
    }

    /**
     * The traces, by the offset of the record that belongs to each; mostly none.
     *
     * @param key of what came from the consumer
     * @param offset of what came from the consumer
     */
    public static Map<Long, Context> of(byte[] key, Headers headers, long offset) {
        if (key != Carrier.KEY) {
            return TraceHeaders.areIn(headers) ? Map.of(offset, TraceHeaders.read(headers)) : Map.of();
        }
        Map<Long, Headers> byOffset = new HashMap<>();
        for (Header header : headers) {
            int at = header.key().indexOf(AFTER_OFFSET);
            byOffset.computeIfAbsent(Long.parseLong(header.key().substring(0, at)), none -> new RecordHeaders())
                    .add(header.key().substring(at + 1), header.value());
        }
        Map<Long, Context> traces = new HashMap<>();
        byOffset.forEach((record, its) -> traces.put(record, TraceHeaders.read(its)));
        return traces;
    }
}
