package io.tapemill.topology.state;

import io.tapemill.topology.packed.CorruptStateException;
import io.tapemill.topology.packed.PackedReader;
import io.tapemill.topology.packed.PackedWriter;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * Format of a trade page: messages of one base window, of many symbols, accepted between two flushes. A page is written
 * once and never changed; a window's messages are the entries of all its pages.
 *
 * <pre>
 * version, sections (count; symbol id delta, length each), the sections as {@link TradeLog} packs them
 * </pre>
 */
final class TradePage {
    private static final int VERSION = 2;

    private TradePage() {}

    /** Puts a page together: first which sections there are, then their contents in the same order. */
    static final class Builder {
        private final PackedWriter out = new PackedWriter(1 << 12);
        private int before;

        Builder(int sections) {
            out.octet(VERSION);
            out.unsigned(sections);
        }

        /** Symbols come in rising order, one of several sections more than once. */
        void add(int symbolId, int length) {
            out.unsigned(symbolId - before);
            out.unsigned(length);
            before = symbolId;
        }

        void content(PackedWriter source, int from, int to) {
            out.append(source, from, to);
        }

        byte[] toBytes() {
            return out.toBytes();
        }
    }

    /** Takes entries one by one, in the order of acceptance within a symbol. */
    interface Visitor {
        void entry(int symbolId, TapeEntry entry);
    }

    /** Shows the entries of the {@code wanted} symbols. */
    static void unpack(byte[] page, IntPredicate wanted, Visitor visitor) {
        PackedReader in = versioned(page);
        Directory directory = Directory.read(in);
        for (int i = 0; i < directory.symbols.length; i++) {
            int from = in.position();
            in.skip(directory.lengths[i]);
            int symbol = directory.symbols[i];
            if (wanted.test(symbol)) {
                TradeLog.read(new PackedReader(page, from, in.position()), entry -> visitor.entry(symbol, entry));
            }
        }
    }

    /** Takes pages in the order of their windows. */
    interface PageVisitor {
        void page(long windowNs, byte[] page);
    }

    /** Shows the pages of windows that start in {@code [fromNs, toNs)}. */
    static void scan(StateTable table, long fromNs, long toNs, PageVisitor visitor) {
        if (fromNs >= toNs) return;
        table.scan(StateKeys.tradePage(fromNs, 0), StateKeys.tradePage(toNs - 1, Long.MAX_VALUE), (key, page) -> {
            visitor.page(StateKeys.windowOfTradePage(key), page);
            return true;
        });
    }

    /** A page whose directory is read, so that one symbol's entries are found without looking at the others. */
    static final class Indexed {
        private final byte[] page;
        private final int[] symbols;
        private final int[] starts;

        Indexed(byte[] page) {
            this.page = page;
            PackedReader in = versioned(page);
            Directory directory = Directory.read(in);
            symbols = directory.symbols;
            starts = new int[symbols.length + 1];
            for (int i = 0; i < symbols.length; i++) {
                starts[i] = in.position();
                in.skip(directory.lengths[i]);
            }
            starts[symbols.length] = in.position();
        }

        /** Shows the symbol's entries. */
        void read(int symbolId, Consumer<TapeEntry> visitor) {
            int any = Arrays.binarySearch(symbols, symbolId);
            if (any < 0) return;
            int first = any;
            while (first > 0 && symbols[first - 1] == symbolId) first--;
            int end = any + 1;
            while (end < symbols.length && symbols[end] == symbolId) end++;
            for (int i = first; i < end; i++) {
                TradeLog.read(new PackedReader(page, starts[i], starts[i + 1]), visitor);
            }
        }

        /** About how much of the heap it takes. */
        int bytes() {
            return page.length + 2 * Integer.BYTES * symbols.length + 100;
        }
    }

    /** Numbers of the symbols in a page, rising. */
    static int[] symbolsOf(byte[] page) {
        return Directory.read(versioned(page)).symbols;
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
}
