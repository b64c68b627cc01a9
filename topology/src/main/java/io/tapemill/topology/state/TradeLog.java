package io.tapemill.topology.state;

import io.tapemill.topology.packed.PackedReader;
import io.tapemill.topology.packed.PackedWriter;
import java.util.function.Consumer;

/**
 * The accepted messages of one symbol's base window, packed as they come: each entry says how it differs from the one
 * before, a dozen bytes for a trade. Everything since the last {@link #store} is a section, which can be read without
 * those before it. Owned by one thread.
 *
 * <pre>
 * entry: flags; where they change, three powers of ten that divide price, size and time; tag; then the differences to
 *        the entry before: time, sequence, trade id, price, size itself, offset
 * </pre>
 */
final class TradeLog {
    /** Beside the flags of {@link TapeEntry}: the first entry of a section, which differs from nothing. */
    private static final int BEGIN = 64;
    /** Likewise: new powers of ten follow. */
    private static final int UNITS = 128;

    private static final int MAX_ENTRY_BYTES = 4 + 7 * 10;
    private static final int COARSEST = 9;
    /** One price with more decimals must not make all later ones longer for ever. */
    private static final int CLEARS_PER_UNITS = 64;

    private static final long[] POWERS_OF_TEN = {
        1L, 10L, 100L, 1_000L, 10_000L, 100_000L, 1_000_000L, 10_000_000L, 100_000_000L, 1_000_000_000L
    };

    private final PackedWriter out = new PackedWriter(96);
    private int storedTo;
    private boolean begins = true;
    private long timeNs;
    private long sequence;
    private long tradeId;
    private long priceE9;
    private long offset;
    private int timeUnit = COARSEST;
    private int priceUnit = COARSEST;
    private int sizeUnit = COARSEST;
    private int clears;

    /** Forgets everything, but not at once which powers of ten divide what this symbol brings. */
    void clear() {
        out.clear();
        storedTo = 0;
        begins = true;
        if (++clears % CLEARS_PER_UNITS == 0) coarsest();
    }

    private void coarsest() {
        timeUnit = COARSEST;
        priceUnit = COARSEST;
        sizeUnit = COARSEST;
    }

    void append(TapeEntry e) {
        append(e.flags(), e.tag(), e.timeNs(), e.sequence(), e.tradeId(), e.priceE9(), e.sizeE9(), e.offset());
    }

    /** The parts of a {@link TapeEntry}, so that none has to be made. */
    @SuppressWarnings("checkstyle:ParameterNumber")
    void append(int flags, int tag, long atNs, long seq, long id, long price, long size, long at) {
        out.reserve(MAX_ENTRY_BYTES);
        int marks = flags;
        if (begins) {
            begin();
            marks |= BEGIN | UNITS;
        }
        long timeStep = atNs - timeNs;
        long priceStep = price - priceE9;
        long timeUnits = timeStep / POWERS_OF_TEN[timeUnit];
        long priceUnits = priceStep / POWERS_OF_TEN[priceUnit];
        long sizeUnits = size / POWERS_OF_TEN[sizeUnit];
        boolean isExact = timeUnits * POWERS_OF_TEN[timeUnit] == timeStep
                && priceUnits * POWERS_OF_TEN[priceUnit] == priceStep
                && sizeUnits * POWERS_OF_TEN[sizeUnit] == size;
        if (!isExact) {
            timeUnit = dividing(timeStep, timeUnit);
            priceUnit = dividing(priceStep, priceUnit);
            sizeUnit = dividing(size, sizeUnit);
            timeUnits = timeStep / POWERS_OF_TEN[timeUnit];
            priceUnits = priceStep / POWERS_OF_TEN[priceUnit];
            sizeUnits = size / POWERS_OF_TEN[sizeUnit];
            marks |= UNITS;
        }
        out.octet(marks);
        if ((marks & UNITS) != 0) {
            out.octet(timeUnit);
            out.octet(priceUnit);
            out.octet(sizeUnit);
        }
        out.unsigned(tag);
        out.signed(timeUnits);
        out.signed(seq - sequence);
        out.signed(id - tradeId);
        out.signed(priceUnits);
        out.signed(sizeUnits);
        out.signed(at - offset);
        timeNs = atNs;
        sequence = seq;
        tradeId = id;
        priceE9 = price;
        offset = at;
    }

    private void begin() {
        begins = false;
        timeNs = 0;
        sequence = 0;
        tradeId = 0;
        priceE9 = 0;
        offset = 0;
    }

    private static int dividing(long value, int limit) {
        int unit = limit;
        while (value % POWERS_OF_TEN[unit] != 0) unit--;
        return unit;
    }

    boolean hasUnstored() {
        return storedTo < out.length();
    }

    /** Appends the section that is not stored yet to {@code target}; what comes next begins another. */
    void store(PackedWriter target) {
        target.append(out, storedTo, out.length());
        storedTo = out.length();
        begins = true;
    }

    /** Shows all entries, stored or not, in the order of acceptance. */
    void forEach(Consumer<TapeEntry> visitor) {
        read(out.reader(0), visitor);
    }

    /** Shows the entries of sections that were stored. */
    static void read(PackedReader sections, Consumer<TapeEntry> visitor) {
        new Reading().readAll(sections, visitor);
    }

    /** What the next entry is told as a difference to. */
    private static final class Reading {
        private TapeEntry before = NOTHING;
        private int timeUnit;
        private int priceUnit;
        private int sizeUnit;

        private static final TapeEntry NOTHING = new TapeEntry(0, 0, 0, 0, 0, 0, 0, 0);

        private void readAll(PackedReader in, Consumer<TapeEntry> visitor) {
            while (in.hasMore()) {
                before = next(in);
                visitor.accept(before);
            }
        }

        private TapeEntry next(PackedReader in) {
            int marks = in.octet();
            if ((marks & BEGIN) != 0) before = NOTHING;
            if ((marks & UNITS) != 0) {
                timeUnit = in.count(COARSEST);
                priceUnit = in.count(COARSEST);
                sizeUnit = in.count(COARSEST);
            }
            int tag = in.count(Integer.MAX_VALUE);
            return new TapeEntry(
                    before.timeNs() + in.signed() * POWERS_OF_TEN[timeUnit],
                    before.sequence() + in.signed(),
                    before.tradeId() + in.signed(),
                    before.priceE9() + in.signed() * POWERS_OF_TEN[priceUnit],
                    in.signed() * POWERS_OF_TEN[sizeUnit],
                    tag,
                    marks & ~(BEGIN | UNITS),
                    before.offset() + in.signed());
        }
    }
}
