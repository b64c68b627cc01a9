package io.tapemill.topology.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class CoalesceRecordsTest {
    private static final TopicPartition PARTITION = new TopicPartition("trades", 3);

    private static final String TRACE_PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final CoalesceRecords coalesce = new CoalesceRecords();

    /** A record as the pipeline sees it. */
    private record Seen(String key, String value, long timestampMs, long offset) {}

    @Property
    void everyRecordComesOutAgainInItsOrderWithItsOwnPlaceAndTime(@ForAll long seed) {
        Random random = new Random(seed);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        List<Seen> expected = new ArrayList<>();
        long offset = random.nextInt(1_000_000);
        for (int i = random.nextInt(700); i > 0; i--) {
            offset += 1 + random.nextInt(3); // transaction markers take offsets, too
            byte[] key = bytes(random, 20);
            byte[] value = bytes(random, 3_000);
            long timestampMs = random.nextInt(1_000_000) - 1;
            records.add(record(offset, timestampMs, key, value));
            expected.add(new Seen(text(key), text(value), timestampMs, offset));
        }
        List<ConsumerRecord<byte[], byte[]>> carriers = coalesced(records);

        assertThat(unfolded(carriers)).isEqualTo(expected);
        assertThat(carriers.size()).isLessThanOrEqualTo(records.size());
        assertThat(carriers.stream().map(ConsumerRecord::offset)).isSorted();
        if (!records.isEmpty()) {
            assertThat(carriers.get(0).offset()).isEqualTo(records.get(0).offset());
            assertThat(carriers.stream().mapToLong(ConsumerRecord::timestamp).max())
                    .isEqualTo(records.stream()
                            .mapToLong(ConsumerRecord::timestamp)
                            .max());
        }
    }

    @Test
    void aCarrierHoldsAsManyRecordsAsItMayAndOneThatIsLargeStandsAlone() {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < CoalesceRecords.MAX_RECORDS + 1; i++) records.add(record(i, 5, null, new byte[10]));
        records.add(record(1_000, 5, null, new byte[900_000]));
        assertThat(coalesced(records).stream().map(ConsumerRecord::offset))
                .containsExactly(0L, (long) CoalesceRecords.MAX_RECORDS, 1_000L);
    }

    @Test
    void whatTheConsumerSaysAboutPositionsGoesOnUnchanged() {
        Map<TopicPartition, OffsetAndMetadata> next = Map.of(PARTITION, new OffsetAndMetadata(42, Optional.of(7), ""));
        ConsumerRecords<byte[], byte[]> in =
                new ConsumerRecords<>(Map.of(PARTITION, List.of(record(40, 5, null, null))), next);
        ConsumerRecords<byte[], byte[]> out = coalesce.onConsume(in);
        assertThat(out.nextOffsets()).isEqualTo(next);
        assertThat(out.records(PARTITION).get(0).leaderEpoch()).contains(7);
        ConsumerRecords<byte[], byte[]> nothing = new ConsumerRecords<>(Map.of(), next);
        assertThat(coalesce.onConsume(nothing)).isSameAs(nothing);
    }

    @Test
    void aRecordThatLooksLikeACarrierIsNone() {
        byte[] carrier =
                coalesced(List.of(record(1, 5, null, new byte[3]))).get(0).value();
        List<Seen> seen = unfolded(List.of(record(9, 6, new byte[0], carrier)));
        assertThat(seen).containsExactly(new Seen("[]", text(carrier), 6, 9));
    }

    @Test
    void aCarrierKnowsWhetherItsPollWasFull() {
        List<ConsumerRecord<byte[], byte[]>> three =
                List.of(record(1, 5, null, null), record(2, 5, null, null), record(3, 5, null, null));
        Unfold unfold = new Unfold(record -> {});

        coalesce.configure(Map.of("max.poll.records", 4));
        accept(unfold, coalesced(three).get(0));
        assertThat(unfold.moreWaits()).isFalse();

        coalesce.configure(Map.of("max.poll.records", "3"));
        accept(unfold, coalesced(three).get(0));
        assertThat(unfold.moreWaits()).isTrue();

        accept(unfold, three.get(0));
        assertThat(unfold.moreWaits()).as("a record alone").isFalse();
    }

    @Test
    void aCarrierTellsWhichOfItsRecordsBelongToATraceWhenItIsAskedTo() {
        ConsumerRecord<byte[], byte[]> traced = record(7, 5, new byte[1], new byte[1]);
        traced.headers().add("traceparent", TRACE_PARENT.getBytes(StandardCharsets.UTF_8));
        traced.headers().add("unrelated", new byte[1]);
        List<ConsumerRecord<byte[], byte[]>> records = List.of(record(6, 5, null, null), traced);
        assertThat(coalesced(records).get(0).headers()).isEmpty();

        coalesce.configure(Map.of(CoalesceRecords.TRACED_CONFIG, "true"));
        ConsumerRecord<byte[], byte[]> carrier = coalesced(records).get(0);
        assertOnlyTraced(7, TracedRecords.of(carrier.key(), carrier.headers(), carrier.offset()));
        assertOnlyTraced(7, TracedRecords.of(traced.key(), traced.headers(), traced.offset()));
        assertThat(TracedRecords.of(new byte[1], new RecordHeaders(), 6)).isEmpty();
    }

    private static void assertOnlyTraced(long offset, Map<Long, Context> traces) {
        assertThat(traces).containsOnlyKeys(offset);
        assertThat(Span.fromContext(traces.get(offset)).getSpanContext().getTraceId())
                .isEqualTo(TRACE_PARENT.substring(3, 35));
    }

    private static void accept(Unfold unfold, ConsumerRecord<byte[], byte[]> record) {
        unfold.accept(record.key(), record.value(), record.timestamp(), record.offset());
    }

    private List<ConsumerRecord<byte[], byte[]>> coalesced(List<ConsumerRecord<byte[], byte[]>> records) {
        return coalesce.onConsume(new ConsumerRecords<>(Map.of(PARTITION, records), Map.of()))
                .records(PARTITION);
    }

    private static List<Seen> unfolded(List<ConsumerRecord<byte[], byte[]>> carriers) {
        List<Seen> seen = new ArrayList<>();
        Unfold unfold =
                new Unfold(r -> seen.add(new Seen(text(r.key()), text(r.value()), r.timestampMs(), r.offset())));
        carriers.forEach(carrier -> accept(unfold, carrier));
        return seen;
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, long timestampMs, byte[] key, byte[] value) {
        return new ConsumerRecord<>(
                PARTITION.topic(),
                PARTITION.partition(),
                offset,
                timestampMs,
                TimestampType.CREATE_TIME,
                key == null ? -1 : key.length,
                value == null ? -1 : value.length,
                key,
                value,
                new RecordHeaders(),
                Optional.of(7));
    }

    private static byte[] bytes(Random random, int most) {
        if (random.nextInt(10) == 0) return null;
        byte[] bytes = new byte[random.nextInt(most)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String text(byte[] bytes) {
        return Arrays.toString(bytes);
    }
}
