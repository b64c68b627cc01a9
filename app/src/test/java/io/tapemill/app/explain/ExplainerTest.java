package io.tapemill.app.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tapemill.app.tape.TapeTimes;
import io.tapemill.schemas.Bar;
import io.tapemill.schemas.FixedPoint;
import io.tapemill.schemas.Interval;
import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import io.tapemill.topology.TopologyConfig;
import io.tapemill.topology.market.CalendarTable;
import io.tapemill.topology.market.ConditionProfile;
import io.tapemill.topology.market.EventClock;
import io.tapemill.topology.market.Market;
import io.tapemill.topology.market.MarketRules;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExplainerTest {
    private static final String OPEN = "2025-01-02T14:30:00Z";
    private static final List<Interval> INTERVALS =
            Stream.of("1s", "1m", "1d").map(Interval::parse).toList();

    private final TopologyConfig config = config();
    private Explainer explainer = explainer("1m", OPEN, null);
    private long nextOffset;

    @Test
    void shouldSayWhichTradeGaveWhat() {
        trade(1, "14:30:01Z", "10", "@");
        trade(2, "14:30:02Z", "12", "@");
        trade(3, "14:30:03Z", "9", "@");
        trade(4, "14:30:04Z", "12", "@");
        end("14:40:00Z");

        Explanation explanation = explainer.explain();

        assertThat(explanation.trades())
                .extracting(ExplainedTrade::sets)
                .containsExactly(
                        List.of("open", "volume"),
                        List.of("high", "volume"),
                        List.of("low", "volume"),
                        List.of("close", "volume"));
        assertThat(explanation.bar()).isPresent();
        assertThat(explanation.trades()).allMatch(ExplainedTrade::counts).noneMatch(ExplainedTrade::late);
    }

    @Test
    void shouldSayWhatConditionsKeepATradeFrom() {
        trade(1, "14:30:01Z", "10", "@");
        trade(2, "14:30:02Z", "99", "@  I");
        trade(3, "14:30:03Z", "98", "@  ?");

        assertThat(outcomes())
                .containsExactly(
                        "counted: open, high, low, close, volume",
                        "counted: volume (I: volume only)",
                        "counted: volume (?: unknown code, volume only)");
        assertThat(explainer.explain().notes()).containsExactly("the window is still open: there is no bar yet");
    }

    @Test
    void shouldNameTheRecordsThatTookATradeOut() {
        trade(1, "14:30:01Z", "10", "");
        trade(2, "14:30:02Z", "99", "");
        trade(2, "14:30:02Z", "99", "");
        refer(TradeKind.CANCEL, 20, 2, "14:30:05Z", "0");
        refer(TradeKind.CORRECTION, 21, 1, "14:30:01.5Z", "11");
        refer(TradeKind.CANCEL, 22, 5, "14:30:06Z", "0");
        trade(5, "14:30:07Z", "7", "");

        assertThat(outcomes())
                .containsExactly(
                        "left out: corrected by offset 4 at 2025-01-02T21:00:00.004Z",
                        "counted: open, high, low, close, volume (replaces offset 0 of 2025-01-02T14:30:01Z)",
                        "left out: cancelled by offset 3 at 2025-01-02T21:00:00.003Z",
                        "left out: duplicate of offset 1",
                        "left out: cancelled by offset 5 at 2025-01-02T21:00:00.005Z, before it came");
    }

    @Test
    void shouldMarkWhatCameAfterTheCloseAndWhatCameTooLate() {
        trade(1, "14:30:30Z", "10", "");
        end("14:40:00Z");
        trade(2, "14:30:01Z", "9", "");
        end("2025-01-03T16:40:00Z");
        trade(3, "14:30:02Z", "8", "");

        assertThat(outcomes())
                .containsExactly(
                        "late, counted: open, low, volume",
                        "late, left out: beyond-horizon, it is on the late topic",
                        "counted: high, close, volume");
        assertThat(explainer.explain().bar()).hasValueSatisfying(bar -> {
            assertThat(bar.revision()).isEqualTo(2);
            assertThat(bar.prices().openE9()).isEqualTo(9_000_000_000L);
        });
    }

    @Test
    void shouldSayThatATradeIsNotOfTheRegularSessionOrWrong() {
        explainer = explainer("1d", "2025-01-02", "regular");
        trade(1, "13:00:00Z", "10", "@");
        trade(2, "15:00:00Z", "11", "@");
        trade(3, "15:00:01Z", "-1", "@");

        assertThat(outcomes())
                .containsExactly(
                        "left out: session early",
                        "counted: open, high, low, close, volume",
                        "left out: wrong, it is on the dead-letter topic, with the reason");
    }

    @Test
    void shouldSayThatARecordCountsWhereItWasPutBack() {
        long timeNs = TapeTimes.parseNs("2025-01-02T14:30:01Z");
        explainer.replayed(nextOffset++, 1, Trade.of("ACME", "N", 1, 1, timeNs, 1, 1), "beyond-horizon");
        trade(1, "14:30:01Z", "10", "@");

        assertThat(outcomes())
                .containsExactly(
                        "left out: replayed after it was rejected: beyond-horizon",
                        "counted: open, high, low, close, volume");
    }

    @Test
    void shouldKeepOutOtherWindowsAndHaveNothingToSayOfAnEmptyOne() {
        trade(1, "14:31:01Z", "10", "");

        assertThat(explainer.explain().isEmpty()).isTrue();
    }

    @Test
    void shouldSayWhenTheTopicHasAnotherBarThanTheTapeMakes() {
        trade(1, "14:30:01Z", "10", "@");
        end("14:40:00Z");
        Bar bar = explainer.explain().bar().orElseThrow();
        assertThat(explainer.explain().notes()).hasSize(1).first().asString().contains("bars topic");

        explainer.bar(bar, 1_735_850_000_000L);

        assertThat(explainer.explain().notes()).isEmpty();
        assertThat(ExplanationText.of(explainer.explain()))
                .contains("ACME 1m  2025-01-02T14:30:00Z to 2025-01-02T14:31:00Z  session regular")
                .contains("Its revisions on the bars topic", "close", "2025-01-02T20:33:20Z");
    }

    @Test
    void shouldWriteJsonWithExactNumbers() throws Exception {
        trade(1, "14:30:01Z", "100.000000001", "@  I");
        trade(2, "14:30:02Z", "100", "@");
        end("14:40:00Z");

        JsonNode json = new ObjectMapper()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .readTree(ExplanationJson.of(explainer.explain()));

        JsonNode oddLot = json.path("trades").path(0);
        assertThat(oddLot.path("price").decimalValue()).isEqualByComparingTo("100.000000001");
        assertThat(oddLot.path("sets").path(0).asText()).isEqualTo("volume");
        assertThat(oddLot.path("detail").asText()).isEqualTo("I: volume only");
        assertThat(oddLot.path("reason").isNull()).isTrue();
        assertThat(json.path("bar").path("open").decimalValue()).isEqualByComparingTo("100");
        assertThat(json.path("revisions")).isEmpty();
        assertThat(json.path("notes")).hasSize(1);
    }

    @Test
    void shouldRefuseAWindowThatDoesNotExistAndSayWhichDoes() {
        assertThatThrownBy(() -> explainer("7q", OPEN, null))
                .hasMessage("interval '7q' is not configured; configured: 1s, 1m, 1d");
        assertThatThrownBy(() -> explainer("1m", "2025-01-02T14:30:59Z", null))
                .hasMessageContaining("falls into the one that starts at 2025-01-02T14:30:00Z");
        assertThatThrownBy(() -> explainer("1m", OPEN, "late")).hasMessageContaining("is of session regular, not late");
        assertThatThrownBy(() -> explainer("1d", "2025-01-02", "early"))
                .hasMessageContaining("there are no 1d bars of session early; there are of: all, regular");
    }

    private List<String> outcomes() {
        return explainer.explain().trades().stream()
                .map(ExplanationText::outcome)
                .toList();
    }

    private Explainer explainer(String interval, String start, String session) {
        Market market = new Market(config.market());
        BarWindow window = BarWindow.of(market, INTERVALS, "ACME", interval, start, session);
        return new Explainer(config, market, window);
    }

    private void trade(long id, String time, String price, String conditions) {
        send(TradeKind.TRADE, id, time, price, conditions, null);
    }

    private void refer(TradeKind kind, long id, long original, String time, String price) {
        send(kind, id, time, price, "", original);
    }

    private void end(String time) {
        send(TradeKind.END, 0, time, "0", "", null);
    }

    private void send(TradeKind kind, long id, String time, String price, String conditions, Long original) {
        long timeNs = TapeTimes.parseNs(time.contains("T") ? time : "2025-01-02T" + time);
        long priceE9 = FixedPoint.parseE9(price);
        long sizeE9 = FixedPoint.parseE9("100");
        Trade trade =
                new Trade(kind, "ACME", "N", "C", id, id, timeNs, timeNs, priceE9, sizeE9, conditions, original, null);
        long recordMs = TapeTimes.parseNs("2025-01-02T21:00:00Z") / 1_000_000 + nextOffset;
        explainer.record(0, nextOffset++, recordMs, "ACME", trade);
    }

    private static TopologyConfig config() {
        MarketRules market = new MarketRules(
                ConditionProfile.named(ConditionProfile.US_CONSOLIDATED),
                CalendarTable.named(CalendarTable.US_EQUITY),
                EventClock.SIP,
                Optional.of(Duration.ofHours(25)),
                false);
        return new TopologyConfig(
                "trades",
                "bars",
                "late",
                "dead",
                INTERVALS,
                Duration.ofSeconds(1),
                market,
                Duration.ofSeconds(5),
                Duration.ZERO,
                Duration.ZERO,
                1);
    }
}
