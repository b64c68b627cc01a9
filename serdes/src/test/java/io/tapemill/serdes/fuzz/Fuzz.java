package io.tapemill.serdes.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Runs a target over a folder of inputs and over random changes of them. The same targets run under a fuzzer that is
 * guided by coverage, for as long as one likes: see {@code ops/fuzz}.
 */
public final class Fuzz {
    private static final int LONGEST = 4_096;
    private static final byte[] EXTREMES = {0, 1, -1, 127, -128, 2, 64, '"', ',', '\n', '%', '\'', '{', '<'};

    /** What is tried; throws when the input did something that it must not do. */
    @FunctionalInterface
    public interface Target {
        void accept(byte[] input) throws Exception;
    }

    private Fuzz() {}

    /**
     * Every input of the folder as it is, then {@code executions} changed ones.
     *
     * @throws AssertionError with the input, in hexadecimal, that the target did not bear
     */
    public static void run(Path corpus, Target target, int executions) throws IOException {
        List<byte[]> inputs = read(corpus);
        for (byte[] input : inputs) tryOne(target, input, "an input of " + corpus);
        long seed = Long.getLong("tapemill.fuzz.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < executions; i++) tryOne(target, changed(inputs, random), "-Dtapemill.fuzz.seed=" + seed);
    }

    private static List<byte[]> read(Path corpus) throws IOException {
        List<byte[]> inputs = new ArrayList<>();
        try (Stream<Path> files = Files.list(corpus)) {
            for (Path file : files.sorted().toList()) inputs.add(Files.readAllBytes(file));
        }
        if (inputs.isEmpty()) throw new IOException(corpus + " is empty");
        return inputs;
    }

    private static void tryOne(Target target, byte[] input, String origin) {
        try {
            target.accept(input);
        } catch (Throwable e) { // an Error is a finding too
            throw new AssertionError(origin + ", input " + HexFormat.of().formatHex(input), e);
        }
    }

    private static byte[] changed(List<byte[]> inputs, Random random) {
        byte[] bytes = pick(inputs, random).clone();
        for (int changes = 1 + random.nextInt(6); changes > 0; changes--) {
            bytes = change(bytes, inputs, random);
            if (bytes.length > LONGEST) bytes = Arrays.copyOf(bytes, LONGEST);
        }
        return bytes;
    }

    private static byte[] change(byte[] bytes, List<byte[]> inputs, Random random) {
        int at = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
        int length = Math.min(bytes.length - at, 1 + random.nextInt(8));
        switch (random.nextInt(8)) {
            case 0 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 1 -> {
                return spliced(bytes, at, at + length, new byte[0]);
            }
            case 2 -> {
                return spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, at + length));
            }
            case 3 -> {
                byte[] other = pick(inputs, random);
                int from = random.nextInt(other.length + 1);
                return spliced(
                        bytes, at, at + length, Arrays.copyOfRange(other, from, Math.min(other.length, from + 16)));
            }
            case 4 -> {
                byte[] noise = new byte[1 + random.nextInt(10)];
                random.nextBytes(noise);
                return spliced(bytes, at, at, noise);
            }
            default -> {
                if (bytes.length == 0) return bytes;
                if (random.nextBoolean()) bytes[at] ^= (byte) (1 << random.nextInt(8));
                else bytes[at] = EXTREMES[random.nextInt(EXTREMES.length)];
                return bytes;
            }
        }
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] insert) {
        byte[] result = new byte[bytes.length - (to - from) + insert.length];
        System.arraycopy(bytes, 0, result, 0, from);
        System.arraycopy(insert, 0, result, from, insert.length);
        System.arraycopy(bytes, to, result, from + insert.length, bytes.length - to);
        return result;
    }

    private static byte[] pick(List<byte[]> inputs, Random random) {
        return inputs.get(random.nextInt(inputs.size()));
    }
}
