package io.tapemill.topology.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.schemas.Bar;
import io.tapemill.schemas.BarCause;
import io.tapemill.schemas.FixedPoint;
import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import io.tapemill.topology.TestBroker;
import io.tapemill.topology.market.CalendarTable;
import io.tapemill.topology.market.ConditionProfile;
import io.tapemill.topology.market.EventClock;
import io.tapemill.topology.market.MarketRules;
import io.tapemill.topology.market.SharedData;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One exchange's own feed with trade breaks, by the time of the trade; everything counts. */
class IexDataIT {
    private static final String FOLDER = "iex-tops-2017/";
    private static final String TWIN = "TWIN.";
    private static final long MINUTE_NS = Duration.ofMinutes(1).toNanos();

    private static List<Trade> feed;
    private static List<Trade> trades;
    private static List<Trade> breaks;
    private static PipelineRun breaksLast;
    private static PipelineRun breaksInPlace;

    @BeforeAll
    static void runThePipeline(@TempDir Path stateDir) throws Exception {
        if (!SharedData.has(FOLDER)) return; // each test says so
        feed = SharedData.rows(FOLDER + "messages.csv.gz").stream()
                .map(IexDataIT::message)
                .toList();
        trades = feed.stream().filter(m -> m.kind() == TradeKind.TRADE).toList();
        breaks = feed.stream().filter(m -> m.kind() == TradeKind.CANCEL).toList();
        MarketRules market = new MarketRules(
                ConditionProfile.named(ConditionProfile.ALL),
                CalendarTable.named(CalendarTable.ALWAYS_OPEN),
                EventClock.PARTICIPANT,
                Optional.of(Duration.ofHours(48)),
                false);
        try (TestBroker broker = TestBroker.start()) {
            List<Trade> messages = withTwins(trades);
            messages.addAll(ends(messages));
            messages.addAll(breaks);
            breaksLast = PipelineRun.of(broker, "iex-breaks-last", market, stateDir, messages);
            List<Trade> inPlace = new ArrayList<>(feed);
            inPlace.addAll(ends(inPlace));
            breaksInPlace = PipelineRun.of(broker, "iex-breaks-in-place", market, stateDir, inPlace);
        }
    }

    /** A break says the id of the broken trade and not its time. */
    private static Trade message(Map<String, String> row) {
        long id = Long.parseLong(row.get("trade_id"));
        boolean isBreak = row.get("type").equals("B");
        return new Trade(
                isBreak ? TradeKind.CANCEL : TradeKind.TRADE,
                row.get("symbol"),
                "V",
                "",
                id,
                Long.parseLong(row.get("seq")),
                Long.parseLong(row.get("event_time_ns")),
                Long.parseLong(row.get("send_time_ns")),
                new BigDecimal(row.get("price_e4")).movePointRight(5).longValueExact(),
                FixedPoint.parseE9(row.get("size")),
                "",
                isBreak ? id : null,
                null);
    }

    /** Each message again for a symbol of another name, with the same ids: ids come back, and are others' then. */
    private static List<Trade> withTwins(List<Trade> messages) {
        List<Trade> both = new ArrayList<>();
        for (Trade m : messages) {
            both.add(m);
            both.add(new Trade(
                    m.kind(),
                    TWIN + m.symbol(),
                    m.exchange(),
                    m.tape(),
                    m.tradeId(),
                    m.sequence(),
                    m.participantTimeNs(),
                    m.sipTimeNs(),
                    m.priceE9(),
                    m.sizeE9(),
                    m.conditions(),
                    m.refTradeId(),
                    m.refTimeNs()));
        }
        return both;
    }

    private static List<Trade> ends(List<Trade> messages) {
        Set<String> symbols = messages.stream().map(Trade::symbol).collect(Collectors.toCollection(TreeSet::new));
        long endNs = messages.get(messages.size() - 1).participantTimeNs()
                + Duration.ofDays(1).toNanos();
        return symbols.stream().map(symbol -> Tape.end(symbol, endNs)).toList();
    }

    @BeforeEach
    void skipWithoutTheSample() {
        SharedData.require(FOLDER);
    }

    @Test
    void shouldGiveTheSevenPublishedBars() throws Exception {
        Map<String, String> first = minutes(breaksLast.revisions().stream()
                .filter(bar -> bar.revision() == 1)
                .toList());
        Map<String, String> published = new TreeMap<>();
        for (Map<String, String> row : SharedData.rows(FOLDER + "bars-1m-peer.csv")) {
            long startNs = Instant.parse(row.get("start")).getEpochSecond() * 1_000_000_000L;
            published.put(
                    row.get("symbol") + " " + startNs,
                    text(
                            FixedPoint.parseE9(row.get("open")),
                            FixedPoint.parseE9(row.get("high")),
                            FixedPoint.parseE9(row.get("low")),
                            FixedPoint.parseE9(row.get("close")),
                            new BigDecimal(row.get("volume"))));
        }
        assertThat(published).hasSize(7);
        assertThat(first).containsAllEntriesOf(published);
        Map<String, String> own = new TreeMap<>(first);
        own.keySet().removeIf(key -> key.startsWith(TWIN));
        assertThat(PipelineRun.differences(folded(trades), own)).isEmpty();
        assertThat(own).hasSize(137);
    }

    @Test
    void shouldTakeTheBrokenTradesOutAsNextRevisions() {
        assertThat(breaks).hasSize(3);
        assertThat(breaksLast.count("cancel-applied")).isEqualTo(3);
        List<Bar> revised = breaksLast.revisions().stream()
                .filter(bar -> bar.revision() > 1)
                .toList();
        assertThat(revised)
                .as("1s, 1m, 5m, 1h and 1d of each broken trade")
                .hasSize(15)
                .allSatisfy(bar -> assertThat(bar.revision()).isEqualTo(2))
                .allSatisfy(bar -> assertThat(bar.cause()).isEqualTo(BarCause.CANCEL))
                .allSatisfy(bar -> assertThat(brokenIn(bar)).hasSize(1));
        Map<String, String> minutes =
                minutes(breaksLast.last(bar -> !bar.symbol().startsWith(TWIN)));
        assertThat(PipelineRun.differences(folded(unbroken()), minutes)).isEmpty();
    }

    @Test
    void shouldLeaveTradesOfOtherSymbolsAloneThatHaveABrokenTradesId() {
        assertThat(breaksLast.last(bar -> bar.symbol().startsWith(TWIN) && bar.revision() != 1))
                .isEmpty();
        Map<String, String> twins = new TreeMap<>();
        minutes(breaksLast.last(bar -> bar.symbol().startsWith(TWIN)))
                .forEach((key, bar) -> twins.put(key.substring(TWIN.length()), bar));
        assertThat(PipelineRun.differences(folded(trades), twins)).isEmpty();
    }

    @Test
    void shouldGiveTheSameBarsWithTheBreaksWhereTheFeedHasThem() {
        Map<String, Bar> expected = breaksLast.values();
        expected.keySet().removeIf(key -> key.startsWith(TWIN));
        assertThat(PipelineRun.differences(expected, breaksInPlace.values())).isEmpty();
        assertThat(breaksInPlace.count("cancel-applied")).isEqualTo(3);
    }

    private static List<Trade> brokenIn(Bar bar) {
        return trades.stream()
                .filter(trade -> isBroken(trade)
                        && trade.symbol().equals(bar.symbol())
                        && trade.participantTimeNs() >= bar.startNs()
                        && trade.participantTimeNs() < bar.endNs())
                .toList();
    }

    private static boolean isBroken(Trade trade) {
        return breaks.stream().anyMatch(b -> b.symbol().equals(trade.symbol()) && b.refTradeId() == trade.tradeId());
    }

    private static List<Trade> unbroken() {
        return trades.stream().filter(trade -> !isBroken(trade)).toList();
    }

    /** Minute bars the plain way. */
    private static Map<String, String> folded(List<Trade> counted) {
        Map<String, List<Trade>> windows = new TreeMap<>();
        for (Trade trade : counted) {
            long startNs = trade.participantTimeNs() / MINUTE_NS * MINUTE_NS;
            windows.computeIfAbsent(trade.symbol() + " " + startNs, key -> new ArrayList<>())
                    .add(trade);
        }
        Map<String, String> bars = new TreeMap<>();
        windows.forEach((key, window) -> bars.put(key, fold(window)));
        return bars;
    }

    /** The feed is in the order of the trades of each symbol. */
    private static String fold(List<Trade> window) {
        return text(
                window.get(0).priceE9(),
                window.stream().mapToLong(Trade::priceE9).max().orElseThrow(),
                window.stream().mapToLong(Trade::priceE9).min().orElseThrow(),
                window.get(window.size() - 1).priceE9(),
                window.stream().map(t -> BigDecimal.valueOf(t.sizeE9(), 9)).reduce(BigDecimal.ZERO, BigDecimal::add));
    }

    private static Map<String, String> minutes(List<Bar> bars) {
        Map<String, String> minutes = new TreeMap<>();
        for (Bar bar : bars) {
            if (!bar.interval().equals("1m")) continue;
            minutes.put(
                    bar.symbol() + " " + bar.startNs(),
                    text(
                            bar.prices().openE9(),
                            bar.prices().highE9(),
                            bar.prices().lowE9(),
                            bar.prices().closeE9(),
                            new BigDecimal(bar.volumeE9().toBigInteger(), 9)));
        }
        return minutes;
    }

    private static String text(long openE9, long highE9, long lowE9, long closeE9, BigDecimal volume) {
        return openE9 + " " + highE9 + " " + lowE9 + " " + closeE9 + " "
                + volume.stripTrailingZeros().toPlainString();
    }
}
