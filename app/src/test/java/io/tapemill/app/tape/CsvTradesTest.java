package io.tapemill.app.tape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTradesTest {
    private static final String FULL =
            "symbol,exchange,tape,trade_id,sequence,participant_time,sip_time,price,size,conditions,kind,ref_trade_id";

    @Test
    void shouldReadEveryColumn() throws BadLineException {
        String line =
                "ACME,XNAS,C,7,42,2025-01-02T14:30:00.123456789Z,1735828200200000000,187.1,100.5,@ I,correction,5";

        assertThat(new CsvTrades(FULL).parse(line))
                .isEqualTo(new Trade(
                        TradeKind.CORRECTION,
                        "ACME",
                        "XNAS",
                        "C",
                        7,
                        42,
                        1_735_828_200_123_456_789L,
                        1_735_828_200_200_000_000L,
                        187_100_000_000L,
                        100_500_000_000L,
                        "@ I",
                        5L,
                        null));
    }

    @Test
    void shouldReadColumnsInAnyOrderAndFillInWhatIsMissing() throws BadLineException {
        CsvTrades csv = new CsvTrades("price,size,sip_time,trade_id,symbol");

        assertThat(csv.parse("1,2,3000,4,ACME"))
                .isEqualTo(Trade.of("ACME", "", 4, 0, 3000, 1_000_000_000, 2_000_000_000));
    }

    @Test
    void shouldTakeAnEmptyFieldForAMissingColumn() throws BadLineException {
        CsvTrades csv = new CsvTrades(FULL);

        assertThat(csv.parse("ACME,,,4,,3000,,1,2,,,"))
                .isEqualTo(Trade.of("ACME", "", 4, 0, 3000, 1_000_000_000, 2_000_000_000));
    }

    @Test
    void shouldAcceptACancelWithoutPriceAndSize() throws BadLineException {
        Trade cancel = new CsvTrades(FULL).parse("ACME,X,,8,,3000,,,,,cancel,4");

        assertThat(cancel.kind()).isEqualTo(TradeKind.CANCEL);
        assertThat(cancel.refTradeId()).isEqualTo(4);
        assertThat(cancel.priceE9()).isZero();
    }

    @Test
    void shouldKeepWhatStandsInQuotes() throws BadLineException {
        Trade trade = new CsvTrades(FULL).parse("\"A\"\"B, C\",\" X\", C ,\"4\",,3000,,\"1\",2,\"\",\"\",");

        assertThat(trade.symbol()).isEqualTo("A\"B, C");
        assertThat(trade.exchange()).isEqualTo(" X");
        assertThat(trade.tape()).isEqualTo("C");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "ACME,,,4,,3000,,1,2,,            | 11 fields where the header has 12",
                "ACME,,,4,,3000,,1,2,,,,          | 13 fields where the header has 12",
                ",,,4,,3000,,1,2,,,               | symbol is missing",
                "ACME,,,,,3000,,1,2,,,            | trade_id is missing",
                "ACME,,,4x,,3000,,1,2,,,          | trade_id: '4x'",
                "ACME,,,4,,,,1,2,,,               | sip_time is missing",
                "ACME,,,4,,noon,,1,2,,,           | participant_time: 'noon'",
                "ACME,,,4,,3000,,1.0000000001,2,,,| price: '1.0000000001'",
                "ACME,,,4,,3000,,1e999999999,2,,, | price: '1e999999999'",
                "ACME,,,4,,3000,,1,,,,            | size is missing",
                "ACME,,,4,,3000,,1,2,,quote,      | kind: 'quote'",
                "ACME,,,4,,3000,,1,2,,tick,       | kind: 'tick'",
                "ACME,,,4,,3000,,1,2,,cancel,     | ref_trade_id is missing",
                "\"ACME,,,4,,3000,,1,2,,,         | a quote is not closed",
                "\"ACME\"x,,,4,,3000,,1,2,,,      | text after a closing quote",
                "AC\"ME,,,4,,3000,,1,2,,,         | a quote inside a field",
                "AC\uFFFDME,,,4,,3000,,1,2,,,     | not valid UTF-8"
            })
    void shouldSayWhatIsWrongWithALine(String line, String reason) throws BadLineException {
        CsvTrades csv = new CsvTrades(FULL);

        assertThatThrownBy(() -> csv.parse(line))
                .isInstanceOf(BadLineException.class)
                .hasMessageContaining(reason);
        assertThat(csv.parse("ACME,,,4,,3000,,1,2,,,").tradeId())
                .as("the next line")
                .isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "symbol,trade_id,price,size                   | neither participant_time nor sip_time",
                "symbol,price,size,sip_time                   | no column trade_id",
                "symbol,trade_id,price,size,sip_time,price    | price stands twice",
                "symbol,trade_id,price,size,sip_time,conditons| unknown column 'conditons'"
            })
    void shouldRefuseAHeaderThatIsNone(String header, String reason) {
        assertThatThrownBy(() -> new CsvTrades(header))
                .isInstanceOf(BadLineException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void shouldLetNonsenseThroughForTheTopologyToExplain() throws BadLineException {
        Trade trade = new CsvTrades(FULL).parse("ACME,,,4,,2100-01-01T00:00:00Z,,-1,0,,,");

        assertThat(trade.priceE9()).isEqualTo(-1_000_000_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n",
                ",",
                ",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,",
                "\"",
                "\0\1"
            })
    void shouldRefuseGarbage(String line) throws BadLineException {
        CsvTrades csv = new CsvTrades(FULL);

        assertThatThrownBy(() -> csv.parse(line)).isInstanceOf(BadLineException.class);
    }

    @Property
    void shouldReadWhatItWrites(@ForAll("trades") Trade trade) throws BadLineException {
        assertThat(new CsvTrades(CsvTrades.header()).parse(CsvTrades.format(trade)))
                .isEqualTo(trade);
    }

    @Provide
    static Arbitrary<Trade> trades() {
        Arbitrary<String> text =
                Arbitraries.strings().withChars("AZaz09 @,\".é").ofMaxLength(6);
        Arbitrary<Long> timeNs = Arbitraries.longs();
        Arbitrary<Long> numberE9 = Arbitraries.longs().between(-999_999_999_999_999_999L, 999_999_999_999_999_999L);
        return Combinators.combine(
                        Arbitraries.of(TradeKind.TRADE, TradeKind.CANCEL, TradeKind.CORRECTION),
                        text.filter(symbol -> !symbol.isEmpty()),
                        text,
                        Arbitraries.longs(),
                        timeNs,
                        numberE9,
                        text,
                        timeNs.injectNull(0.5))
                .as((kind, symbol, exchange, id, time, number, conditions, refTime) -> new Trade(
                        kind,
                        symbol,
                        exchange,
                        "",
                        id,
                        -id,
                        time,
                        time / 2,
                        number,
                        -number,
                        conditions,
                        kind == TradeKind.TRADE ? null : Long.valueOf(id + 1),
                        refTime));
    }
}
