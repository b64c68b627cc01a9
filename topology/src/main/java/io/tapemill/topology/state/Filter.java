package io.tapemill.topology.state;

import io.tapemill.topology.packed.CorruptStateException;

/**
 * A Bloom filter in blocks of a cache line: what was put in is always found, something else once in some hundreds of
 * times. 16 bits for each hash, 7 of which are looked at.
 *
 * <pre>
 * version, blocks of 64 bytes
 * </pre>
 */
final class Filter {
    private static final int VERSION = 1;
    private static final int BLOCK_BYTES = 64;
    private static final int HASHES_PER_BLOCK = 32;
    private static final int PROBES = 7;
    private static final int BITS_PER_PROBE = 9;
    private static final long OTHER_BITS = 0x9E3779B97F4A7C15L;

    private Filter() {}

    /** Of the first {@code count} hashes, whose bits must be spread well. */
    static byte[] of(long[] hashes, int count) {
        int blocks = Math.max(1, (count + HASHES_PER_BLOCK - 1) / HASHES_PER_BLOCK);
        byte[] filter = new byte[1 + blocks * BLOCK_BYTES];
        filter[0] = VERSION;
        for (int i = 0; i < count; i++) {
            int block = block(hashes[i], blocks);
            long bits = hashes[i] * OTHER_BITS;
            for (int probe = 0; probe < PROBES; probe++, bits >>>= BITS_PER_PROBE) {
                filter[block + byteOf(bits)] |= (byte) maskOf(bits);
            }
        }
        return filter;
    }

    /** False when the hash was certainly not put in. */
    static boolean mayHold(byte[] filter, long hash) {
        int length = filter.length - 1;
        if (length < BLOCK_BYTES || length % BLOCK_BYTES != 0 || filter[0] != VERSION) {
            throw new CorruptStateException("a filter of " + filter.length + " bytes, version "
                    + (filter.length == 0 ? "none" : filter[0]) + "; this program reads " + VERSION);
        }
        int block = block(hash, length / BLOCK_BYTES);
        long bits = hash * OTHER_BITS;
        for (int probe = 0; probe < PROBES; probe++, bits >>>= BITS_PER_PROBE) {
            if ((filter[block + byteOf(bits)] & maskOf(bits)) == 0) return false;
        }
        return true;
    }

    private static int block(long hash, int blocks) {
        return 1 + (int) ((hash >>> 32) * blocks >>> 32) * BLOCK_BYTES;
    }

    private static int byteOf(long bits) {
        return (int) bits >>> 3 & BLOCK_BYTES - 1;
    }

    private static int maskOf(long bits) {
        return 1 << (bits & 7);
    }
}
