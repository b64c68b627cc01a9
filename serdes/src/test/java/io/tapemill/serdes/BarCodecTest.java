package io.tapemill.serdes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapemill.schemas.Bar;
import io.tapemill.schemas.Schemas;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

class BarCodecTest {
    private final FakeRegistry registry = new FakeRegistry();
    private final int id = registry.register("bars-value", Schemas.BAR);
    private final BarEncoder encoder = new BarEncoder(id);
    private final BarDecoder decoder = new BarDecoder(registry);

    @Property
    @Domain(RandomRecords.class)
    void shouldWriteTheBytesThatAvroItselfWrites(@ForAll Bar bar) {
        byte[] value = encoder.encode(bar);
        assertThat(value).isEqualTo(Avro.frame(id, Avro.generic(bar)));
        assertThat(Avro.read(value, Schemas.BAR)).isEqualTo(Avro.read(Avro.frame(id, Avro.generic(bar)), Schemas.BAR));
    }

    @Property
    @Domain(RandomRecords.class)
    void shouldReadWhatItWrote(@ForAll Bar bar) throws Exception {
        byte[] value = encoder.encode(bar);
        assertThat(decoder.decode(value)).isEqualTo(bar);
        assertThat(BarDecoder.resolving(Schemas.BAR).read(value)).isEqualTo(bar);
    }

    @Property(tries = 50)
    @Domain(RandomRecords.class)
    void shouldRefuseEveryShortenedValue(@ForAll Bar bar) {
        byte[] value = encoder.encode(bar);
        for (int length = 0; length < value.length; length++) {
            byte[] prefix = Arrays.copyOf(value, length);
            assertThatThrownBy(() -> decoder.decode(prefix)).isInstanceOf(MalformedRecordException.class);
        }
    }

    @Property(tries = 3_000)
    @Domain(RandomRecords.class)
    @Domain(DomainContext.Global.class)
    void shouldNeverReadDamagedBytesOtherwiseThanAvro(@ForAll Bar bar, @ForAll @IntRange(max = 10_000) int bit)
            throws Exception {
        byte[] value = encoder.encode(bar);
        value[WireFormat.HEADER_BYTES + bit % (value.length - WireFormat.HEADER_BYTES)] ^= (byte) (1 << bit % 8);
        Bar read;
        try {
            read = decoder.decode(value);
        } catch (MalformedRecordException e) {
            return;
        }
        assertThat(BarDecoder.resolving(Schemas.BAR).read(value)).isEqualTo(read);
    }
}
