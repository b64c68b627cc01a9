package io.tapemill.topology.state;

import io.tapemill.topology.bars.BarSum;
import io.tapemill.topology.packed.CorruptStateException;
import io.tapemill.topology.packed.PackedReader;
import io.tapemill.topology.packed.PackedWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sums of closed windows of the longer intervals, kept so that a late trade can be merged in. Sums closed between two
 * flushes go out as pages of many symbols, written once; a sum that changes later gets a record of its own, which holds
 * before what a page says.
 */
public final class ClosedSums {
    private static final int VERSION = 1;
    /** Keeps a page well below what a broker accepts. */
    private static final int MAX_PAGE_BYTES = 128 << 10;

    private record Place(int level, long windowNs, int symbol) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            if (level != other.level) return Integer.compare(level, other.level);
            if (windowNs != other.windowNs) return Long.compare(windowNs, other.windowNs);
            return Integer.compare(symbol, other.symbol);
        }

        boolean isInWindowOf(Place other) {
            return level == other.level && windowNs == other.windowNs;
        }
    }

    private final StateTable table;
    private final TreeMap<Place, ClosedSum> closedNow = new TreeMap<>();
    private final TreeMap<Place, ClosedSum> changed = new TreeMap<>();
    private final PackedWriter out = new PackedWriter();
    private final PackedWriter body = new PackedWriter();

    ClosedSums(StateTable table) {
        this.table = table;
    }

    /** Remembers the sum of a window that closes now and was published as this revision; the sum is copied. */
    public void close(int level, long windowNs, SymbolState symbol, BarSum sum, int revision) {
        BarSum copy = new BarSum();
        copy.merge(sum);
        closedNow.put(new Place(level, windowNs, symbol.id()), new ClosedSum(revision, copy));
    }

    /** The sum of a closed window; an empty one with revision 0 when nothing was published of it. */
    public ClosedSum get(int level, long windowNs, SymbolState symbol) {
        Place place = new Place(level, windowNs, symbol.id());
        ClosedSum found = closedNow.get(place);
        if (found == null) found = changed.get(place);
        if (found == null) found = readChanged(place);
        if (found == null) found = readPages(place);
        return found == null ? new ClosedSum(0, new BarSum()) : found;
    }

    /** Replaces the sum of a closed window after a revision. */
    public void change(int level, long windowNs, SymbolState symbol, ClosedSum sum) {
        Place place = new Place(level, windowNs, symbol.id());
        if (closedNow.replace(place, sum) == null) changed.put(place, sum);
    }

    void flush(long flushNumber) {
        Iterator<Map.Entry<Place, ClosedSum>> entries = closedNow.entrySet().iterator();
        List<Map.Entry<Place, ClosedSum>> page = new ArrayList<>();
        long number = flushNumber << 16;
        while (entries.hasNext()) {
            Map.Entry<Place, ClosedSum> entry = entries.next();
            boolean begins = page.isEmpty();
            if (!begins && (!page.get(0).getKey().isInWindowOf(entry.getKey()) || body.length() > MAX_PAGE_BYTES)) {
                writePage(page, number++);
            }
            page.add(entry);
            entry.getValue().writeTo(body, entry.getKey().windowNs());
        }
        if (!page.isEmpty()) writePage(page, number);
        closedNow.clear();
        changed.forEach(this::writeChanged);
        changed.clear();
    }

    private void writePage(List<Map.Entry<Place, ClosedSum>> page, long number) {
        Place first = page.get(0).getKey();
        out.clear();
        out.octet(VERSION);
        out.unsigned(page.size());
        int before = 0;
        for (Map.Entry<Place, ClosedSum> entry : page) {
            out.unsigned(entry.getKey().symbol() - before);
            before = entry.getKey().symbol();
        }
        out.append(body);
        table.put(StateKeys.closedPage(first.level(), first.windowNs(), number), out.toBytes());
        page.clear();
        body.clear();
    }

    private void writeChanged(Place place, ClosedSum sum) {
        out.clear();
        out.octet(VERSION);
        sum.writeTo(out, place.windowNs());
        table.put(StateKeys.changedSum(place.level(), place.windowNs(), place.symbol()), out.toBytes());
    }

    private ClosedSum readChanged(Place place) {
        byte[] value = table.get(StateKeys.changedSum(place.level(), place.windowNs(), place.symbol()));
        return value == null ? null : ClosedSum.readFrom(versioned(value), place.windowNs());
    }

    private ClosedSum readPages(Place place) {
        ClosedSum[] found = new ClosedSum[1];
        table.scan(
                StateKeys.closedPage(place.level(), place.windowNs(), 0),
                StateKeys.closedPage(place.level(), place.windowNs(), Long.MAX_VALUE),
                (key, page) -> {
                    found[0] = readPage(page, place);
                    return found[0] == null;
                });
        return found[0];
    }

    private static ClosedSum readPage(byte[] page, Place place) {
        PackedReader in = versioned(page);
        int[] symbols = readSymbols(in);
        int index = Arrays.binarySearch(symbols, place.symbol());
        if (index < 0) return null;
        ClosedSum sum = null;
        for (int i = 0; i <= index; i++) sum = ClosedSum.readFrom(in, place.windowNs());
        return sum;
    }

    /** Numbers of the symbols in a page, rising. */
    static int[] symbolsOf(byte[] page) {
        return readSymbols(versioned(page));
    }

    private static int[] readSymbols(PackedReader in) {
        int[] symbols = new int[in.count()];
        int symbol = 0;
        for (int i = 0; i < symbols.length; i++) {
            symbol += in.count(Integer.MAX_VALUE - symbol);
            symbols[i] = symbol;
        }
        return symbols;
    }

    private static PackedReader versioned(byte[] value) {
        PackedReader in = new PackedReader(value);
        int version = in.octet();
        if (version != VERSION) {
            throw new CorruptStateException("closed sums of version " + version + "; this program reads " + VERSION);
        }
        return in;
    }
}
