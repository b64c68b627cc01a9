package io.tapemill.serdes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapemill.schemas.Schemas;
import io.tapemill.schemas.Trade;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

class KafkaDeserializerTradeDecoderTest {
    private static final Trade TRADE = Trade.of("ACME", "Q", 7, 3, 1_000, 187_100_000_000L, 5);

    private final FakeRegistry registry = new FakeRegistry();
    private final int id = registry.register("trades-value", Schemas.TRADE);
    private final byte[] value = new TradeEncoder(id).encode(TRADE);
    private final TradeMessage message = new TradeMessage();

    /** As a vendor's would: it knows nothing of our classes and gives records in the writer's schema. */
    private static final class Independent implements Deserializer<GenericRecord> {
        private final SchemaRegistry registry;
        private final GenericData data;

        Independent(SchemaRegistry registry, GenericData data) {
            this.registry = registry;
            this.data = data;
        }

        @Override
        public GenericRecord deserialize(String topic, byte[] value) {
            try {
                Schema writer = registry.byId(ByteBuffer.wrap(value).getInt(1));
                return new GenericDatumReader<GenericRecord>(writer, writer, data)
                        .read(null, DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null));
            } catch (IOException | RuntimeException e) {
                throw new SerializationException("Error deserializing Avro message", e);
            }
        }
    }

    /** Named as the vendor's exception, which is recognised by name because its class is not on our class path. */
    private static final class RestClientException extends Exception {
        private static final long serialVersionUID = 1;

        RestClientException(int code) {
            super("Schema not found; error code: " + code);
        }
    }

    @Property
    @Domain(RandomRecords.class)
    void shouldReadWhatAnotherDeserializerReads(@ForAll Trade trade) throws Exception {
        byte[] framed = new TradeEncoder(id).encode(trade);
        for (GenericData data : new GenericData[] {new GenericData(), withConversions()}) {
            try (var decoder = new KafkaDeserializerTradeDecoder("trades", new Independent(registry, data))) {
                decoder.decode(framed, message);
            }
            assertThat(message.toTrade()).isEqualTo(trade);
        }
    }

    @Test
    void shouldFillInFieldsThatAnOlderWriterLacks() throws Exception {
        Schema older = Avro.tradeSchemaWith(
                "{\"name\":\"tape\",\"type\":\"string\",\"doc\":\"A, B or C for US consolidated tapes, empty elsewhere. Gives"
                        + " the sale conditions their meaning.\",\"default\":\"\"},",
                "");
        byte[] framed = Avro.frame(registry.register("trades-value", older), Avro.generic(TRADE, older));
        try (var decoder = independent()) {
            decoder.decode(framed, message);
            assertThat(message.toTrade()).isEqualTo(TRADE);
            decoder.decode(value, message);
            assertThat(message.toTrade()).isEqualTo(TRADE);
        }
    }

    @Test
    void shouldRefuseOtherUnits() {
        Schema micros = Avro.tradeSchemaWith("timestamp-nanos", "timestamp-micros");
        byte[] framed = Avro.frame(registry.register("trades-value", micros), Avro.generic(TRADE, micros));
        assertRefused(independent(), framed, Malformed.INCOMPATIBLE_SCHEMA);
    }

    @Test
    void shouldGiveReasonsForBytesThatAreNoTrade() {
        assertRefused(independent(), null, Malformed.NULL_VALUE);
        assertRefused(independent(), new byte[3], Malformed.TOO_SHORT);
        assertRefused(independent(), Avro.with(value, 0, 1), Malformed.WRONG_MAGIC);
        assertRefused(independent(), Arrays.copyOf(value, value.length - 3), Malformed.NOT_AVRO);
        byte[] badVarint = Arrays.copyOf(value, 40);
        Arrays.fill(badVarint, 5, 40, (byte) 0xff);
        assertRefused(independent(), badVarint, Malformed.NOT_AVRO);
        assertRefused(new KafkaDeserializerTradeDecoder("trades", new StringDeserializer()), value, Malformed.NOT_AVRO);
    }

    @Test
    void shouldTellAnUnknownIdFromARegistryOutOfReach() {
        assertRefused(failing(wrapped(new RestClientException(40403))), value, Malformed.UNKNOWN_SCHEMA_ID);
        for (RuntimeException transientFailure : new RuntimeException[] {
            wrapped(new RestClientException(50003)),
            wrapped(new ConnectException("refused")),
            wrapped(new IOException("no answer")),
            new TimeoutException("registry")
        }) {
            assertThatThrownBy(() -> failing(transientFailure).decode(value, message))
                    .isInstanceOf(RegistryUnavailableException.class);
        }
    }

    @Test
    void shouldLoadADeserializerByName() throws Exception {
        try (var decoder = KafkaDeserializerTradeDecoder.load(
                StringDeserializer.class.getName(), Map.of("schema.registry.url", "http://a"), "trades")) {
            assertRefused(decoder, value, Malformed.NOT_AVRO);
        }
    }

    @Test
    void shouldSayWhatToDoWhenTheClassIsNotThere() {
        assertThatThrownBy(() -> KafkaDeserializerTradeDecoder.load("io.example.Absent", Map.of(), "trades"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("io.example.Absent")
                .hasMessageContaining("class path");
        assertThatThrownBy(() -> KafkaDeserializerTradeDecoder.load("java.lang.Object", Map.of(), "trades"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a");
    }

    private KafkaDeserializerTradeDecoder independent() {
        return new KafkaDeserializerTradeDecoder("trades", new Independent(registry, new GenericData()));
    }

    private static KafkaDeserializerTradeDecoder failing(RuntimeException failure) {
        Deserializer<GenericRecord> deserializer = (topic, bytes) -> {
            throw failure;
        };
        return new KafkaDeserializerTradeDecoder("trades", deserializer);
    }

    private static SerializationException wrapped(Exception cause) {
        return new SerializationException("Error retrieving Avro value schema", cause);
    }

    private static GenericData withConversions() {
        GenericData data = new GenericData();
        data.addLogicalTypeConversion(new Conversions.DecimalConversion());
        data.addLogicalTypeConversion(new TimeConversions.TimestampNanosConversion());
        return data;
    }

    private void assertRefused(TradeReader reader, byte[] bytes, Malformed reason) {
        assertThatThrownBy(() -> reader.decode(bytes, message))
                .isInstanceOfSatisfying(
                        MalformedRecordException.class,
                        e -> assertThat(e.malformed()).as(e.getMessage()).isEqualTo(reason));
    }
}
