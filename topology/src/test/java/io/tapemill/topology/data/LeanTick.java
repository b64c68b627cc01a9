package io.tapemill.topology.data;

import java.math.BigDecimal;

/**
 * A row of the Lean sample.
 *
 * @param row place in the file, which is in tape order
 * @param msOfDay since midnight in New York
 * @param exchange a letter; D is off-exchange
 * @param mask sale conditions as the peer's bits
 * @param suspicious doubted by the sample's vendor
 */
record LeanTick(int row, long msOfDay, long priceE4, long size, String exchange, long mask, boolean suspicious) {
    static final long OPENING_PRINT = 0x40;
    static final long CLOSING_PRINT = 0x80;
    static final long CROSS = 0x200000;

    private static final long OFFICIAL = 0x1000000 | 0x4000000;
    private static final long NOT_BY_ITSELF = OPENING_PRINT | CLOSING_PRINT | OFFICIAL;
    private static final long SETTLEMENT = 0x1 | 0x2 | 0x4;
    private static final long EXTENDED_HOURS = 0x2000;
    private static final long OUT_OF_SEQUENCE = 0x4000;
    private static final long SWEEP_OR_EXEMPT = 0x20 | 0x20000000;

    /** Bits and the tape's letters for them, but those of extended hours and out of sequence, which go together. */
    private static final long[] BITS = {
        0x2,
        0x4,
        0x8,
        0x20,
        0x40,
        0x80,
        0x100,
        0x200,
        0x40000,
        0x100000,
        0x200000,
        0x400000,
        0x1000000,
        0x2000000,
        0x4000000,
        0x80000000L
    };

    private static final String LETTERS = "CNRFO654VBXHMPQI";

    static LeanTick parse(int row, String line) {
        String[] cells = line.split(",");
        return new LeanTick(
                row,
                new BigDecimal(cells[0]).longValue(),
                Long.parseLong(cells[1]),
                Long.parseLong(cells[2]),
                cells[3],
                Long.parseLong(cells[4], 16),
                cells[5].equals("1"));
    }

    boolean has(long bits) {
        return (mask & bits) != 0;
    }

    /** Rule 1 of the sample's README: may set prices of the peer's bars. */
    boolean setsPeersPrices() {
        boolean regular = has(EXTENDED_HOURS) || has(SETTLEMENT) || !has(SWEEP_OR_EXEMPT);
        return !suspicious && !has(NOT_BY_ITSELF) && regular;
    }

    /** Rule 3 of the sample's README: counts in volume of the peer's bars. */
    boolean countsInPeersVolume() {
        return !has(NOT_BY_ITSELF);
    }

    /** The codes that the consolidated tape had for these bits. */
    String codes() {
        StringBuilder codes = new StringBuilder();
        for (int i = 0; i < BITS.length; i++) {
            if (has(BITS[i])) codes.append(LETTERS.charAt(i));
        }
        if (has(EXTENDED_HOURS)) codes.append(has(OUT_OF_SEQUENCE) ? 'U' : 'T');
        else if (has(OUT_OF_SEQUENCE)) codes.append('Z');
        return codes.toString();
    }
}
