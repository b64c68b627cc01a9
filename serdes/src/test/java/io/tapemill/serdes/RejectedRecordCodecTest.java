package io.tapemill.serdes;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.schemas.RejectedRecord;
import io.tapemill.schemas.Schemas;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;

class RejectedRecordCodecTest {
    private final FakeRegistry registry = new FakeRegistry();
    private final int id = registry.register("dead-value", Schemas.REJECTED_RECORD);
    private final RejectedRecordEncoder encoder = new RejectedRecordEncoder(id);
    private final RejectedRecordDecoder decoder = new RejectedRecordDecoder(registry);

    @Property
    @Domain(RandomRecords.class)
    void shouldWriteTheBytesThatAvroItselfWrites(@ForAll RejectedRecord rejected) {
        assertThat(encoder.encode(rejected)).isEqualTo(Avro.frame(id, Avro.generic(rejected)));
    }

    @Property
    @Domain(RandomRecords.class)
    void shouldKeepTheRecordByteForByte(@ForAll RejectedRecord rejected) throws Exception {
        assertThat(decoder.decode(encoder.encode(rejected)))
                .usingRecursiveComparison()
                .isEqualTo(rejected);
    }
}
