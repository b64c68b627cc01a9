package io.tapemill.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemasTest {
    /** The newest folder under src/test/resources/released; a release adds the next one and never edits an old one. */
    private static final String LAST_RELEASED = "/released/1/";

    record Contract(String file, Schema current) {
        Schema released() throws IOException {
            try (InputStream in = SchemasTest.class.getResourceAsStream(LAST_RELEASED + file)) {
                return new Schema.Parser().parse(in);
            }
        }
    }

    static Stream<Contract> contracts() {
        return Stream.of(
                new Contract("trade.avsc", Schemas.TRADE),
                new Contract("bar.avsc", Schemas.BAR),
                new Contract("rejected-record.avsc", Schemas.REJECTED_RECORD));
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void shouldStayFullyCompatibleWithTheLastReleasedVersion(Contract contract) throws IOException {
        Schema released = contract.released();
        assertThat(problems(contract.current(), released))
                .as("the new schema must read records of the released one")
                .isEmpty();
        assertThat(problems(released, contract.current()))
                .as("the released schema must read records of the new one")
                .isEmpty();
    }

    @Test
    void shouldCatchAFieldAddedWithoutDefault() {
        Schema wider = new Schema.Parser()
                .parse(Schemas.REJECTED_RECORD
                        .toString()
                        .replace("\"fields\":[", "\"fields\":[{\"name\":\"added\",\"type\":\"string\"},"));
        assertThat(problems(wider, Schemas.REJECTED_RECORD)).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void everyFieldIsDocumented(Contract contract) {
        assertThat(contract.current().getDoc()).isNotBlank();
        assertThat(contract.current().getFields())
                .allSatisfy(field -> assertThat(field.doc()).as(field.name()).isNotBlank());
    }

    @Test
    void enumsFollowTheOrderOfTheirSchemas() {
        assertThat(Stream.of(TradeKind.values()).map(TradeKind::text))
                .isEqualTo(Schemas.TRADE.getField("kind").schema().getEnumSymbols());
        assertThat(Stream.of(BarCause.values()).map(BarCause::text))
                .isEqualTo(Schemas.BAR.getField("cause").schema().getEnumSymbols());
    }

    private static List<String> problems(Schema reader, Schema writer) {
        var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult();
        return result.getCompatibility() == SchemaCompatibilityType.COMPATIBLE
                ? List.of()
                : result.getIncompatibilities().stream().map(Object::toString).toList();
    }
}
