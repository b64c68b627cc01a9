package io.tapemill.bench.load;

import io.tapemill.schemas.Bar;
import io.tapemill.schemas.BarCause;
import io.tapemill.schemas.Interval;
import io.tapemill.schemas.TradeKind;
import io.tapemill.serdes.BarEncoder;
import io.tapemill.serdes.MalformedRecordException;
import io.tapemill.serdes.SchemaRegistry;
import io.tapemill.serdes.TradeDecoder;
import io.tapemill.serdes.TradeMessage;
import io.tapemill.topology.bars.BarKind;
import io.tapemill.topology.bars.BarSum;
import io.tapemill.topology.bars.Vwap;
import io.tapemill.topology.intake.RawRecord;
import io.tapemill.topology.market.CalendarTable;
import io.tapemill.topology.market.ConditionProfile;
import io.tapemill.topology.market.EventClock;
import io.tapemill.topology.market.Market;
import io.tapemill.topology.market.MarketRules;
import io.tapemill.topology.state.Tags;
import io.tapemill.topology.steps.CheckTrade;
import io.tapemill.topology.steps.TagTrade;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The same arithmetic as the pipeline in the plainest form that is fast: decode, check, drop duplicates, add by the
 * market's rules, close, merge into the longer bars, encode. Nothing is kept beyond that: no late trades, no cancels,
 * no state that outlives the process.
 */
final class BareBars {
    private static final long GRACE_NS = Duration.ofSeconds(1).toNanos();
    private static final List<Interval> INTERVALS =
            Stream.of("1s", "1m", "5m", "1h", "1d").map(Interval::parse).toList();

    private final TradeDecoder decoder;
    private final TradeMessage message = new TradeMessage();
    private final RawRecord record = new RawRecord();
    private final CheckTrade check = new CheckTrade(EventClock.SIP, Duration.ofSeconds(5));
    private final Market market = new Market(new MarketRules(
            ConditionProfile.named(ConditionProfile.US_CONSOLIDATED),
            CalendarTable.named(CalendarTable.US_EQUITY),
            EventClock.SIP,
            Optional.empty(),
            false));
    private final List<BarKind> kinds = market.kinds(INTERVALS);
    private final Tags tags = new Tags();
    private final TagTrade tagTrade = new TagTrade(tags);
    private final List<Market.Counting> countingByTag = new ArrayList<>();
    private final BarEncoder encoder = new BarEncoder(1);
    private Symbol[] slots = new Symbol[1 << 17];
    private long published;

    BareBars(SchemaRegistry registry) {
        decoder = new TradeDecoder(registry);
    }

    long published() {
        return published;
    }

    void accept(byte[] key, byte[] value, long recordTimeMs) throws MalformedRecordException {
        decoder.decode(value, message);
        if (check.check(message, record.at(key, value, recordTimeMs, 0), recordTimeMs * 1_000_000L) != null) return;
        if (message.kind() == TradeKind.END) {
            Symbol symbol = symbol(key);
            symbol.watermarkNs = Math.max(symbol.watermarkNs, check.eventNs(message));
            close(symbol);
            return;
        }
        if (message.kind() != TradeKind.TRADE) return;
        Symbol symbol = symbol(key);
        long timeNs = check.eventNs(message);
        long startNs = kinds.get(0).grid().startNs(timeNs);
        if (startNs < symbol.closedUntilNs) return;
        Window window = symbol.window(startNs);
        int tag = tagTrade.tag(message);
        if (!window.addId((long) tags.exchangeOf(tag) << 56 ^ message.tradeId())) return;
        for (int rule = 0; rule < market.ruleCount(); rule++) {
            int eligibility = market.eligibility(rule, counting(tag), timeNs);
            window.sums[rule].add(
                    timeNs,
                    message.sequence(),
                    message.tradeId(),
                    message.priceE9(),
                    message.sizeE9(),
                    eligibility,
                    tags.exchange(tag));
        }
        if (timeNs > symbol.watermarkNs) {
            symbol.watermarkNs = timeNs;
            close(symbol);
        }
    }

    private Market.Counting counting(int tag) {
        while (countingByTag.size() <= tag) {
            int next = countingByTag.size();
            countingByTag.add(market.counting(tags.tape(next), tags.conditions(next)));
        }
        return countingByTag.get(tag);
    }

    private void close(Symbol symbol) {
        long untilNs = kinds.get(0).grid().startNs(symbol.watermarkNs - GRACE_NS);
        if (untilNs <= symbol.closedUntilNs) return;
        while (!symbol.open.isEmpty() && symbol.open.get(0).startNs < untilNs) {
            Window window = symbol.open.remove(0);
            closeLevels(symbol, window.startNs);
            publish(
                    symbol,
                    kinds.get(0),
                    window.startNs,
                    window.sums[kinds.get(0).rule()]);
            for (int i = 1; i < kinds.size(); i++) {
                BarKind kind = kinds.get(i);
                symbol.levelStartNs[i] = kind.grid().startNs(window.startNs);
                symbol.levels[i].merge(window.sums[kind.rule()]);
            }
            symbol.spare = window;
        }
        closeLevels(symbol, untilNs);
        symbol.closedUntilNs = untilNs;
    }

    private void closeLevels(Symbol symbol, long untilNs) {
        for (int i = 1; i < kinds.size(); i++) {
            if (symbol.levels[i].isEmpty()) continue;
            if (kinds.get(i).grid().endNs(symbol.levelStartNs[i]) > untilNs) continue;
            publish(symbol, kinds.get(i), symbol.levelStartNs[i], symbol.levels[i]);
            symbol.levels[i].clear();
        }
    }

    private void publish(Symbol symbol, BarKind kind, long startNs, BarSum sum) {
        if (!sum.makesABar(false)) return;
        Bar bar = new Bar(
                symbol.name,
                kind.interval().name(),
                startNs,
                kind.grid().endNs(startNs),
                sum.prices(),
                sum.volumeE9(),
                Vwap.e9(sum.notionalE18(), sum.vwapVolumeE9()),
                sum.notionalE18(),
                sum.vwapVolumeE9(),
                sum.tradeCount(),
                sum.firstNs(startNs),
                sum.lastNs(startNs),
                1,
                1,
                BarCause.CLOSE,
                market.session(kind, startNs),
                market.calendar().tradeDate(startNs),
                "us-consolidated/sip",
                sum.officialOpenE9(),
                sum.officialCloseE9());
        if (encoder.encode(bar).length > 0) published++;
    }

    /** Big enough for every tape that the bench makes. */
    private Symbol symbol(byte[] key) {
        int slot = Arrays.hashCode(key) * 0x9E3779B9 >>> 15;
        while (slots[slot] != null) {
            if (Arrays.equals(slots[slot].key, key)) return slots[slot];
            slot = slot + 1 & slots.length - 1;
        }
        slots[slot] = new Symbol(key, kinds.size(), market.ruleCount());
        return slots[slot];
    }

    private static final class Symbol {
        private final byte[] key;
        private final String name;
        private final int rules;
        private final List<Window> open = new ArrayList<>(4);
        private final BarSum[] levels;
        private final long[] levelStartNs;
        private Window spare;
        private long watermarkNs = Long.MIN_VALUE / 2;
        private long closedUntilNs = Long.MIN_VALUE / 2;

        Symbol(byte[] key, int kinds, int rules) {
            this.key = key;
            this.name = new String(key, java.nio.charset.StandardCharsets.UTF_8);
            this.rules = rules;
            this.levels = sums(kinds);
            this.levelStartNs = new long[kinds];
        }

        Window window(long startNs) {
            int i = open.size();
            while (i > 0 && open.get(i - 1).startNs >= startNs) {
                if (open.get(--i).startNs == startNs) return open.get(i);
            }
            Window window = spare == null ? new Window(rules) : spare;
            spare = null;
            open.add(i, window.startAt(startNs));
            return window;
        }
    }

    private static BarSum[] sums(int count) {
        BarSum[] sums = new BarSum[count];
        for (int i = 0; i < count; i++) sums[i] = new BarSum();
        return sums;
    }

    private static final class Window {
        private final BarSum[] sums;
        private long[] ids = new long[16];
        private int idCount;
        private long startNs;

        Window(int rules) {
            sums = sums(rules);
        }

        Window startAt(long newStartNs) {
            startNs = newStartNs;
            for (BarSum sum : sums) sum.clear();
            Arrays.fill(ids, 0);
            idCount = 0;
            return this;
        }

        /** No trade of the bench has the id 0. */
        boolean addId(long id) {
            if (idCount * 2 >= ids.length) {
                long[] old = ids;
                ids = new long[old.length * 2];
                for (long kept : old) if (kept != 0) insert(kept);
            }
            boolean added = insert(id);
            if (added) idCount++;
            return added;
        }

        private boolean insert(long id) {
            int slot = (int) (id * 0x9E3779B97F4A7C15L >>> 40) & ids.length - 1;
            while (ids[slot] != 0) {
                if (ids[slot] == id) return false;
                slot = slot + 1 & ids.length - 1;
            }
            ids[slot] = id;
            return true;
        }
    }
}
