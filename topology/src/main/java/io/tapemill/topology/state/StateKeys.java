package io.tapemill.topology.state;

import io.tapemill.topology.packed.PackedReader;
import io.tapemill.topology.packed.PackedWriter;
import org.apache.kafka.common.utils.Bytes;

/**
 * Keys of the state store. The first byte says what the record is, numbers are big-endian, so a range of keys is a
 * range of time.
 *
 * <pre>
 * M                              how far the partition has come
 * S page                         symbols and how far they have come, {@link #SYMBOLS_PER_PAGE} a page
 * G number                       a combination of exchange, tape and conditions that trades refer to
 * L page                         open sums of the longer intervals of the same symbols
 * T window flush                 trade pages of a base window
 * F span flush                   filters of the trades in the base windows that start in five seconds
 * C level window flush           sums of closed windows of a longer interval, many symbols a page
 * O level window symbol          a closed sum that a later message changed; holds before what the pages say
 * </pre>
 */
final class StateKeys {
    static final int SYMBOLS_PER_PAGE = 64;
    static final Bytes META = key('M').done();

    private final PackedWriter out = new PackedWriter();

    private StateKeys() {}

    static Bytes symbolPage(int page) {
        return key('S').number(page).done();
    }

    static Bytes firstSymbolPage() {
        return symbolPage(0);
    }

    static Bytes lastSymbolPage() {
        return symbolPage(Integer.MAX_VALUE);
    }

    static Bytes levelPage(int page) {
        return key('L').number(page).done();
    }

    static Bytes firstLevelPage() {
        return levelPage(0);
    }

    static Bytes lastLevelPage() {
        return levelPage(Integer.MAX_VALUE);
    }

    /** Number of a {@link #levelPage} key. */
    static int pageOfLevels(Bytes key) {
        return (int) numberAt(key, 0);
    }

    static Bytes tag(int number) {
        return key('G').number(number).done();
    }

    static Bytes firstTag() {
        return tag(0);
    }

    static Bytes lastTag() {
        return tag(Integer.MAX_VALUE);
    }

    static Bytes tradePage(long windowNs, long flush) {
        return key('T').number(windowNs).number(flush).done();
    }

    static Bytes filter(long spanNs, long flush) {
        return key('F').number(spanNs).number(flush).done();
    }

    static Bytes closedPage(int level, long windowNs, long flush) {
        return key('C').number(level).number(windowNs).number(flush).done();
    }

    static Bytes changedSum(int level, long windowNs, int symbol) {
        return key('O').number(level).number(windowNs).number(symbol).done();
    }

    /** Window start of a {@link #tradePage} key. */
    static long windowOfTradePage(Bytes key) {
        return numberAt(key, 0);
    }

    /** Start of the span of a {@link #filter} key. */
    static long spanOfFilter(Bytes key) {
        return numberAt(key, 0);
    }

    /** Window start of a {@link #closedPage} or {@link #changedSum} key. */
    static long windowOfSum(Bytes key) {
        return numberAt(key, 1);
    }

    /** Symbol of a {@link #changedSum} key. */
    static int symbolOfChangedSum(Bytes key) {
        return (int) numberAt(key, 2);
    }

    private static StateKeys key(char kind) {
        StateKeys key = new StateKeys();
        key.out.octet(kind);
        return key;
    }

    /** Sign bit flipped, so that bytes sort as signed numbers do. */
    private StateKeys number(long value) {
        out.fixed64(value ^ Long.MIN_VALUE);
        return this;
    }

    private static long numberAt(Bytes key, int index) {
        byte[] bytes = key.get();
        PackedReader in = new PackedReader(bytes, 1 + index * Long.BYTES, bytes.length);
        return in.fixed64() ^ Long.MIN_VALUE;
    }

    private Bytes done() {
        return Bytes.wrap(out.toBytes());
    }
}
