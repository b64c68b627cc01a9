package io.tapemill.topology;

import io.tapemill.serdes.BarEncoder;
import io.tapemill.serdes.MalformedRecordException;
import io.tapemill.serdes.TradeMessage;
import io.tapemill.serdes.TradeReader;
import io.tapemill.topology.bars.BarKind;
import io.tapemill.topology.market.Market;
import io.tapemill.topology.query.OpenBars;
import io.tapemill.topology.query.OpenSymbol;
import io.tapemill.topology.state.Expiry;
import io.tapemill.topology.state.StateTable;
import io.tapemill.topology.state.SymbolState;
import io.tapemill.topology.state.TapeEntry;
import io.tapemill.topology.state.TapeState;
import io.tapemill.topology.state.TapeStore;
import io.tapemill.topology.steps.AddTrade;
import io.tapemill.topology.steps.BarOutput;
import io.tapemill.topology.steps.CancelTrade;
import io.tapemill.topology.steps.CheckTrade;
import io.tapemill.topology.steps.CloseWindows;
import io.tapemill.topology.steps.FindTrade;
import io.tapemill.topology.steps.FindTrade.Found;
import io.tapemill.topology.steps.PublishBars;
import io.tapemill.topology.steps.Rejection;
import io.tapemill.topology.steps.ReviseBars;
import io.tapemill.topology.steps.TagTrade;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/**
 * The pipeline of one partition: decode, check, place, drop duplicates, accumulate, close or revise. What comes out is a
 * function of the records and their order alone; there is no clock in here and no Kafka, so that a test can run it whole
 * and crash it anywhere. Owned by one thread.
 */
final class BarPipeline implements TapeStore.HeapState {
    private static final long NS_PER_MS = 1_000_000L;
    /** Year 2200: a record time beyond it is no time, and would leave the range of ns and of calendars. */
    private static final long MAX_RECORD_MS = 7_258_118_400_000L;

    /** Where results go, in the order of the records that cause them. */
    interface Output {
        /** One framed revision of a bar. */
        void bar(byte[] key, byte[] value);

        /** The current record is wrong and goes to the dead letters. */
        void dead(String reason, String detail);

        /** The current record came after the correction horizon. */
        void late(String reason, String detail);
    }

    private final Market market;
    private final TapeState state;
    private final TradeReader reader;
    private final Output output;
    private final TapeCounts counts;
    private final LongAdder accepted;
    private final LongAdder duplicates;
    private final TradeMessage message = new TradeMessage();
    private final BarKind base;
    private final CheckTrade check;
    private final TagTrade tagTrade;
    private final AddTrade addTrade;
    private final ReviseBars reviseBars;
    private final CancelTrade cancelTrade;
    private final CloseWindows closeWindows;
    private final Expiry expiry;
    private final OpenBars openBars;

    /** Takes up the state that {@code table} holds. */
    BarPipeline(
            TopologyConfig config,
            StateTable table,
            TradeReader reader,
            BarEncoder encoder,
            Output output,
            TapeCounts counts) {
        this.reader = reader;
        this.output = output;
        this.counts = counts;
        accepted = counts.counter("accepted");
        duplicates = counts.counter("duplicate");
        market = new Market(config.market());
        List<BarKind> kinds = market.kinds(config.intervals());
        base = kinds.get(0);
        state = new TapeState(table, kinds, market);
        expiry = new Expiry(table, kinds, market);
        openBars = new OpenBars(kinds, market, config.generation());
        boolean withoutPrice = config.market().barsWithoutPrice();
        BarOutput bars = countedBars(config, encoder);
        check = new CheckTrade(config.market().clock(), config.maxClockSkew());
        tagTrade = new TagTrade(state.tags());
        addTrade = new AddTrade(base, state);
        reviseBars = new ReviseBars(kinds, withoutPrice, state, bars);
        cancelTrade = new CancelTrade(market, state, new FindTrade(base, market, state), reviseBars);
        closeWindows = new CloseWindows(kinds, config.grace(), withoutPrice, state, bars);
    }

    private BarOutput countedBars(TopologyConfig config, BarEncoder encoder) {
        PublishBars publish = new PublishBars(encoder, config.generation(), market, output::bar);
        return (symbol, kind, startNs, sum, revision, cause) -> {
            publish.publish(symbol, kind, startNs, sum, revision, cause);
            counts.increment("bar-" + cause.text());
        };
    }

    /**
     * Processes one record.
     *
     * @param key record key, null if it has none
     * @param value framed message, null if it has none
     * @param recordTimeMs the record's Kafka timestamp
     * @param offset the record's place in its partition
     */
    void accept(byte[] key, byte[] value, long recordTimeMs, long offset) {
        try {
            reader.decode(value, message);
        } catch (MalformedRecordException e) {
            counts.increment("rejected-" + e.reason());
            output.dead(e.reason(), e.getMessage());
            return;
        }
        long recordNs = Math.min(recordTimeMs, MAX_RECORD_MS) * NS_PER_MS;
        Rejection wrong = check.check(message, key, recordNs);
        if (wrong != null) {
            rejectDead(wrong, recordNs);
            return;
        }
        switch (message.kind()) {
            case TRADE -> trade(key, recordNs, offset);
            case CANCEL -> cancel(key, recordNs, offset);
            case CORRECTION -> correction(key, recordNs, offset);
            case TICK -> tick(recordNs);
            case END -> end(key);
        }
    }

    /** True when a window waits for nothing but time to pass, so that a tick with this record time would close it. */
    boolean wantsTick(long recordTimeMs) {
        for (SymbolState symbol : state.symbols()) {
            if (closeWindows.wouldClose(symbol, recordTimeMs * NS_PER_MS)) return true;
        }
        return false;
    }

    /** The open windows of the symbol with this record key. */
    OpenSymbol open(byte[] symbol) {
        return openBars.of(state.knownSymbol(symbol));
    }

    /** Brings the table level with the heap; called inside each commit. */
    @Override
    public void flush() {
        expiry.forget(state);
        state.flush();
    }

    private void trade(byte[] key, long recordNs, long offset) {
        SymbolState symbol = state.symbol(key);
        closeWindows.followClock(symbol);
        long eventNs = check.eventNs(message);
        if (!mayRevise(symbol, eventNs)) {
            rejectLate(Rejection.BEYOND_HORIZON, recordNs);
            return;
        }
        TapeEntry trade = entry(eventNs, offset);
        if (!count(symbol, trade)) {
            duplicates.increment();
            return;
        }
        accepted.increment();
        if (state.counting().hasUnknownCode(trade)) counts.increment("unknown-code");
        symbol.observe(eventNs, recordNs);
        closeWindows.closePassed(symbol);
    }

    /** False when the trade is a duplicate. */
    private boolean count(SymbolState symbol, TapeEntry trade) {
        boolean late = base.grid().startNs(trade.timeNs()) < symbol.closedUntilNs();
        if (cancelTrade.isCancelledAhead(symbol, trade)) {
            counts.increment("cancel-applied");
            return late ? reviseBars.addLateCancelled(symbol, trade) : addTrade.addCancelled(symbol, trade);
        }
        if (!late) return addTrade.add(symbol, trade);
        boolean first = reviseBars.addLate(symbol, trade);
        if (first) counts.increment("late");
        return first;
    }

    private void cancel(byte[] key, long recordNs, long offset) {
        SymbolState symbol = state.symbol(key);
        closeWindows.followClock(symbol);
        if (isOriginalBeyondHorizon(symbol)) {
            rejectLate(Rejection.REF_BEYOND_HORIZON, recordNs);
            return;
        }
        counted("cancel", cancelTrade.cancel(symbol, message, exchange(), check.eventNs(message), offset));
    }

    private void correction(byte[] key, long recordNs, long offset) {
        SymbolState symbol = state.symbol(key);
        closeWindows.followClock(symbol);
        long eventNs = check.eventNs(message);
        if (isOriginalBeyondHorizon(symbol) || !mayRevise(symbol, eventNs)) {
            rejectLate(
                    isOriginalBeyondHorizon(symbol) ? Rejection.REF_BEYOND_HORIZON : Rejection.BEYOND_HORIZON,
                    recordNs);
            return;
        }
        TapeEntry replacement = entry(eventNs, offset);
        Found original = cancelTrade.original(symbol, message, exchange());
        if (!original.isKnown()) {
            // the replacement counts now, and the original not when it comes
            if (count(symbol, replacement))
                counted("correction", cancelTrade.waitFor(symbol, message, eventNs, offset));
            else duplicates.increment();
        } else if (original.stands()) {
            counted("correction", cancelTrade.correct(symbol, original, replacement));
        } else {
            counted("correction", CancelTrade.Result.REPEATED);
            return;
        }
        symbol.observe(eventNs, recordNs);
        closeWindows.closePassed(symbol);
    }

    private boolean mayRevise(SymbolState symbol, long eventNs) {
        return eventNs >= symbol.forgottenBeforeNs() && market.mayRevise(eventNs, symbol.watermarkNs());
    }

    private boolean isOriginalBeyondHorizon(SymbolState symbol) {
        return message.hasRefTimeNs() && !mayRevise(symbol, message.refTimeNs());
    }

    private void counted(String kind, CancelTrade.Result result) {
        counts.increment(kind + "-" + result.name().toLowerCase(Locale.ROOT));
    }

    private int exchange() {
        return state.tags().exchangeOf(tagTrade.tag(message));
    }

    private TapeEntry entry(long eventNs, long offset) {
        return new TapeEntry(
                eventNs,
                message.sequence(),
                message.tradeId(),
                message.priceE9(),
                message.sizeE9(),
                tagTrade.tag(message),
                0,
                offset);
    }

    private void tick(long recordNs) {
        counts.increment("tick");
        state.advanceClock(recordNs);
        for (SymbolState symbol : state.symbols()) {
            if (symbol.hasOpenWindows()) closeWindows.followClock(symbol);
        }
    }

    private void end(byte[] key) {
        counts.increment("end");
        SymbolState symbol = state.knownSymbol(key);
        if (symbol == null) return;
        symbol.advanceTo(check.eventNs(message));
        state.touch(symbol);
        closeWindows.closePassed(symbol);
    }

    private void rejectLate(Rejection rejection, long recordNs) {
        counts.increment("rejected-" + rejection.text());
        output.late(rejection.text(), check.explain(rejection, message, recordNs));
    }

    private void rejectDead(Rejection rejection, long recordNs) {
        counts.increment("rejected-" + rejection.text());
        output.dead(rejection.text(), check.explain(rejection, message, recordNs));
    }
}
