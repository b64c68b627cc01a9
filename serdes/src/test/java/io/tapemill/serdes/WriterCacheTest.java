package io.tapemill.serdes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapemill.schemas.Schemas;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class WriterCacheTest {
    private final FakeRegistry registry = new FakeRegistry();
    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5);
    private final WriterCache<Schema> cache = new WriterCache<>(registry, schema -> schema, nanoTime::get);

    @Test
    void shouldAskTheRegistryOncePerId() throws Exception {
        registry.register("a", Schemas.TRADE);
        registry.register("b", Schemas.BAR);
        for (int i = 0; i < 3; i++) {
            assertThat(cache.forValue(framed(1))).isEqualTo(Schemas.TRADE);
            assertThat(cache.forValue(framed(2))).isEqualTo(Schemas.BAR);
        }
        assertThat(registry.lookUps()).isEqualTo(2);
    }

    @Test
    void shouldAskAgainForAnUnknownIdOnlyAfterAWhile() throws Exception {
        assertUnknown();
        registry.register("a", Schemas.TRADE);
        nanoTime.addAndGet(WriterCache.UNKNOWN_ID_MEMORY.toNanos() - 1);
        assertUnknown();
        assertThat(registry.lookUps()).isEqualTo(1);
        nanoTime.addAndGet(1);
        assertThat(cache.forValue(framed(1))).isEqualTo(Schemas.TRADE);
    }

    @Test
    void shouldReadOnOnceTheRegistryIsBack() throws Exception {
        registry.register("a", Schemas.TRADE);
        registry.goAway();
        assertThatThrownBy(() -> cache.forValue(framed(1))).isInstanceOf(RegistryUnavailableException.class);
        registry.comeBack();
        assertThat(cache.forValue(framed(1))).isEqualTo(Schemas.TRADE);
    }

    @Test
    void shouldReadKnownSchemasWhileTheRegistryIsAway() throws Exception {
        registry.register("a", Schemas.TRADE);
        cache.forValue(framed(1));
        registry.goAway();
        assertThat(cache.forValue(framed(1))).isEqualTo(Schemas.TRADE);
    }

    private void assertUnknown() {
        assertThatThrownBy(() -> cache.forValue(framed(1)))
                .isInstanceOfSatisfying(MalformedRecordException.class, e -> assertThat(e.malformed())
                        .isEqualTo(Malformed.UNKNOWN_SCHEMA_ID));
    }

    private static byte[] framed(int id) {
        byte[] value = new byte[WireFormat.HEADER_BYTES];
        WireFormat.writeHeader(value, id);
        return value;
    }
}
