package io.tapemill.sink;

import io.tapemill.schemas.Bar;
import io.tapemill.serdes.BarDecoder;
import io.tapemill.serdes.MalformedRecordException;
import io.tapemill.serdes.RegistryException;
import io.tapemill.serdes.RegistryUnavailableException;
import io.tapemill.serdes.SchemaRegistry;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Turns records of the bars topic into bars. Only the topology writes there, so a record that is no bar is a fault to
 * look into: it is refused, never skipped. Not thread-safe.
 */
final class BarRecords {
    private static final long NS_PER_MICRO = 1_000;

    private final BarDecoder decoder;

    BarRecords(SchemaRegistry registry) {
        this.decoder = new BarDecoder(registry);
    }

    /**
     * @throws SinkRefusedException when the record is no bar that the tables can hold
     * @throws RegistryUnavailableException when that cannot be told now
     */
    Bar decode(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) throw refused(record, "it has no value", null);
        try {
            Bar bar = decoder.decode(record.value());
            if (bar.startNs() % NS_PER_MICRO != 0 || bar.endNs() % NS_PER_MICRO != 0) {
                throw refused(record, "its window is not aligned to microseconds, PostgreSQL's resolution", null);
            }
            return bar;
        } catch (MalformedRecordException e) {
            throw refused(record, e.reason() + ": " + e.getMessage(), e);
        } catch (RegistryUnavailableException e) {
            throw e;
        } catch (RegistryException e) {
            throw refused(record, e.getMessage(), e);
        }
    }

    private static SinkRefusedException refused(ConsumerRecord<byte[], byte[]> record, String why, Throwable cause) {
        return new SinkRefusedException(
                "the record at " + record.topic() + "-" + record.partition() + " offset " + record.offset()
                        + " is no bar that can be stored: " + why + ". Only the topology may write to this topic. All"
                        + " before it is in the database; start the sink again when the cause is mended, or to leave"
                        + " the record out for good run UPDATE sink_position SET next_offset = "
                        + (record.offset() + 1) + " WHERE topic = '" + record.topic() + "' AND partition = "
                        + record.partition() + " AND next_offset = " + record.offset(),
                cause);
    }
}
