package io.tapemill.drills.load;

import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import io.tapemill.serdes.TradeEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A tape from a seed with everything that real feeds get wrong: copies, disorder, late trades, trades beyond the
 * horizon, cancels and corrections (of trades to come, too), poison. Times are given by the caller. Not thread-safe.
 */
public final class HostileTape {
    private static final long S = 1_000_000_000L;
    private static final long MS = 1_000_000L;
    private static final int SYMBOLS = 120;
    /** Trades that a copy, cancel or correction picks from. */
    private static final int MEMORY = 20_000;

    private static final String[] EXCHANGES = {"Q", "N", "P", "Z"};
    private static final String[] CONDITIONS = {"", "@", " F  ", "   I", "T", "Z", "?"};
    private static final String[] TAPES = {"C", "A", "B"};

    private final Random random;
    private final TradeEncoder encoder;
    private final List<Trade> recent = new ArrayList<>();
    private long id;

    /** @param schemaId of the trade schema in the registry */
    public HostileTape(long seed, int schemaId) {
        this.random = new Random(seed);
        this.encoder = new TradeEncoder(schemaId);
    }

    /** The next message of the tape, as of now. */
    public Message next(long nowNs) {
        int kind = random.nextInt(1_000);
        if (recent.isEmpty() || kind < 700) return trade(nowNs - random.nextLong(20 * MS));
        if (kind < 880) return trade(nowNs - random.nextLong(900 * MS));
        if (kind < 900) return trade(nowNs - 3 * S - random.nextLong(120 * S));
        if (kind < 902) return trade(nowNs - 4 * 86_400 * S);
        if (kind < 970) return of(picked());
        if (kind < 985) return cancel(nowNs);
        if (kind < 995) return correction(nowNs);
        return poison(nowNs);
    }

    /** A trade of this event time. */
    public Message trade(long timeNs) {
        return trade(symbol(random.nextInt(SYMBOLS)), timeNs);
    }

    /** A trade of this symbol and event time. */
    public Message trade(String symbol, long timeNs) {
        id++;
        Trade trade = new Trade(
                TradeKind.TRADE,
                symbol,
                EXCHANGES[random.nextInt(EXCHANGES.length)],
                TAPES[random.nextInt(TAPES.length)],
                id,
                id,
                timeNs,
                timeNs,
                S * (90 + random.nextInt(20)) + random.nextInt(100) * 10 * MS,
                random.nextInt(10) == 0 ? S / 2 : S * (1 + random.nextInt(500)),
                CONDITIONS[random.nextInt(CONDITIONS.length)],
                null,
                null);
        if (recent.size() < MEMORY) recent.add(trade);
        else recent.set(random.nextInt(MEMORY), trade);
        return of(trade);
    }

    /** A message that must end on the dead-letter topic. */
    public Message poison(long nowNs) {
        byte[] good = trade(nowNs).value();
        byte[] key = symbol(0).getBytes(StandardCharsets.UTF_8);
        return switch (random.nextInt(7)) {
            case 0 -> new Message(key, randomBytes(random.nextInt(60)));
            case 1 -> new Message(key, null);
            case 2 -> new Message(null, good);
            case 3 -> new Message("NOT-IT".getBytes(StandardCharsets.UTF_8), good);
            case 4 -> new Message(key, Arrays.copyOf(good, good.length - 1 - random.nextInt(good.length - 6)));
            case 5 -> trade(nowNs + 600 * S);
            default ->
                of(new Trade(TradeKind.TRADE, symbol(0), "Q", "C", ++id, id, nowNs, nowNs, -S, S, "", null, null));
        };
    }

    /** Poison of this size; {@code dense} bytes do not compress. */
    public Message oversized(int bytes, boolean dense) {
        byte[] value = dense ? randomBytes(bytes) : new byte[bytes];
        value[0] = 1;
        return new Message(symbol(0).getBytes(StandardCharsets.UTF_8), value);
    }

    private Message cancel(long nowNs) {
        Trade original = picked();
        boolean early = random.nextInt(10) == 0;
        long refId = early ? id + 1 + random.nextInt(50) : original.tradeId();
        Long refTime = !early && random.nextBoolean() ? Long.valueOf(original.sipTimeNs()) : null;
        return of(new Trade(
                TradeKind.CANCEL,
                original.symbol(),
                original.exchange(),
                original.tape(),
                0,
                0,
                nowNs,
                nowNs,
                0,
                0,
                "",
                refId,
                refTime));
    }

    private Message correction(long nowNs) {
        Trade original = picked();
        id++;
        return of(new Trade(
                TradeKind.CORRECTION,
                original.symbol(),
                original.exchange(),
                original.tape(),
                id,
                id,
                Math.min(nowNs, original.sipTimeNs() + random.nextLong(S)),
                Math.min(nowNs, original.sipTimeNs() + random.nextLong(S)),
                original.priceE9() + S,
                original.sizeE9(),
                original.conditions(),
                original.tradeId(),
                random.nextBoolean() ? Long.valueOf(original.sipTimeNs()) : null));
    }

    private Trade picked() {
        return recent.get(random.nextInt(recent.size()));
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private Message of(Trade trade) {
        return new Message(trade.symbol().getBytes(StandardCharsets.UTF_8), encoder.encode(trade));
    }

    private static String symbol(int number) {
        return "S" + number;
    }
}
