package io.tapemill.topology.state;

import io.tapemill.topology.packed.CorruptStateException;
import io.tapemill.topology.packed.PackedReader;
import io.tapemill.topology.packed.PackedWriter;

/**
 * Format of a level page: the open sums of the longer intervals, of the symbols of one {@link SymbolPage}. It is
 * written now and then; the base windows that closed since are merged in again from their trades.
 */
final class LevelPage {
    private static final int VERSION = 1;

    private final SymbolTable symbols;
    private final PackedWriter out = new PackedWriter();

    LevelPage(SymbolTable symbols) {
        this.symbols = symbols;
    }

    /** Packs the page; its symbols' levels are stored then. */
    byte[] pack(int page) {
        int from = page * StateKeys.SYMBOLS_PER_PAGE;
        int to = Math.min(from + StateKeys.SYMBOLS_PER_PAGE, symbols.all().size());
        out.clear();
        out.octet(VERSION);
        out.unsigned(to - from);
        for (int id = from; id < to; id++) {
            SymbolState symbol = symbols.byId(id);
            for (int i = 0; i < symbol.levels(); i++) pack(symbol.level(i));
            symbol.levelsStored();
        }
        return out.toBytes();
    }

    private void pack(LevelSum level) {
        out.octet(level.isPresent() ? 1 : 0);
        if (!level.isPresent()) return;
        out.signed(level.startNs());
        level.sum().writeTo(out, level.startNs());
    }

    /** Sets the sums of symbols that are known already. */
    void unpack(int page, byte[] bytes) {
        PackedReader in = new PackedReader(bytes);
        int version = in.octet();
        if (version != VERSION) {
            throw new CorruptStateException("level page of version " + version + "; this program reads " + VERSION);
        }
        int from = page * StateKeys.SYMBOLS_PER_PAGE;
        int count = in.count(symbols.all().size() - from);
        for (int id = from; id < from + count; id++) {
            SymbolState symbol = symbols.byId(id);
            for (int i = 0; i < symbol.levels(); i++) unpack(in, symbol.level(i));
        }
    }

    private static void unpack(PackedReader in, LevelSum level) {
        if (in.octet() == 0) return;
        long startNs = in.signed();
        level.at(startNs).readFrom(in, startNs);
    }
}
