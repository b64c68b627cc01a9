package io.tapemill.drills.load;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;

/**
 * What is known of every message sent, by its number: acknowledged at a place, refused, or unknown, which it is until
 * an answer comes. Thread-safe.
 */
public final class Journal {
    /** What the sender was told. */
    public enum Outcome {
        UNKNOWN,
        ACKNOWLEDGED,
        REFUSED
    }

    private static final Outcome[] OUTCOMES = Outcome.values();

    private byte[] outcomes = new byte[1 << 16];
    private int[] checksums = new int[1 << 16];
    private int[] partitions = new int[1 << 16];
    private long[] offsets = new long[1 << 16];
    private int size;

    /** Takes note of a message before it is sent; returns its number. */
    synchronized int sending(byte[] value) {
        if (size == outcomes.length) grow();
        checksums[size] = checksum(value);
        return size++;
    }

    synchronized void acknowledged(int number, int partition, long offset) {
        outcomes[number] = (byte) Outcome.ACKNOWLEDGED.ordinal();
        partitions[number] = partition;
        offsets[number] = offset;
    }

    synchronized void refused(int number) {
        outcomes[number] = (byte) Outcome.REFUSED.ordinal();
    }

    public synchronized int size() {
        return size;
    }

    public synchronized Outcome outcome(int number) {
        return OUTCOMES[outcomes[number]];
    }

    public synchronized int count(Outcome outcome) {
        int count = 0;
        for (int i = 0; i < size; i++) if (outcomes[i] == outcome.ordinal()) count++;
        return count;
    }

    /** Whether every message with a lower number was acknowledged or refused. */
    public synchronized boolean isAnsweredBefore(int number) {
        for (int i = 0; i < number; i++) if (outcomes[i] == Outcome.UNKNOWN.ordinal()) return false;
        return true;
    }

    /** Whether this is where and what the message was. */
    public synchronized boolean matches(int number, int partition, long offset, byte[] value) {
        boolean isPlace = outcomes[number] != Outcome.ACKNOWLEDGED.ordinal()
                || partitions[number] == partition && offsets[number] == offset;
        return isPlace && checksums[number] == checksum(value);
    }

    /** As compressed CSV, for whoever looks into a failure. */
    public synchronized void write(Path file) throws IOException {
        try (BufferedWriter writer = new BufferedWriter(
                new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.US_ASCII))) {
            writer.write("number,outcome,partition,offset,crc32\n");
            for (int i = 0; i < size; i++) {
                writer.write(i + "," + OUTCOMES[outcomes[i]] + "," + partitions[i] + "," + offsets[i] + ","
                        + Integer.toHexString(checksums[i]) + "\n");
            }
        }
    }

    private static int checksum(byte[] value) {
        if (value == null) return -1;
        CRC32 crc = new CRC32();
        crc.update(value);
        return (int) crc.getValue();
    }

    private void grow() {
        int larger = size * 2;
        outcomes = Arrays.copyOf(outcomes, larger);
        checksums = Arrays.copyOf(checksums, larger);
        partitions = Arrays.copyOf(partitions, larger);
        offsets = Arrays.copyOf(offsets, larger);
    }
}
