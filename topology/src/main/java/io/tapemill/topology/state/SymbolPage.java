package io.tapemill.topology.state;

import io.tapemill.topology.packed.CorruptStateException;
import io.tapemill.topology.packed.PackedReader;
import io.tapemill.topology.packed.PackedWriter;
import java.nio.charset.StandardCharsets;

/**
 * Format of a symbol page: up to {@link StateKeys#SYMBOLS_PER_PAGE} symbols with consecutive numbers, each with its
 * times, the starts of its open base windows (their trades stand in trade pages) and what its level page lacks.
 */
final class SymbolPage {
    private static final int VERSION = 2;

    private final SymbolTable symbols;
    private final Opening opening;
    private final PackedWriter out = new PackedWriter();

    /** Opens a base window of a symbol that is read. */
    interface Opening {
        void open(SymbolState symbol, long startNs);
    }

    SymbolPage(SymbolTable symbols, Opening opening) {
        this.symbols = symbols;
        this.opening = opening;
    }

    /** Packs the page and marks its symbols clean. */
    byte[] pack(int page) {
        int from = page * StateKeys.SYMBOLS_PER_PAGE;
        int to = Math.min(from + StateKeys.SYMBOLS_PER_PAGE, symbols.all().size());
        out.clear();
        out.octet(VERSION);
        out.unsigned(to - from);
        for (int id = from; id < to; id++) {
            SymbolState symbol = symbols.byId(id);
            pack(symbol);
            symbol.markClean();
        }
        return out.toBytes();
    }

    private void pack(SymbolState symbol) {
        out.text(symbol.name());
        out.signed(symbol.watermarkNs());
        out.signed(symbol.recordLagNs());
        out.signed(symbol.watermarkNs() - symbol.closedUntilNs());
        out.signed(symbol.forgottenBeforeNs());
        out.unsigned(symbol.openWindows().size());
        for (OpenWindow window : symbol.openWindows()) out.signed(window.startNs() - symbol.watermarkNs());
        long unstored = symbol.unstoredLevelsFromNs();
        out.octet(unstored == SymbolState.NEVER ? 0 : 1);
        if (unstored != SymbolState.NEVER) out.signed(symbol.watermarkNs() - unstored);
        out.unsigned(symbol.waitingCancels().size());
        for (WaitingCancel cancel : symbol.waitingCancels()) {
            out.text(cancel.exchange());
            out.signed(cancel.tradeId());
            out.signed(cancel.sinceNs());
            out.signed(cancel.offset());
        }
    }

    /** Adds the symbols of a page to the table; pages must come in order. */
    void unpack(byte[] page) {
        PackedReader in = new PackedReader(page);
        int version = in.octet();
        if (version != VERSION) {
            throw new CorruptStateException("symbol page of version " + version + "; this program reads " + VERSION);
        }
        int count = in.count(StateKeys.SYMBOLS_PER_PAGE);
        for (int i = 0; i < count; i++) unpack(in);
    }

    private void unpack(PackedReader in) {
        SymbolState symbol = symbols.add(in.text().getBytes(StandardCharsets.UTF_8));
        long watermarkNs = in.signed();
        symbol.restore(watermarkNs, in.signed(), watermarkNs - in.signed());
        symbol.forgetBefore(in.signed());
        int open = in.count();
        for (int i = 0; i < open; i++) opening.open(symbol, symbol.watermarkNs() + in.signed());
        if (in.octet() != 0) symbol.levelsChanged(symbol.watermarkNs() - in.signed());
        for (int waiting = in.count(); waiting > 0; waiting--) {
            symbol.waitingCancels().add(new WaitingCancel(in.text(), in.signed(), in.signed(), in.signed()));
        }
    }
}
