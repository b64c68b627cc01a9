package io.tapemill.bench.tape;

import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A tape made from a {@link TapeShape}, message by message, with the bars that it must give. The few busy symbols have
 * most of the trades, prices walk, a quarter are odd lots, some come twice, some out of order.
 */
public final class BenchTape {
    private static final long S = 1_000_000_000L;
    private static final long CENT_E9 = 10_000_000L;
    private static final String[] EXCHANGES = {"Q", "N", "P", "Z", "D", "K"};
    /** Position by position as the tapes send them; only tape C writes an @ for a regular trade. */
    private static final String[] CONDITIONS = {"    ", " F  ", "    ", "    "};

    private static final String[] TAPES = {"C", "A", "B"};
    private static final String ODD_LOT = "   I";
    /** A copy comes up to so many messages after the one before: far from its original. */
    private static final int COPY_AFTER = 390;
    /** Cancels wait for this many trades. */
    private static final int CANCEL_AFTER = 50_000;

    private final TapeShape shape;
    private final SplittableRandom random;
    private final ExpectedBars expected;
    private final String[] names;
    private final int[] alias;
    private final double[] keep;
    private final long[] cents;
    private final List<Trade> waitingCancels = new ArrayList<>();
    private long made;
    private long id;
    /** Waiting to be sent again. */
    private final List<Trade> copies = new ArrayList<>();

    private long copyAt;

    /** One message and the time at which the feed would have sent it. */
    public record Message(Trade trade, long recordTimeMs) {}

    public BenchTape(TapeShape shape, ExpectedBars expected) {
        this.shape = shape;
        this.expected = expected;
        random = new SplittableRandom(shape.seed());
        names = new String[shape.symbols()];
        cents = new long[shape.symbols()];
        alias = new int[shape.symbols()];
        keep = new double[shape.symbols()];
        for (int i = 0; i < names.length; i++) {
            names[i] = name(i);
            cents[i] = 500 + random.nextInt(50_000);
        }
        prepareChoice();
    }

    public String symbol(int number) {
        return names[number];
    }

    /** The next message, or null at the end: then {@link #ends} closes what is open. */
    public Message next() {
        if (!copies.isEmpty() && (made >= copyAt || made >= shape.trades() - copies.size())) {
            made++;
            copyAt = made + random.nextInt(COPY_AFTER);
            return new Message(copies.remove(0), recordTimeMs());
        }
        if (waitingCancels.size() > CANCEL_AFTER * shape.cancelled() && made > CANCEL_AFTER) {
            return new Message(cancel(waitingCancels.remove(0)), recordTimeMs());
        }
        if (made >= shape.trades()) {
            return waitingCancels.isEmpty() ? null : new Message(cancel(waitingCancels.remove(0)), recordTimeMs());
        }
        Trade trade = trade();
        made++;
        if (random.nextDouble() < TapeShape.DUPLICATES && made < shape.trades() - copies.size()) copies.add(trade);
        return new Message(trade, recordTimeMs());
    }

    /** A message for each symbol that declares its day complete. */
    public List<Message> ends() {
        long endNs = shape.startNs() + 24 * 3600 * S;
        List<Message> ends = new ArrayList<>(names.length);
        for (String name : names) {
            Trade end = new Trade(TradeKind.END, name, "", "", 0, 0, endNs, endNs, 0, 0, "", null, null);
            ends.add(new Message(end, recordTimeMs()));
        }
        return ends;
    }

    private long nowNs() {
        return shape.startNs() + (long) (made * (double) S / shape.perSecond());
    }

    private long recordTimeMs() {
        return nowNs() / 1_000_000 + 1;
    }

    private Trade trade() {
        int symbol = pick();
        cents[symbol] = Math.max(100, cents[symbol] + random.nextInt(-2, 3));
        boolean oddLot = random.nextDouble() < TapeShape.ODD_LOTS;
        long shares = oddLot ? 1 + random.nextInt(99) : 100L * (1 + random.nextInt(10));
        long timeNs = Math.max(shape.startNs(), nowNs() - delayNs());
        id++;
        Trade trade = new Trade(
                TradeKind.TRADE,
                names[symbol],
                EXCHANGES[random.nextInt(EXCHANGES.length)],
                TAPES[symbol % TAPES.length],
                id,
                id,
                timeNs,
                timeNs,
                cents[symbol] * CENT_E9,
                shares * S,
                oddLot ? ODD_LOT : CONDITIONS[random.nextInt(CONDITIONS.length)],
                null,
                null);
        if (random.nextDouble() < shape.cancelled()) waitingCancels.add(trade);
        else expected.add(symbol, timeNs, id, cents[symbol], shares, !oddLot);
        return trade;
    }

    private long delayNs() {
        long past = nowNs() - shape.startNs() - TapeShape.LEAST_LATE_NS;
        if (past > 0 && random.nextDouble() < shape.late()) {
            return TapeShape.LEAST_LATE_NS + random.nextLong(Math.min(past, shape.lateNs() - TapeShape.LEAST_LATE_NS));
        }
        return random.nextInt(10) == 0 ? random.nextLong(TapeShape.DISORDER_NS) : 0;
    }

    private Trade cancel(Trade trade) {
        long ns = nowNs();
        return new Trade(
                TradeKind.CANCEL,
                trade.symbol(),
                trade.exchange(),
                trade.tape(),
                0,
                0,
                ns,
                ns,
                0,
                0,
                "",
                trade.tradeId(),
                trade.sipTimeNs());
    }

    /** Vose's alias method: a weighted choice in constant time. */
    private void prepareChoice() {
        int n = names.length;
        double[] scaled = new double[n];
        double sum = 0;
        for (int i = 0; i < n; i++) sum += weight(i);
        int[] small = new int[n];
        int[] large = new int[n];
        int smalls = 0;
        int larges = 0;
        for (int i = 0; i < n; i++) {
            scaled[i] = weight(i) / sum * n;
            if (scaled[i] < 1) small[smalls++] = i;
            else large[larges++] = i;
        }
        while (smalls > 0 && larges > 0) {
            int less = small[--smalls];
            int more = large[--larges];
            keep[less] = scaled[less];
            alias[less] = more;
            scaled[more] += scaled[less] - 1;
            if (scaled[more] < 1) small[smalls++] = more;
            else large[larges++] = more;
        }
        while (larges > 0) keep[large[--larges]] = 1;
        while (smalls > 0) keep[small[--smalls]] = 1;
    }

    /** The twenty busiest of 8,000 have a ninth of all trades, the busiest thousand two thirds. */
    private static double weight(int symbol) {
        return 1.0 / (symbol + 20);
    }

    private int pick() {
        int slot = random.nextInt(names.length);
        return random.nextDouble() < keep[slot] ? slot : alias[slot];
    }

    /** A, B, ... Z, AA, AB and so on. */
    private static String name(int number) {
        StringBuilder name = new StringBuilder();
        for (int rest = number; rest >= 0; rest = rest / 26 - 1) name.insert(0, (char) ('A' + rest % 26));
        return name.toString();
    }
}
