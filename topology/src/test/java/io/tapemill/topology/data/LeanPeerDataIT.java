package io.tapemill.topology.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.schemas.Bar;
import io.tapemill.schemas.Int128;
import io.tapemill.schemas.Ohlc;
import io.tapemill.schemas.Trade;
import io.tapemill.topology.TestBroker;
import io.tapemill.topology.data.LeanAuctions.Touched;
import io.tapemill.topology.market.CalendarTable;
import io.tapemill.topology.market.ConditionProfile;
import io.tapemill.topology.market.EventClock;
import io.tapemill.topology.market.MarketRules;
import io.tapemill.topology.market.SharedData;
import io.tapemill.topology.market.UnknownCode;
import java.math.BigDecimal;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same eight symbol-days against the bars that a peer made of them, by the peer's own rule as the sample's README
 * describes it. Which trades set prices is decided when they are converted; the profile knows the invented codes. What
 * the peer does beyond conditions, rules 3 and 4, is applied to our bars afterwards, counted and listed.
 */
class LeanPeerDataIT {
    private static final int VOLUME = 4;

    private static List<LeanDay> days;
    private static PipelineRun run;

    @BeforeAll
    static void runThePipeline(@TempDir Path stateDir) throws Exception {
        if (!SharedData.has(LeanDay.FOLDER)) return; // each test says so
        days = LeanDay.all();
        List<Trade> tape = new ArrayList<>();
        for (LeanDay day : days) {
            LeanAuctions auctions = LeanAuctions.of(day);
            for (LeanTick tick : day.ticks()) tape.add(day.trade(tick, code(tick, auctions)));
            tape.add(Tape.endOfDay(day.symbol(), day.date()));
        }
        // bars without a price are wanted here: the peer adds their volume to the bar before
        MarketRules market = new MarketRules(
                ConditionProfile.fromCsv(
                        "lean", resource("lean-rule-intraday.csv"), resource("lean-rule-day.csv"), UnknownCode.IGNORE),
                CalendarTable.named(CalendarTable.US_EQUITY),
                EventClock.SIP,
                Optional.empty(),
                true);
        try (TestBroker broker = TestBroker.start()) {
            run = PipelineRun.of(broker, "lean-peer", market, stateDir, tape);
        }
        assertThat(run.count("unknown-code")).isZero();
    }

    /** Rule 1, and for the day bar which of the prints count. */
    private static String code(LeanTick tick, LeanAuctions auctions) {
        if (tick.equals(auctions.opening()) && auctions.isOpeningInTime()) return "O";
        if (tick.equals(auctions.closing())) return "6";
        if (tick.setsPeersPrices()) return tick.exchange().equals("D") ? "d" : "p";
        return tick.countsInPeersVolume() ? "v" : "n";
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(LeanPeerDataIT.class.getResource(name).toURI());
    }

    @BeforeEach
    void skipWithoutTheSample() {
        SharedData.require(LeanDay.FOLDER);
    }

    @Test
    void shouldGiveThePeersMinuteBarsButForTheAuctions() throws Exception {
        Comparison minutes = compare("minute", "1m", LeanAuctions.MINUTE_MS);
        assertThat(minutes.unexplained).isEmpty();
        assertThat(minutes.bars).isEqualTo(4_151);
        assertThat(minutes.touched)
                .containsExactly(
                        "bac 2013-10-07 09:30:00 open",
                        "bac 2013-10-07 15:59:00 close",
                        "bac 2013-10-08 09:30:00 open",
                        "bac 2013-10-08 15:59:00 close",
                        "ibm 2013-10-07 09:30:00 open",
                        "ibm 2013-10-07 15:59:00 close",
                        "ibm 2013-10-08 15:59:00 close",
                        "ibm 2013-10-09 09:30:00 open",
                        "ibm 2013-10-09 15:59:00 close",
                        "ibm 2013-10-10 15:59:00 close",
                        "ibm 2013-10-11 09:30:00 open",
                        "ibm 2013-10-11 15:59:00 close",
                        "spy 2013-10-07 09:30:00 open",
                        "spy 2013-10-07 15:59:00 close");
        assertThat(minutes.pricesTouched)
                .as("the other touched bar closes at the auction's price anyway")
                .isEqualTo(13);
        assertThat(minutes.carriedTo).as("bars with volume of rule 3").isEqualTo(0);
        assertThat(minutes.exact).isEqualTo(4_151 - 14);
    }

    @Test
    void shouldGiveThePeersSecondBarsButForTheAuctionsAndVolumeCarriedBack() throws Exception {
        Comparison seconds = compare("second", "1s", LeanAuctions.SECOND_MS);
        assertThat(seconds.unexplained).isEmpty();
        assertThat(seconds.bars).isEqualTo(68_898);
        assertThat(seconds.touched).containsExactly("spy 2013-10-07 09:30:00 open", "spy 2013-10-07 15:59:59 close");
        assertThat(seconds.pricesTouched).isEqualTo(2);
        assertThat(seconds.carriedTo).as("bars with volume of rule 3").isEqualTo(6_868);
        assertThat(seconds.exact).isEqualTo(68_898 - 2 - 6_868);
    }

    /**
     * High, low and close are equal. Where the opening print is in time it is the peer's open, though trades came before
     * it, one of which is ours. Half the peer's volumes hold some trades from after the close, which ours, of the
     * regular session and its auctions, do not.
     */
    @Test
    void shouldGiveThePeersDayBarsButForTheOpenAndVolumeAfterTheClose() throws Exception {
        Map<String, long[]> peers = peersDays();
        Map<String, String> expected = new TreeMap<>();
        Map<String, String> prices = new TreeMap<>();
        List<String> otherOpen = new ArrayList<>();
        List<String> moreVolume = new ArrayList<>();
        for (LeanDay day : days) {
            long[] peer = peers.get(day.name());
            long[] bar = values(dayBar(day));
            LeanAuctions auctions = LeanAuctions.of(day);
            if (bar[0] != peer[0]) otherOpen.add(day.name());
            if (auctions.isOpeningInTime()) bar[0] = auctions.opening().priceE4();
            if (bar[VOLUME] < peer[VOLUME]) moreVolume.add(day.name());
            else assertThat(bar[VOLUME]).as(day.name()).isEqualTo(peer[VOLUME]);
            expected.put(day.name(), Arrays.toString(Arrays.copyOf(peer, VOLUME)));
            prices.put(day.name(), Arrays.toString(Arrays.copyOf(bar, VOLUME)));
        }
        assertThat(peers).hasSize(8);
        assertThat(PipelineRun.differences(expected, prices)).isEmpty();
        assertThat(otherOpen)
                .containsExactly(
                        "bac 2013-10-07",
                        "bac 2013-10-08",
                        "ibm 2013-10-07",
                        "ibm 2013-10-09",
                        "ibm 2013-10-11",
                        "spy 2013-10-07");
        assertThat(moreVolume).containsExactly("ibm 2013-10-07", "ibm 2013-10-08", "ibm 2013-10-10", "ibm 2013-10-11");
    }

    private static Map<String, long[]> peersDays() throws Exception {
        Map<String, long[]> peers = new TreeMap<>();
        for (Map<String, String> row : SharedData.rows(LeanDay.FOLDER + "daily.csv")) {
            String start = row.get("start_new_york").substring(0, 8);
            LocalDate date = LocalDate.parse(start, DateTimeFormatter.BASIC_ISO_DATE);
            long[] values = Stream.of("open_e4", "high_e4", "low_e4", "close_e4", "volume")
                    .mapToLong(column -> Long.parseLong(row.get(column)))
                    .toArray();
            peers.put(row.get("symbol") + " " + date, values);
        }
        return peers;
    }

    private static Bar dayBar(LeanDay day) {
        List<Bar> bars = run.last(bar ->
                isOf(day, bar) && bar.interval().equals("1d") && bar.session().equals("regular"));
        assertThat(bars).hasSize(1);
        return bars.get(0);
    }

    private static final class Comparison {
        final List<String> unexplained = new ArrayList<>();
        final List<String> touched = new ArrayList<>();
        int bars;
        int exact;
        int pricesTouched;
        int carriedTo;
    }

    private static Comparison compare(String resolution, String interval, long widthMs) throws Exception {
        Comparison comparison = new Comparison();
        for (LeanDay day : days) {
            Map<Long, long[]> peers = day.peerBars(resolution);
            Map<Long, long[]> ours = new TreeMap<>();
            Map<Long, Long> carried = new TreeMap<>();
            split(day, interval, ours, carried);
            comparison.bars += peers.size();
            comparison.carriedTo += carried.size();
            Map<String, String> expected = text(day, peers);
            int same = peers.size()
                    - PipelineRun.differences(expected, text(day, ours)).size();
            comparison.exact += same;
            for (Touched touched : LeanAuctions.of(day).touched(widthMs, ours)) {
                long[] bar = ours.get(touched.startMs());
                long[] before = bar.clone();
                touched.applyTo(bar);
                if (!Arrays.equals(before, 0, VOLUME, bar, 0, VOLUME)) comparison.pricesTouched++;
                comparison.touched.add(name(day, touched.startMs()) + (touched.isOpening() ? " open" : " close"));
            }
            carried.forEach((start, volume) -> ours.get(start)[VOLUME] += volume);
            comparison.unexplained.addAll(PipelineRun.differences(expected, text(day, ours)));
        }
        return comparison;
    }

    /** Bars with prices, and by rule 3 the volume of those without that belongs to the bar before them. */
    private static void split(LeanDay day, String interval, Map<Long, long[]> priced, Map<Long, Long> carried) {
        Long before = null;
        TreeMap<Long, Bar> bars = new TreeMap<>();
        run.last(bar -> isOf(day, bar) && bar.interval().equals(interval))
                .forEach(bar -> bars.put((bar.startNs() - day.timeNs(0)) / 1_000_000, bar));
        for (Map.Entry<Long, Bar> entry : bars.entrySet()) {
            if (entry.getValue().prices() != null) {
                before = entry.getKey();
                priced.put(before, values(entry.getValue()));
            } else if (before != null) {
                carried.merge(before, whole(entry.getValue().volumeE9()), Long::sum);
            }
        }
    }

    private static boolean isOf(LeanDay day, Bar bar) {
        return bar.symbol().equals(day.symbol())
                && bar.tradeDate() == day.date().toEpochDay();
    }

    private static long[] values(Bar bar) {
        Ohlc prices = bar.prices();
        return new long[] {
            e4(prices.openE9()), e4(prices.highE9()), e4(prices.lowE9()), e4(prices.closeE9()), whole(bar.volumeE9())
        };
    }

    private static long e4(long priceE9) {
        return BigDecimal.valueOf(priceE9, 5).longValueExact();
    }

    private static long whole(Int128 sizeE9) {
        return new BigDecimal(sizeE9.toBigInteger(), 9).longValueExact();
    }

    private static Map<String, String> text(LeanDay day, Map<Long, long[]> bars) {
        Map<String, String> text = new TreeMap<>();
        bars.forEach((start, values) -> text.put(name(day, start), Arrays.toString(values)));
        return text;
    }

    private static String name(LeanDay day, long startMs) {
        long second = startMs / 1_000;
        return String.format("%s %02d:%02d:%02d", day.name(), second / 3_600, second / 60 % 60, second % 60);
    }
}
