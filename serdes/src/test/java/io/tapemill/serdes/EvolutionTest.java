package io.tapemill.serdes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapemill.schemas.Schemas;
import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Trades written with schemas that are not ours. */
class EvolutionTest {
    private static final Trade TRADE = new Trade(
            TradeKind.CORRECTION, "ÄCME", "Q", "C", 7, 3, 1_000, 2_000, 187_100_000_000L, -5, "@ I", 6L, 900L);

    private final FakeRegistry registry = new FakeRegistry();
    private final TradeDecoder decoder = new TradeDecoder(registry);
    private final TradeMessage message = new TradeMessage();

    @Test
    void shouldSkipAFieldThatIsNew() throws Exception {
        Schema newer = Avro.tradeSchemaWith(
                "\"fields\":[", "\"fields\":[{\"name\":\"venueNote\",\"type\":\"string\",\"default\":\"\"},");
        GenericRecord record = Avro.generic(TRADE, newer);
        record.put("venueNote", "opening cross");
        assertThat(decoded(record)).isEqualTo(TRADE);
    }

    @Test
    void shouldGiveDefaultsToFieldsThatAnOldWriterLacks() throws Exception {
        Schema older =
                without("kind", "exchange", "tape", "tradeId", "sequence", "conditions", "refTradeId", "refTime");
        assertThat(decoded(Avro.generic(TRADE, older)))
                .isEqualTo(new Trade(
                        TradeKind.TRADE, "ÄCME", "", "", 0, 0, 1_000, 2_000, TRADE.priceE9(), -5, "", null, null));
    }

    @Test
    void shouldFollowAnotherFieldOrderAndNarrowerTypes() throws Exception {
        Schema other =
                Avro.tradeSchemaWith("\"name\":\"tradeId\",\"type\":\"long\"", "\"name\":\"tradeId\",\"type\":\"int\"");
        List<Schema.Field> fields = new ArrayList<>(other.getFields().stream()
                .map(field -> new Schema.Field(field, field.schema()))
                .toList());
        Collections.reverse(fields);
        Schema reversed = Schema.createRecord(other.getName(), null, other.getNamespace(), false, fields);
        GenericRecord record = Avro.generic(TRADE, reversed);
        record.put("tradeId", 7);
        assertThat(decoded(record)).isEqualTo(TRADE);
    }

    @Test
    void shouldTakeTheFastPathWhenOnlyDocumentationDiffers() throws Exception {
        Schema reworded = Avro.tradeSchemaWith("Ticker as the tape spells it", "Another explanation");
        byte[] value = Avro.frame(registry.register("trades-value", reworded), Avro.generic(TRADE, reworded));
        decoder.decode(value, message);
        assertThat(message.toTrade()).isEqualTo(TRADE);
        assertThat(message.buffer()).isSameAs(value);
    }

    @Test
    void shouldNotTakeAKindItDoesNotKnowForATrade() throws Exception {
        Schema newer = Avro.tradeSchemaWith("\"tick\",\"end\"]", "\"tick\",\"end\",\"halt\"]");
        assertThat(decoded(Avro.generic(TRADE, newer))).isEqualTo(TRADE);
        GenericRecord halt = Avro.generic(TRADE, newer);
        halt.put("kind", new GenericData.EnumSymbol(newer.getField("kind").schema(), "halt"));
        assertThatThrownBy(() -> decoded(halt))
                .isInstanceOfSatisfying(MalformedRecordException.class, e -> assertThat(e.malformed())
                        .isEqualTo(Malformed.INCOMPATIBLE_SCHEMA))
                .hasMessageContaining("halt");
    }

    static Stream<Schema> schemasThatMeanSomethingElse() {
        String price = "\"name\":\"price\",\"type\":{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":18,";
        return Stream.of(
                Avro.tradeSchemaWith(price + "\"scale\":9}", price + "\"scale\":4}"),
                Avro.tradeSchemaWith(price + "\"scale\":9}", "\"name\":\"price\",\"type\":\"bytes\""),
                Avro.tradeSchemaWith(price + "\"scale\":9}", "\"name\":\"price\",\"type\":\"string\""),
                Avro.tradeSchemaWith("timestamp-nanos", "timestamp-micros"),
                Avro.tradeSchemaWith("\"logicalType\":\"timestamp-nanos\"", "\"unit\":\"who knows\""),
                Avro.tradeSchemaWith("\"name\":\"symbol\"", "\"name\":\"ticker\""),
                Avro.tradeSchemaWith(
                        "\"fields\":[",
                        "\"fields\":[{\"name\":\"padding\",\"type\":{\"type\":\"array\",\"items\":\"null\"},\"default\":[]},"),
                SchemaBuilder.record("Order").fields().requiredString("symbol").endRecord(),
                Schema.create(Schema.Type.STRING));
    }

    @ParameterizedTest
    @MethodSource("schemasThatMeanSomethingElse")
    void shouldRefuseASchemaThatMeansSomethingElse(Schema other) {
        byte[] value = new TradeEncoder(registry.register("trades-value", other)).encode(TRADE);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> decoder.decode(value, message))
                    .isInstanceOfSatisfying(MalformedRecordException.class, e -> assertThat(e.malformed())
                            .isEqualTo(Malformed.INCOMPATIBLE_SCHEMA))
                    .hasMessageContaining("schema id 1");
        }
        assertThat(registry.lookUps()).isEqualTo(1);
    }

    @Test
    void shouldSurviveANestingDeeperThanTheStack() {
        Schema recursive = Avro.tradeSchemaWith(
                "\"fields\":[",
                "\"fields\":[{\"name\":\"nest\",\"default\":null,\"type\":[\"null\",{\"type\":\"record\",\"name\":\"Nest\","
                        + "\"fields\":[{\"name\":\"inner\",\"type\":[\"null\",\"Nest\"]}]}]},");
        byte[] value = new byte[2_000_000];
        Arrays.fill(value, WireFormat.HEADER_BYTES, value.length, (byte) 2);
        WireFormat.writeHeader(value, registry.register("trades-value", recursive));
        assertThatThrownBy(() -> decoder.decode(value, message)).isInstanceOf(MalformedRecordException.class);
    }

    private Trade decoded(GenericRecord record) throws MalformedRecordException {
        decoder.decode(Avro.frame(registry.register("trades-value", record.getSchema()), record), message);
        return message.toTrade();
    }

    private static Schema without(String... names) {
        List<Schema.Field> fields = Schemas.TRADE.getFields().stream()
                .filter(field -> !List.of(names).contains(field.name()))
                .map(field -> new Schema.Field(field, field.schema()))
                .toList();
        return Schema.createRecord("Trade", null, Schemas.TRADE.getNamespace(), false, fields);
    }
}
