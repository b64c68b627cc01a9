package io.tapemill.topology.state;

import io.tapemill.schemas.Interval;
import io.tapemill.serdes.TradeMessage;
import io.tapemill.topology.bars.BarKind;
import io.tapemill.topology.intake.RawRecord;
import io.tapemill.topology.market.Market;
import io.tapemill.topology.packed.CorruptStateException;
import io.tapemill.topology.packed.PackedReader;
import io.tapemill.topology.packed.PackedWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All state of one task. Symbols, open windows and the trades of the current transaction live on the heap; {@link
 * #flush} brings the table level with the heap, and the constructor builds the heap from the table. Owned by one stream
 * thread.
 */
public final class TapeState implements TapeStore.HeapState {
    /** What {@link #spansOf} tells apart. */
    public static final long SPAN_NS = TradeFilters.SPAN_NS;

    private static final int VERSION = 2;
    /** Staged trades are written out before they take more than this of the heap. */
    private static final int MAX_STAGED_BYTES = 8 << 20;

    private static final long MOST_CLOCKS_DIFFER_NS = Duration.ofHours(1).toNanos();
    /** A level page is written in one of so many flushes: a restart merges the base windows since. */
    private static final int LEVEL_PAGE_FLUSHES = 32;

    private final StateTable table;
    private final List<BarKind> kinds;
    private final Interval base;
    private final String rules;
    private final Market market;
    private final Tags tags = new Tags();
    private final TradeCounting counting;
    private final SymbolTable symbols;
    private final StagedTrades staged = new StagedTrades();
    private final TradePages pages;
    private final TradeFilters filters;
    /** Windows with trades that are not staged yet; one that closed meanwhile has staged them itself. */
    private final List<OpenWindow> dirtyWindows = new ArrayList<>();

    private final SymbolPage symbolPage;
    private final LevelPage levelPage;
    private final ClosedSums closedSums;
    private final Set<Integer> dirtyPages = new HashSet<>();
    private final Set<Integer> dirtyLevelPages = new HashSet<>();
    /** Those that hold a change which no base window since would bring back. */
    private final Set<Integer> urgentLevelPages = new HashSet<>();

    private long clockNs = SymbolState.NEVER;
    private long flushes;
    private int storedTags;
    private int commits;
    private boolean changed;

    /**
     * Takes up what {@code table} holds; open windows are rebuilt from their trades.
     *
     * @param kinds the kinds of bars, the base first
     * @throws CorruptStateException when the table was written by another version or under other market rules
     */
    public TapeState(StateTable table, List<BarKind> kinds, Market market) {
        this.table = table;
        this.kinds = kinds;
        this.base = kinds.get(0).interval();
        this.market = market;
        this.rules = kinds.stream().map(kind -> kind.interval().name()).collect(Collectors.joining(","))
                + " " + market.rules().profileId() + " "
                + market.rules().calendar().id();
        this.counting = new TradeCounting(market, tags);
        this.symbols = new SymbolTable(kinds.size() - 1, market.ruleCount());
        this.symbolPage = new SymbolPage(symbols, this::openWindow);
        this.levelPage = new LevelPage(symbols);
        this.pages = new TradePages(table);
        this.filters = new TradeFilters(table);
        this.closedSums = new ClosedSums(table);
        try {
            load();
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new CorruptStateException("the state holds what no trade can have left: " + e.getMessage(), e);
        }
    }

    /** The symbol of the record, known from now on. */
    public SymbolState symbol(RawRecord record) {
        SymbolState symbol = knownSymbol(record);
        return symbol == null ? symbols.add(record.key()) : symbol;
    }

    /** The symbol of the record, or null when it has not traded. */
    public SymbolState knownSymbol(RawRecord record) {
        return symbols.find(record.keyBytes(), record.keyOffset(), record.keyLength());
    }

    /** The symbol with this record key, or null when it has not traded. */
    public SymbolState knownSymbol(byte[] key) {
        return symbols.find(key);
    }

    /** All symbols of the task; a view. */
    public List<SymbolState> symbols() {
        return symbols.all();
    }

    public Tags tags() {
        return tags;
    }

    public TradeCounting counting() {
        return counting;
    }

    public ClosedSums closedSums() {
        return closedSums;
    }

    /** Record time of the newest tick, ns since the Unix epoch. */
    public long clockNs() {
        return clockNs;
    }

    public void advanceClock(long recordNs) {
        if (recordNs <= clockNs) return;
        clockNs = recordNs;
        changed = true;
    }

    /** The symbol differs from what was flushed. */
    public void touch(SymbolState symbol) {
        changed = true;
        if (symbol.markDirty()) dirtyPages.add(symbol.id() / StateKeys.SYMBOLS_PER_PAGE);
    }

    /** The symbol's open window that covers the time, opened now if need be. */
    public OpenWindow window(SymbolState symbol, long timeNs) {
        OpenWindow window = symbol.findWindow(timeNs);
        return window == null ? openWindow(symbol, base.floor(timeNs)) : window;
    }

    private OpenWindow openWindow(SymbolState symbol, long startNs) {
        long endNs = startNs + base.lengthNs();
        boolean isRegular = market.isRegular(startNs) && market.isRegular(endNs - 1);
        return symbol.openWindow(startNs, endNs, isRegular);
    }

    /** A base window of the symbol was merged into its levels. */
    public void mergedIntoLevels(SymbolState symbol, long windowNs) {
        symbol.levelsChanged(windowNs);
        dirtyLevelPages.add(symbol.id() / StateKeys.SYMBOLS_PER_PAGE);
    }

    /** The open levels of the symbol were changed other than by the next base window. */
    public void revisedLevels(SymbolState symbol) {
        urgentLevelPages.add(symbol.id() / StateKeys.SYMBOLS_PER_PAGE);
        touch(symbol);
    }

    /** Keeps an accepted trade of an open window until the correction horizon has passed it. */
    public void remember(SymbolState symbol, OpenWindow window, int tag, TradeMessage message, long timeNs, long at) {
        appended(symbol, window);
        window.log()
                .append(0, tag, timeNs, message.sequence(), message.tradeId(), message.priceE9(), message.sizeE9(), at);
        int exchange = tags.exchangeOf(tag);
        window.seen().add(exchange, message.tradeId());
        filters.add(window.startNs(), symbol.id(), exchange, message.tradeId());
    }

    /** Keeps an accepted message, of an open window or a closed one. */
    public void remember(SymbolState symbol, TapeEntry entry) {
        filters.add(base.floor(entry.timeNs()), symbol.id(), tags.exchangeOf(entry.tag()), entry.tradeId());
        if (base.floor(entry.timeNs()) < symbol.closedUntilNs()) {
            staged.add(base.floor(entry.timeNs()), symbol.id(), entry);
            changed = true;
            if (staged.bytes() > MAX_STAGED_BYTES) writeStaged();
            return;
        }
        OpenWindow window = window(symbol, entry.timeNs());
        appended(symbol, window);
        window.log().append(entry);
        if (!entry.isCancel()) window.seen().add(tags.exchangeOf(entry.tag()), entry.tradeId());
    }

    private void appended(SymbolState symbol, OpenWindow window) {
        if (!window.log().hasUnstored()) dirtyWindows.add(window);
        touch(symbol);
    }

    /** Gives up the symbol's oldest open window; its trades stay. */
    public void closeOldestWindow(SymbolState symbol) {
        staged.add(symbol.oldestWindow());
        symbol.dropOldestWindow();
        if (staged.bytes() > MAX_STAGED_BYTES) writeStaged();
    }

    /** What was accepted of a symbol's base window and is still kept, in the order of acceptance. */
    public List<TapeEntry> entries(SymbolState symbol, long windowNs) {
        List<TapeEntry> entries = new ArrayList<>();
        OpenWindow open = symbol.findWindow(windowNs);
        if (open != null) {
            open.log().forEach(entries::add);
        } else if (windowNs < symbol.closedUntilNs()) {
            pages.read(windowNs, symbol.id(), entries::add);
            staged.forEach(symbol.id(), windowNs, windowNs + 1, (start, entry) -> entries.add(entry));
        }
        return entries;
    }

    /** The same for the base windows that start in {@code [fromNs, toNs)}, by their starts. */
    public TreeMap<Long, List<TapeEntry>> entriesBetween(SymbolState symbol, long fromNs, long toNs) {
        TreeMap<Long, List<TapeEntry>> windows = new TreeMap<>();
        long closedToNs = Math.min(toNs, Math.max(fromNs, symbol.closedUntilNs()));
        TradePage.scan(
                table,
                fromNs,
                closedToNs,
                (windowNs, page) ->
                        TradePage.unpack(page, id -> id == symbol.id(), (id, entry) -> windows.computeIfAbsent(
                                        windowNs, start -> new ArrayList<>())
                                .add(entry)));
        staged.forEach(symbol.id(), fromNs, closedToNs, (windowNs, entry) -> windows.computeIfAbsent(
                        windowNs, start -> new ArrayList<>())
                .add(entry));
        for (OpenWindow open : symbol.openWindows()) {
            if (open.startNs() < fromNs || open.startNs() >= toNs) continue;
            List<TapeEntry> entries = new ArrayList<>();
            open.log().forEach(entries::add);
            windows.put(open.startNs(), entries);
        }
        return windows;
    }

    /**
     * Starts of the spans ({@link #SPAN_NS} long) in whose base windows the trade may be, among the windows that start from {@code fromNs} to
     * {@code toNs}; it is in no other.
     */
    public NavigableSet<Long> spansOf(SymbolState symbol, int exchange, long tradeId, long fromNs, long toNs) {
        return filters.mayHold(symbol.id(), exchange, tradeId, fromNs, toNs);
    }

    /** Start of the span that a base window belongs to. */
    public long spanNs(long windowNs) {
        return TradeFilters.span(windowNs);
    }

    /** Whether no sum of the symbol's closed windows from this one on can have been removed. */
    public boolean keepsSums(SymbolState symbol, long windowNs) {
        if (windowNs < symbol.forgottenBeforeNs()) return false;
        // no less than any watermark that Expiry has ever gone by: clocks of trades and records differ by seconds
        long newestNs = clockNs == SymbolState.NEVER ? clockNs : clockNs + MOST_CLOCKS_DIFFER_NS;
        for (SymbolState each : symbols.all()) newestNs = Math.max(newestNs, each.watermarkNs());
        return market.mayRevise(windowNs, newestNs);
    }

    /** Start of the oldest base window of which trades are kept in the table; {@code otherwise} if there is none. */
    public long oldestWindowNs(long otherwise) {
        long[] oldest = {otherwise};
        table.scan(StateKeys.tradePage(SymbolState.NEVER, 0), StateKeys.tradePage(otherwise, 0), (key, page) -> {
            oldest[0] = StateKeys.windowOfTradePage(key);
            return false;
        });
        return oldest[0];
    }

    /** Start of the oldest base window of which the heap has trades of the symbol; {@code otherwise} without any. */
    public long oldestPendingNs(SymbolState symbol, long otherwise) {
        OpenWindow open = symbol.oldestWindow();
        long oldest = open == null ? otherwise : Math.min(otherwise, open.startNs());
        return staged.oldestWindowNs(symbol.id(), oldest);
    }

    /**
     * Event time that has passed for the symbol: by its own trades, or by the clock while it was quiet. Open windows may
     * lie behind the clock, when the record that opened them does; they wait for the next tick, and need their trades.
     */
    long watermarkNs(int symbolId) {
        SymbolState symbol = symbols.byId(symbolId);
        if (symbol.hasOpenWindows()) return symbol.watermarkNs();
        return Math.max(symbol.watermarkNs(), clockNs - symbol.recordLagNs());
    }

    /** The greatest {@link #watermarkNs} of all symbols. */
    long newestWatermarkNs() {
        long newest = SymbolState.NEVER;
        for (SymbolState symbol : symbols.all()) newest = Math.max(newest, watermarkNs(symbol.id()));
        return newest;
    }

    @Override
    public void flush() {
        // one that no trade is kept of is stored too: how many there are decides what is rejected
        if (!changed && storedTags == tags.count()) return;
        for (OpenWindow window : dirtyWindows) staged.add(window);
        dirtyWindows.clear();
        writeStaged();
        filters.flush(flushes);
        closedSums.flush(flushes);
        writeLevels();
        for (int page : dirtyPages) table.put(StateKeys.symbolPage(page), symbolPage.pack(page));
        dirtyPages.clear();
        flushes++;
        table.put(StateKeys.META, packMeta());
        changed = false;
    }

    private void writeLevels() {
        int turn = commits++ % LEVEL_PAGE_FLUSHES;
        dirtyLevelPages.stream()
                .filter(page -> page % LEVEL_PAGE_FLUSHES == turn)
                .forEach(urgentLevelPages::add);
        for (int page : urgentLevelPages) {
            table.put(StateKeys.levelPage(page), levelPage.pack(page));
            dirtyPages.add(page);
        }
        dirtyLevelPages.removeAll(urgentLevelPages);
        urgentLevelPages.clear();
    }

    private void writeStaged() {
        PackedWriter out = new PackedWriter();
        for (; storedTags < tags.count(); storedTags++) {
            out.clear();
            tags.writeTo(out, storedTags);
            table.put(StateKeys.tag(storedTags), out.toBytes());
        }
        staged.flush((windowNs, page) -> pages.put(windowNs, flushes++, page));
    }

    private byte[] packMeta() {
        PackedWriter out = new PackedWriter();
        out.octet(VERSION);
        out.text(rules);
        out.unsigned(market.horizonNs());
        out.signed(clockNs);
        out.unsigned(flushes);
        filters.writeTo(out); // what an earlier release does not look at
        return out.toBytes();
    }

    private void load() {
        byte[] meta = table.get(StateKeys.META);
        if (meta == null) {
            // the first commit leaves a record, whatever it is about: an empty changelog beside offsets is a lost one
            changed = true;
            return;
        }
        PackedReader in = new PackedReader(meta);
        int version = in.octet();
        if (version != VERSION) {
            throw new CorruptStateException("state of version " + version + "; this program reads " + VERSION
                    + ". Run the program that wrote it, or rebuild under a new application id and generation.");
        }
        String wrote = in.text();
        if (!wrote.equals(rules)) {
            throw new CorruptStateException("the state was built under the rules '" + wrote + "', not '" + rules
                    + "' (intervals, profile, clock, calendar). Set them back, or rebuild under a new"
                    + " tapemill.application.id and a higher tapemill.generation.");
        }
        Market wroteUnder = market.withHorizon(in.unsigned());
        clockNs = in.signed();
        flushes = in.unsigned();
        table.scan(StateKeys.firstTag(), StateKeys.lastTag(), (key, tag) -> {
            tags.readFrom(new PackedReader(tag));
            return true;
        });
        storedTags = tags.count();
        table.scan(StateKeys.firstSymbolPage(), StateKeys.lastSymbolPage(), (key, page) -> {
            symbolPage.unpack(page);
            return true;
        });
        if (wroteUnder.horizonNs() != market.horizonNs()) rememberWhatIsForgotten(wroteUnder);
        long fromNs = filters.readFrom(in, newestWatermarkNs());
        TradePage.scan(
                table,
                fromNs,
                Long.MAX_VALUE,
                (windowNs, page) -> TradePage.unpack(
                        page,
                        id -> true,
                        (id, entry) -> filters.add(windowNs, id, tags.exchangeOf(entry.tag()), entry.tradeId())));
        HeapRebuild rebuild = new HeapRebuild(table, symbols, kinds, tags, counting);
        rebuild.openWindows();
        rebuild.levels(symbol -> dirtyLevelPages.add(symbol.id() / StateKeys.SYMBOLS_PER_PAGE));
    }

    /** Under the horizon of before, trades may have been removed that the new one would reach. */
    private void rememberWhatIsForgotten(Market before) {
        for (SymbolState symbol : symbols.all()) {
            long watermarkNs = watermarkNs(symbol.id());
            if (symbol.watermarkNs() == SymbolState.NEVER) continue;
            symbol.forgetBefore(before.oldestRevisableNs(watermarkNs));
            touch(symbol);
        }
    }
}
