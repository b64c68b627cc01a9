package io.tapemill.topology.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.schemas.Bar;
import io.tapemill.schemas.BarCause;
import io.tapemill.schemas.FixedPoint;
import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import io.tapemill.topology.TestBroker;
import io.tapemill.topology.TestTapes;
import io.tapemill.topology.market.SharedData;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A day of one stock on tape A with conditions of today: odd lots, auctions, official prices. */
class TaqDataIT {
    private static final String FOLDER = "taq-sample-2018/";
    /** What the sample calls its stock. */
    private static final String SYMBOL = "XXX";

    private static final LocalDate DATE = LocalDate.of(2018, 1, 2);

    private static List<Trade> tape;
    private static PipelineRun plain;
    private static PipelineRun withCancel;
    private static Trade mistake;

    @BeforeAll
    static void runThePipeline(@TempDir Path stateDir) throws Exception {
        if (!SharedData.has(FOLDER)) return; // each test says so
        tape = tape();
        try (TestBroker broker = TestBroker.start()) {
            plain = run(broker, "taq-plain", stateDir, tape);
            withCancel = run(broker, "taq-cancel", stateDir, withMistakeAndCancel());
        }
    }

    private static PipelineRun run(TestBroker broker, String name, Path stateDir, List<Trade> trades) throws Exception {
        List<Trade> messages = new ArrayList<>(trades);
        messages.add(Tape.endOfDay(SYMBOL, DATE));
        return PipelineRun.of(broker, name, TestTapes.US, stateDir, messages);
    }

    private static List<Trade> tape() throws Exception {
        List<Trade> trades = new ArrayList<>();
        for (Map<String, String> row : SharedData.rows(FOLDER + "trades-20180102.csv.gz")) {
            assertThat(row.get("correction")).as("row %s", row).isEqualTo("0");
            trades.add(trade(row));
        }
        return trades;
    }

    private static Trade trade(Map<String, String> row) {
        long number = Long.parseLong(row.get("row"));
        long timeNs = Long.parseLong(row.get("time_epoch_ms")) * 1_000_000;
        return new Trade(
                TradeKind.TRADE,
                SYMBOL,
                row.get("exchange"),
                "A",
                number,
                number,
                timeNs,
                timeNs,
                FixedPoint.parseE9(row.get("price")),
                FixedPoint.parseE9(row.get("size")),
                row.get("conditions").replace("\"", ""),
                null,
                null);
    }

    /**
     * The sample has no row that was cancelled, so this makes one up: a regular trade of many shares in the morning, at
     * a price that is the day's high, cancelled nine hours later.
     */
    private static List<Trade> withMistakeAndCancel() {
        Trade before = tape.stream().filter(coded("O")).findFirst().orElseThrow();
        Trade high = Trade.of(
                SYMBOL,
                "D",
                tape.size() + 1L,
                tape.size() + 1L,
                before.sipTimeNs() + Duration.ofMinutes(17).toNanos(),
                before.priceE9() * 2,
                100_000L * 1_000_000_000L);
        mistake = high;
        Trade cancel = Tape.cancel(high, high.sipTimeNs() + Duration.ofHours(9).toNanos());
        List<Trade> trades = new ArrayList<>(tape);
        trades.add(placeOf(high), high);
        trades.add(placeOf(cancel) + 1, cancel);
        return trades;
    }

    private static int placeOf(Trade trade) {
        return (int) tape.stream()
                .filter(other -> other.sipTimeNs() <= trade.sipTimeNs())
                .count();
    }

    @BeforeEach
    void skipWithoutTheSample() {
        SharedData.require(FOLDER);
    }

    @Test
    void shouldGiveEveryBarThatTheIntradayRuleGives() throws Exception {
        Map<String, Integer> expectedBars = Map.of("1s", 6_426, "1m", 425, "5m", 103);
        for (String interval : expectedBars.keySet()) {
            Map<String, String> expected =
                    BarRow.read(FOLDER + "expected-intraday-" + interval + "-20180102.csv", SYMBOL, interval);
            Map<String, String> bars = BarRow.of(plain.last(ofInterval(interval)));
            assertThat(PipelineRun.differences(expected, bars)).as(interval).isEmpty();
            assertThat(bars).as(interval).hasSize(expectedBars.get(interval));
        }
        assertThat(plain.count("duplicate"))
                .as("rows that repeat another in every field are trades too")
                .isZero();
    }

    /** The closing trade and the official close are in the same millisecond, with the same price and size. */
    @Test
    void shouldCountTheClosingAuctionOnce() {
        Trade auction = tape.stream().filter(coded("6")).findFirst().orElseThrow();
        Trade official = lastCoded("M");
        assertThat(official.sizeE9()).isEqualTo(auction.sizeE9());
        assertThat(official.sipTimeNs()).isEqualTo(auction.sipTimeNs());
        Bar second = plain.last(ofInterval("1s")).stream()
                .filter(bar -> bar.startNs() <= auction.sipTimeNs() && auction.sipTimeNs() < bar.endNs())
                .findFirst()
                .orElseThrow();
        BigInteger rest = volume(trade -> trade.sipTimeNs() >= second.startNs() && trade.sipTimeNs() < second.endNs())
                .subtract(BigInteger.valueOf(auction.sizeE9()));
        assertThat(second.volumeE9().toBigInteger()).isEqualTo(rest);
        assertThat(rest).isLessThan(BigInteger.valueOf(2 * auction.sizeE9()));
        for (Bar day : plain.last(ofInterval("1d")))
            assertThat(day.officialCloseE9()).isEqualTo(official.priceE9());
    }

    @Test
    void shouldKeepOfficialPricesApartFromTheBarsOfTheDay() {
        Predicate<Trade> official = coded("M").or(coded("Q"));
        List<Bar> days = plain.last(ofInterval("1d"));
        assertThat(days).extracting(Bar::session).containsExactly("all", "regular");
        assertThat(days.get(0).volumeE9().toBigInteger()).isEqualTo(volume(official.negate()));
        assertThat(days).allSatisfy(day -> assertThat(day.officialOpenE9())
                .isEqualTo(lastCoded("Q").priceE9()));
        Bar regular = days.get(1);
        assertThat(regular.prices().closeE9())
                .as("closed by the auction, after 16:00")
                .isEqualTo(lastCoded("6").priceE9());
        assertThat(plain.last(bar -> bar.officialCloseE9() != null)).hasSize(2);
    }

    @Test
    void shouldGiveTheSameBarsWhenATradeIsCancelledNineHoursLater() {
        assertThat(PipelineRun.differences(plain.values(), withCancel.values())).isEmpty();
        assertThat(withCancel.count("cancel-applied")).isEqualTo(1);
        Map<String, Bar> withMistake = new TreeMap<>();
        List<String> revised = new ArrayList<>();
        for (Bar bar : withCancel.revisions()) {
            if (bar.revision() == 1) withMistake.put(PipelineRun.key(bar), bar);
            else revised.add(bar.interval() + " revision " + bar.revision() + " " + bar.cause());
            if (bar.cause() != BarCause.CANCEL) continue;
            Bar before = withMistake.get(PipelineRun.key(bar));
            assertThat(before.prices().highE9()).isEqualTo(mistake.priceE9());
            assertThat(before.volumeE9().toBigInteger().subtract(bar.volumeE9().toBigInteger()))
                    .isEqualTo(BigInteger.valueOf(mistake.sizeE9()));
        }
        assertThat(revised)
                .containsExactly(
                        "1s revision 2 CANCEL", "1m revision 2 CANCEL", "5m revision 2 CANCEL", "1h revision 2 CANCEL");
    }

    private static Predicate<Bar> ofInterval(String interval) {
        return bar -> bar.interval().equals(interval);
    }

    private static Predicate<Trade> coded(String code) {
        return trade -> trade.conditions().contains(code);
    }

    private static Trade lastCoded(String code) {
        return tape.stream()
                .filter(coded(code))
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    private static BigInteger volume(Predicate<Trade> wanted) {
        return tape.stream()
                .filter(wanted)
                .map(trade -> BigInteger.valueOf(trade.sizeE9()))
                .reduce(BigInteger.ZERO, BigInteger::add);
    }
}
