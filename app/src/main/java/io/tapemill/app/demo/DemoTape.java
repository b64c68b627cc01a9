package io.tapemill.app.demo;

import io.tapemill.schemas.Trade;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A made-up market: few symbols trade much and many a little, prices walk at random, trading is busiest when it opens
 * and before it closes, and the tape is as untidy as a real one: trades out of order, late ones, copies. The same seed
 * gives the same trades at other times of day.
 */
public final class DemoTape {
    private static final long MS = 1_000_000L;
    private static final long S = 1_000 * MS;
    private static final long CENT_E9 = 10_000_000L;
    private static final String[] EXCHANGES = {"XNAS", "XNYS", "ARCX", "BATS", "IEXG"};
    private static final double DUPLICATES = 0.005;
    private static final double OUT_OF_ORDER = 0.02;
    private static final double LATE = 0.002;

    private final Random random;
    private final List<String> symbols = new ArrayList<>();
    private final double[] cumulativeWeight;
    private final long[] priceE9;
    private final double ratePerSecond;
    private final double lengthSeconds;
    private final long startNs;
    private long upToNs;
    private double owed;
    private long nextId = 1;

    /**
     * @param lengthSeconds when the market closes; infinite for one that does not
     * @param startNs when it opens
     */
    public DemoTape(long seed, int symbolCount, double ratePerSecond, double lengthSeconds, long startNs) {
        this.random = new Random(seed);
        this.ratePerSecond = ratePerSecond;
        this.lengthSeconds = lengthSeconds;
        this.startNs = startNs;
        this.upToNs = startNs;
        this.cumulativeWeight = new double[symbolCount];
        this.priceE9 = new long[symbolCount];
        double sum = 0;
        for (int i = 0; i < symbolCount; i++) {
            symbols.add(name(i));
            sum += 1.0 / (i + 1);
            cumulativeWeight[i] = sum;
            priceE9[i] = (500 + random.nextInt(50_000)) * CENT_E9;
        }
    }

    public List<String> symbols() {
        return symbols;
    }

    /** The trades that the tape shows between the last call and {@code nowNs}, in the order it shows them. */
    public List<Trade> until(long nowNs) {
        List<Trade> trades = new ArrayList<>();
        double seconds = (nowNs - upToNs) / (double) S;
        owed += seconds * ratePerSecond * activity((nowNs - startNs) / (double) S);
        int count = (int) owed;
        owed -= count;
        for (int i = 0; i < count; i++) {
            long atNs = upToNs + (long) ((nowNs - upToNs) * ((i + 0.5) / count));
            Trade trade = trade(atNs);
            trades.add(trade);
            if (random.nextDouble() < DUPLICATES) trades.add(trade);
        }
        upToNs = nowNs;
        return trades;
    }

    /** Three times as busy at the open and twice before the close, a little less in between: about 1.1 on average. */
    private double activity(double second) {
        double open = 2.0 * Math.exp(-second / 3);
        double close = Double.isInfinite(lengthSeconds) ? 0 : Math.exp(-(lengthSeconds - second) / 3);
        return 1.0 + open + close;
    }

    private Trade trade(long atNs) {
        int symbol = pick();
        priceE9[symbol] = Math.max(CENT_E9, priceE9[symbol] + (random.nextInt(5) - 2) * CENT_E9);
        long size = random.nextInt(3) == 0 ? 1 + random.nextInt(99) : 100L * (1 + random.nextInt(10));
        long id = nextId++;
        String exchange = EXCHANGES[random.nextInt(EXCHANGES.length)];
        return Trade.of(symbols.get(symbol), exchange, id, id, atNs - delayNs(), priceE9[symbol], size * S);
    }

    private long delayNs() {
        double dice = random.nextDouble();
        if (dice < LATE) return 2 * S + random.nextLong(28 * S);
        if (dice < LATE + OUT_OF_ORDER) return random.nextLong(800 * MS);
        return random.nextLong(2 * MS);
    }

    private int pick() {
        double dice = random.nextDouble() * cumulativeWeight[cumulativeWeight.length - 1];
        int found = java.util.Arrays.binarySearch(cumulativeWeight, dice);
        return found < 0 ? -found - 1 : found;
    }

    /** AAA, AAB, AAC and so on. */
    private static String name(int number) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            name.insert(0, (char) ('A' + number % 26));
            number /= 26;
        }
        return name.toString();
    }
}
