package io.tapemill.topology.state;

import io.tapemill.topology.packed.CorruptStateException;
import io.tapemill.topology.packed.PackedReader;
import io.tapemill.topology.packed.PackedWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * Format of a trade page: trades of one base window, of many symbols, accepted between two flushes. A page is written
 * once and never changed; a window's trades are the entries of all its pages.
 *
 * <pre>
 * version, tags (count; exchange, tape, conditions each), symbols (count; id delta, section length each), sections
 * section: trade count; decimals to restore on price, on size, digits on time; then per trade, each a difference to the
 *          trade before: flags, tag, time, sequence, trade id, price, size, offset
 * </pre>
 */
final class TradePage {
    private static final int VERSION = 1;
    private static final long[] POWERS_OF_TEN = {
        1L, 10L, 100L, 1_000L, 10_000L, 100_000L, 1_000_000L, 10_000_000L, 100_000_000L, 1_000_000_000L
    };

    private final Tags tags;
    private final PackedWriter out = new PackedWriter();
    private final PackedWriter section = new PackedWriter();
    private final PackedWriter sections = new PackedWriter();

    TradePage(Tags tags) {
        this.tags = tags;
    }

    /** Packs {@code trades[indices[from..to)]}, all of the window at {@code startNs} and ordered by symbol. */
    byte[] pack(PendingTrades trades, int[] indices, int from, int to, long startNs) {
        Map<Integer, Integer> tagIndex = new HashMap<>();
        List<Integer> tagList = new ArrayList<>();
        for (int i = from; i < to; i++) {
            int tag = trades.entry(indices[i]).tag();
            if (tagIndex.putIfAbsent(tag, tagList.size()) == null) tagList.add(tag);
        }
        out.clear();
        out.octet(VERSION);
        out.unsigned(tagList.size());
        for (int tag : tagList) {
            out.text(tags.exchange(tag));
            out.text(tags.tape(tag));
            out.text(tags.conditions(tag));
        }
        packSections(trades, indices, from, to, startNs, tagIndex);
        out.append(sections);
        return out.toBytes();
    }

    private void packSections(
            PendingTrades trades, int[] indices, int from, int to, long startNs, Map<Integer, Integer> tagIndex) {
        sections.clear();
        List<int[]> runs = runsOfOneSymbol(trades, indices, from, to);
        out.unsigned(runs.size());
        int before = 0;
        for (int[] run : runs) {
            List<TapeEntry> entries = new ArrayList<>(run[1] - run[0]);
            for (int i = run[0]; i < run[1]; i++) entries.add(trades.entry(indices[i]));
            packSection(entries, startNs, tagIndex);
            int symbol = trades.symbol(indices[run[0]]);
            out.unsigned(symbol - before);
            out.unsigned(section.length());
            sections.append(section);
            before = symbol;
        }
    }

    private static List<int[]> runsOfOneSymbol(PendingTrades trades, int[] indices, int from, int to) {
        List<int[]> runs = new ArrayList<>();
        int start = from;
        for (int i = from + 1; i <= to; i++) {
            if (i == to || trades.symbol(indices[i]) != trades.symbol(indices[start])) {
                runs.add(new int[] {start, i});
                start = i;
            }
        }
        return runs;
    }

    private void packSection(List<TapeEntry> entries, long startNs, Map<Integer, Integer> tagIndex) {
        int priceZeros = 9;
        int sizeZeros = 9;
        int timeZeros = 9;
        for (TapeEntry e : entries) {
            priceZeros = trailingZeros(e.priceE9(), priceZeros);
            sizeZeros = trailingZeros(e.sizeE9(), sizeZeros);
            timeZeros = trailingZeros(e.timeNs() - startNs, timeZeros);
        }
        section.clear();
        section.unsigned(entries.size());
        section.octet(priceZeros);
        section.octet(sizeZeros);
        section.octet(timeZeros);
        TapeEntry before = new TapeEntry(startNs, 0, 0, 0, 0, 0, 0, 0);
        for (TapeEntry e : entries) {
            section.octet(e.flags());
            section.unsigned(tagIndex.get(e.tag()));
            section.signed((e.timeNs() - before.timeNs()) / POWERS_OF_TEN[timeZeros]);
            section.signed(e.sequence() - before.sequence());
            section.signed(e.tradeId() - before.tradeId());
            section.signed((e.priceE9() - before.priceE9()) / POWERS_OF_TEN[priceZeros]);
            section.signed(e.sizeE9() / POWERS_OF_TEN[sizeZeros]);
            section.signed(e.offset() - before.offset());
            before = e;
        }
    }

    /** Takes the trades of a page one by one, in the order of acceptance within a symbol. */
    interface Visitor {
        void trade(int symbolId, TapeEntry entry);
    }

    /** Shows the trades of the {@code wanted} symbols in {@code page}, which is of the window at {@code startNs}. */
    void unpack(byte[] page, long startNs, IntPredicate wanted, Visitor visitor) {
        PackedReader in = versioned(page);
        int[] tagNumbers = new int[in.count()];
        for (int i = 0; i < tagNumbers.length; i++) tagNumbers[i] = tags.number(in.text(), in.text(), in.text());
        Directory directory = Directory.read(in);
        for (int i = 0; i < directory.symbols.length; i++) {
            int from = in.position();
            in.skip(directory.lengths[i]);
            int symbol = directory.symbols[i];
            if (wanted.test(symbol)) {
                unpackSection(new PackedReader(page, from, in.position()), startNs, tagNumbers, symbol, visitor);
            }
        }
    }

    /** Numbers of the symbols in a page, rising. */
    static int[] symbolsOf(byte[] page) {
        PackedReader in = versioned(page);
        for (int texts = in.count() * 3; texts > 0; texts--) in.skip(in.count());
        return Directory.read(in).symbols;
    }

    private static PackedReader versioned(byte[] page) {
        PackedReader in = new PackedReader(page);
        int version = in.octet();
        if (version != VERSION) {
            throw new CorruptStateException("trade page of version " + version + "; this program reads " + VERSION);
        }
        return in;
    }

    /** Which symbols have sections, and how long these are. */
    private record Directory(int[] symbols, int[] lengths) {
        static Directory read(PackedReader in) {
            int count = in.count();
            Directory directory = new Directory(new int[count], new int[count]);
            int symbol = 0;
            for (int i = 0; i < count; i++) {
                symbol += in.count(Integer.MAX_VALUE - symbol);
                directory.symbols[i] = symbol;
                directory.lengths[i] = in.count();
            }
            return directory;
        }
    }

    private static void unpackSection(PackedReader in, long startNs, int[] tagNumbers, int symbolId, Visitor visitor) {
        int count = in.count();
        long priceUnit = POWERS_OF_TEN[zeros(in)];
        long sizeUnit = POWERS_OF_TEN[zeros(in)];
        long timeUnit = POWERS_OF_TEN[zeros(in)];
        TapeEntry before = new TapeEntry(startNs, 0, 0, 0, 0, 0, 0, 0);
        for (int i = 0; i < count; i++) {
            int flags = in.octet();
            int tag = tagNumbers[in.count(tagNumbers.length - 1)];
            long timeNs = before.timeNs() + in.signed() * timeUnit;
            long sequence = before.sequence() + in.signed();
            long tradeId = before.tradeId() + in.signed();
            long priceE9 = before.priceE9() + in.signed() * priceUnit;
            long sizeE9 = in.signed() * sizeUnit;
            long offset = before.offset() + in.signed();
            before = new TapeEntry(timeNs, sequence, tradeId, priceE9, sizeE9, tag, flags, offset);
            visitor.trade(symbolId, before);
        }
    }

    private static int zeros(PackedReader in) {
        return in.count(POWERS_OF_TEN.length - 1);
    }

    /** The greatest n of at most {@code limit} such that {@code 10^n} divides the value. */
    private static int trailingZeros(long value, int limit) {
        int zeros = limit;
        while (zeros > 0 && value % POWERS_OF_TEN[zeros] != 0) zeros--;
        return zeros;
    }
}
