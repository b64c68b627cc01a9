package io.tapemill.topology;

import io.tapemill.serdes.BarEncoder;
import io.tapemill.serdes.MalformedRecordException;
import io.tapemill.serdes.TradeMessage;
import io.tapemill.serdes.TradeReader;
import io.tapemill.topology.bars.BarKind;
import io.tapemill.topology.intake.RawRecord;
import io.tapemill.topology.market.Market;
import io.tapemill.topology.query.OpenBars;
import io.tapemill.topology.query.OpenSymbol;
import io.tapemill.topology.state.Expiry;
import io.tapemill.topology.state.StateTable;
import io.tapemill.topology.state.SymbolState;
import io.tapemill.topology.state.Tags;
import io.tapemill.topology.state.TapeEntry;
import io.tapemill.topology.state.TapeState;
import io.tapemill.topology.state.TapeStore;
import io.tapemill.topology.steps.AddTrade;
import io.tapemill.topology.steps.BarOutput;
import io.tapemill.topology.steps.CancelTrade;
import io.tapemill.topology.steps.CheckTrade;
import io.tapemill.topology.steps.CloseWindows;
import io.tapemill.topology.steps.DueWindows;
import io.tapemill.topology.steps.FindTrade;
import io.tapemill.topology.steps.FindTrade.Found;
import io.tapemill.topology.steps.PublishBars;
import io.tapemill.topology.steps.Rejection;
import io.tapemill.topology.steps.ReviseBars;
import io.tapemill.topology.steps.TagTrade;
import java.util.List;
import java.util.Locale;

/**
 * The pipeline of one partition: decode, check, place, drop duplicates, accumulate, close or revise. What comes out is a
 * function of the records and their order alone; there is no clock in here and no Kafka, so that a test can run it whole
 * and crash it anywhere. Owned by one thread.
 */
final class BarPipeline implements TapeStore.HeapState {
    /** Looking for what may be forgotten opens a dozen iterators: too much for each of ten commits a second. */
    private static final int FLUSHES_PER_EXPIRY = 8;

    private static final long NS_PER_MS = 1_000_000L;
    /** Year 2200: a record time beyond it is no time, and would leave the range of ns and of calendars. */
    private static final long MAX_RECORD_MS = 7_258_118_400_000L;

    /** Where results go, in the order of the records that cause them. */
    interface Output {
        /** One framed revision of a bar; its window in ns since the epoch, the end excluded. */
        void bar(byte[] key, byte[] value, long startNs, long endNs);

        /** The current record is wrong and goes to the dead letters. */
        void dead(String reason, String detail);

        /** The current record came after the correction horizon. */
        void late(String reason, String detail);
    }

    private int flushes;
    private final Market market;
    private final TapeState state;
    private final TradeReader reader;
    private final Output output;
    private final TapeCounts counts;
    /** Not in {@link #counts} yet: a shared counter costs more than a trade may. */
    private long accepted;

    private long duplicates;
    private long newestNs = Long.MIN_VALUE;
    private final TradeMessage message = new TradeMessage();
    private final BarKind base;
    private final CheckTrade check;
    private final TagTrade tagTrade;
    private final AddTrade addTrade;
    private final ReviseBars reviseBars;
    private final CancelTrade cancelTrade;
    private final CloseWindows closeWindows;
    private final DueWindows due;
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
        addTrade = new AddTrade(state);
        reviseBars = new ReviseBars(kinds, withoutPrice, state, bars);
        cancelTrade = new CancelTrade(market, state, new FindTrade(base, market, state), reviseBars);
        closeWindows = new CloseWindows(kinds, config.grace(), withoutPrice, state, bars);
        due = new DueWindows(closeWindows, state.symbols());
    }

    private BarOutput countedBars(TopologyConfig config, BarEncoder encoder) {
        PublishBars publish = new PublishBars(encoder, config.generation(), market, output::bar);
        return (symbol, kind, startNs, sum, revision, cause) -> {
            publish.publish(symbol, kind, startNs, sum, revision, cause);
            counts.increment("bar-" + cause.text());
        };
    }

    /** Processes one record. */
    void accept(RawRecord record) {
        try {
            reader.decode(record.valueBytes(), record.valueOffset(), record.valueLength(), message);
        } catch (MalformedRecordException e) {
            counts.increment("rejected-" + e.reason());
            output.dead(e.reason(), e.getMessage());
            return;
        }
        long recordNs = Math.min(record.timestampMs(), MAX_RECORD_MS) * NS_PER_MS;
        Rejection wrong = check.check(message, record, recordNs);
        if (wrong != null) {
            rejectDead(wrong, recordNs);
            return;
        }
        switch (message.kind()) {
            case TRADE -> trade(record, recordNs);
            case CANCEL -> cancel(record, recordNs);
            case CORRECTION -> correction(record, recordNs);
            case TICK -> tick(recordNs);
            case END -> end(record);
        }
    }

    /** True when a window waits for nothing but time to pass, so that a tick with this record time would close it. */
    boolean wantsTick(long recordTimeMs) {
        return due.anyBy(recordTimeMs * NS_PER_MS);
    }

    /** Record time of the newest tick that was processed, ms since the Unix epoch; far in the past before the first. */
    long tickedMs() {
        return Math.floorDiv(state.clockNs(), NS_PER_MS);
    }

    /** Event time of the record that is being processed or was last; says nothing after one that was no trade. */
    long eventNs() {
        return check.eventNs(message);
    }

    /** Event time of the newest trade that was counted by this task, MIN_VALUE before the first. */
    long newestNs() {
        return newestNs;
    }

    /** The open windows of the symbol with this record key. */
    OpenSymbol open(byte[] symbol) {
        return openBars.of(state.knownSymbol(symbol));
    }

    /** Brings the table level with the heap; called inside each commit. */
    @Override
    public void flush() {
        if (flushes++ % FLUSHES_PER_EXPIRY == 0) expiry.forget(state);
        state.flush();
        publishCounts();
    }

    /** Counts since the last call, for whoever watches. */
    private void publishCounts() {
        if (accepted > 0) counts.counter("accepted").add(accepted);
        if (duplicates > 0) counts.counter("duplicate").add(duplicates);
        accepted = 0;
        duplicates = 0;
    }

    private void trade(RawRecord record, long recordNs) {
        SymbolState symbol = state.symbol(record);
        due.changed(symbol);
        closeWindows.followClock(symbol);
        long eventNs = check.eventNs(message);
        boolean isOpen = eventNs >= symbol.closedUntilNs();
        if (!isOpen && !mayRevise(symbol, eventNs)) {
            rejectLate(Rejection.BEYOND_HORIZON, recordNs);
            return;
        }
        int tag = tagOrReject(recordNs);
        if (tag == Tags.FULL) return;
        boolean isFirst = isOpen && symbol.waitingCancels().isEmpty()
                ? addTrade.add(symbol, message, tag, eventNs, record.offset())
                : count(symbol, entry(eventNs, tag, record.offset()));
        if (!isFirst) {
            duplicates++;
            return;
        }
        accepted++;
        newestNs = Math.max(newestNs, eventNs);
        if (state.counting().hasUnknownCode(tag)) counts.increment("unknown-code");
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
        if (!late) return addTrade.add(symbol, message, trade.tag(), trade.timeNs(), trade.offset());
        boolean first = reviseBars.addLate(symbol, trade);
        if (first) counts.increment("late");
        return first;
    }

    private void cancel(RawRecord record, long recordNs) {
        SymbolState symbol = state.symbol(record);
        due.changed(symbol);
        closeWindows.followClock(symbol);
        if (isOriginalBeyondHorizon(symbol)) {
            rejectLate(Rejection.REF_BEYOND_HORIZON, recordNs);
            return;
        }
        int tag = tagOrReject(recordNs);
        if (tag == Tags.FULL) return;
        int exchange = state.tags().exchangeOf(tag);
        if (cancelTrade.isFull(symbol)
                && !cancelTrade.original(symbol, message, exchange).isKnown()) {
            rejectDead(Rejection.TOO_MANY_CANCELS, recordNs);
            return;
        }
        counted("cancel", cancelTrade.cancel(symbol, message, exchange, check.eventNs(message), record.offset()));
    }

    private void correction(RawRecord record, long recordNs) {
        SymbolState symbol = state.symbol(record);
        due.changed(symbol);
        closeWindows.followClock(symbol);
        long eventNs = check.eventNs(message);
        if (isOriginalBeyondHorizon(symbol) || !mayRevise(symbol, eventNs)) {
            rejectLate(
                    isOriginalBeyondHorizon(symbol) ? Rejection.REF_BEYOND_HORIZON : Rejection.BEYOND_HORIZON,
                    recordNs);
            return;
        }
        int tag = tagOrReject(recordNs);
        if (tag == Tags.FULL) return;
        TapeEntry replacement = entry(eventNs, tag, record.offset());
        Found original = cancelTrade.original(symbol, message, state.tags().exchangeOf(tag));
        if (!original.isKnown() && cancelTrade.isFull(symbol)) {
            rejectDead(Rejection.TOO_MANY_CANCELS, recordNs);
            return;
        }
        if (!original.isKnown()) {
            // the replacement counts now, and the original not when it comes
            if (count(symbol, replacement))
                counted("correction", cancelTrade.waitFor(symbol, message, eventNs, record.offset()));
            else duplicates++;
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

    /** {@link Tags#FULL} when the record has gone to the dead letters for it. */
    private int tagOrReject(long recordNs) {
        int tag = tagTrade.tag(message);
        if (tag == Tags.FULL) rejectDead(Rejection.TOO_MANY_COMBINATIONS, recordNs);
        return tag;
    }

    private TapeEntry entry(long eventNs, int tag, long offset) {
        return new TapeEntry(
                eventNs, message.sequence(), message.tradeId(), message.priceE9(), message.sizeE9(), tag, 0, offset);
    }

    private void tick(long recordNs) {
        counts.increment("tick");
        state.advanceClock(recordNs);
        due.allChanged();
        for (SymbolState symbol : state.symbols()) {
            if (symbol.hasOpenWindows()) closeWindows.followClock(symbol);
        }
    }

    private void end(RawRecord record) {
        counts.increment("end");
        SymbolState symbol = state.knownSymbol(record);
        if (symbol == null) return;
        due.changed(symbol);
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
