package io.tapemill.topology;

import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import io.tapemill.serdes.TradeEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A hostile tape from a seed: bursts, disorder, late trades, duplicates, ties, ticks, ends, poison. */
final class RandomTape {
    static final int SCHEMA_ID = 1;
    private static final int SYMBOLS = 3;
    private static final String[] CONDITIONS = {
        "", "", "", "@", " F  ", "I", "T", "Z", "P", "L", "O", "6", "M", "Q", "U", "9", "?", "FTI"
    };
    private static final String[] TAPES = {"A", "C", ""};
    private static final long S = 1_000_000_000L;
    private static final long START = 1_760_000_000L * S;

    /** @param trade what {@code value} says; null for poison */
    record Message(byte[] key, byte[] value, long recordTimeMs, Trade trade) {
        Message withNewId(long id) {
            Trade t = trade;
            Trade other = Trade.of(t.symbol(), t.exchange(), id, t.sequence(), t.sipTimeNs(), t.priceE9(), t.sizeE9());
            return new Message(key, new TradeEncoder(SCHEMA_ID).encode(other), recordTimeMs, other);
        }

        Message at(long timeMs) {
            return new Message(key, value, timeMs, trade);
        }

        String keyText() {
            return key == null ? null : new String(key, StandardCharsets.UTF_8);
        }
    }

    private final Random random;
    private final TradeEncoder encoder = new TradeEncoder(SCHEMA_ID);
    private final List<Message> messages = new ArrayList<>();
    private long nowNs = START;

    private RandomTape(long seed) {
        random = new Random(seed);
    }

    static List<Message> of(long seed, int length) {
        RandomTape tape = new RandomTape(seed);
        while (tape.messages.size() < length) tape.next();
        return tape.messages;
    }

    /** End messages that close every window of every symbol. */
    static List<Message> ends(long afterMs) {
        RandomTape tape = new RandomTape(0);
        tape.nowNs = afterMs * 1_000_000L;
        for (int i = 0; i < SYMBOLS; i++) tape.endOf("SYM" + i, tape.nowNs + 2 * 86_400 * S);
        return tape.messages;
    }

    /** Trades in time order over an hour, each once, none ahead of its record. */
    static List<Message> plain(long seed, int length) {
        RandomTape tape = new RandomTape(seed);
        while (tape.messages.size() < length) {
            tape.nowNs += tape.random.nextLong(2 * 3600 * S / length);
            tape.trade(tape.nowNs);
        }
        return tape.messages;
    }

    /** The same trade at another time. */
    static Message shifted(Message message, long ms) {
        Trade t = message.trade();
        long timeNs = t.sipTimeNs() + ms * 1_000_000;
        Trade moved = Trade.of(t.symbol(), t.exchange(), t.tradeId(), t.sequence(), timeNs, t.priceE9(), t.sizeE9());
        byte[] value = new TradeEncoder(SCHEMA_ID).encode(moved);
        return new Message(message.key(), value, message.recordTimeMs() + ms, moved);
    }

    private void next() {
        nowNs += random.nextInt(20) == 0 ? random.nextLong(400 * S) : random.nextLong(S / 4);
        switch (random.nextInt(40)) {
            case 0 -> tick();
            case 1 -> poison();
            case 2, 3, 4, 5 -> repeat();
            case 6 -> end();
            case 11, 12 -> cancel(false);
            case 13 -> cancel(true);
            case 9, 10 -> trade(nowNs - random.nextLong(3600 * S));
            case 7 -> trade(nowNs - random.nextLong(4 * 86_400 * S));
            case 8 -> trade(nowNs + random.nextLong(20 * S));
            default -> trade(nowNs - random.nextLong(2 * S));
        }
    }

    private void trade(long eventNs) {
        String symbol = "SYM" + random.nextInt(SYMBOLS);
        long id = messages.size() + 1L;
        long price = S * (90 + random.nextInt(20)) + random.nextInt(100) * 10_000_000L;
        long size = random.nextInt(10) == 0 ? 500_000_000L : S * (1 + random.nextInt(500));
        String exchange = random.nextBoolean() ? "XNAS" : "XNYS";
        long time = eventNs - random.nextInt(3);
        add(trade(TradeKind.TRADE, symbol, exchange, id, time, price, size, null, null));
    }

    @SuppressWarnings("checkstyle:ParameterNumber")
    private Trade trade(
            TradeKind kind,
            String symbol,
            String exchange,
            long id,
            long time,
            long price,
            long size,
            Long refId,
            Long refTime) {
        String conditions = CONDITIONS[random.nextInt(CONDITIONS.length)];
        String tape = TAPES[random.nextInt(TAPES.length)];
        return new Trade(
                kind,
                symbol,
                exchange,
                tape,
                id,
                random.nextInt(3),
                time,
                time,
                price,
                size,
                conditions,
                refId,
                refTime);
    }

    /** Cancels or corrects a trade of the past, or one that comes later, or one that never comes. */
    private void cancel(boolean correct) {
        Trade original = original();
        if (original == null) return;
        Long refTime = random.nextInt(3) == 0 ? Long.valueOf(original.sipTimeNs()) : null;
        if (!correct) {
            add(new Trade(
                    TradeKind.CANCEL,
                    original.symbol(),
                    original.exchange(),
                    "",
                    0,
                    0,
                    nowNs,
                    nowNs,
                    0,
                    0,
                    "",
                    original.tradeId(),
                    refTime));
            return;
        }
        long id = random.nextInt(3) == 0 ? original.tradeId() : messages.size() + 1L;
        long time = random.nextBoolean() ? original.sipTimeNs() : original.sipTimeNs() + random.nextLong(3 * S);
        long price = original.priceE9() + random.nextInt(3) * S;
        add(trade(
                TradeKind.CORRECTION,
                original.symbol(),
                original.exchange(),
                id,
                Math.min(time, nowNs),
                price,
                original.sizeE9(),
                original.tradeId(),
                refTime));
    }

    private Trade original() {
        if (messages.isEmpty()) return null;
        if (random.nextInt(8) == 0) {
            return Trade.of("SYM0", "XNAS", messages.size() + 1L + random.nextInt(20), 0, nowNs, 50 * S, S);
        }
        int reach = random.nextBoolean() ? messages.size() : Math.min(20, messages.size());
        Trade trade = messages.get(messages.size() - 1 - random.nextInt(reach)).trade();
        return trade == null || trade.kind() == TradeKind.TICK || trade.kind() == TradeKind.END ? null : trade;
    }

    private void repeat() {
        if (messages.isEmpty()) return;
        int reach = random.nextBoolean() ? messages.size() : Math.min(4, messages.size());
        Message old = messages.get(messages.size() - 1 - random.nextInt(reach));
        messages.add(new Message(old.key(), old.value(), recordTimeMs(), old.trade()));
    }

    private void tick() {
        messages.add(tickAt(recordTimeMs()));
    }

    /** A tick whose record has this time. */
    static Message tickAt(long timeMs) {
        long ns = timeMs * 1_000_000;
        Trade tick = new Trade(TradeKind.TICK, "", "", "", 0, 0, ns, ns, 0, 0, "", null, null);
        return new Message(null, new TradeEncoder(SCHEMA_ID).encode(tick), timeMs, tick);
    }

    private void end() {
        long endNs = nowNs + random.nextLong(2 * 86_400 * S) / (random.nextInt(50) + 1);
        endOf("SYM" + random.nextInt(SYMBOLS), endNs);
    }

    private void endOf(String symbol, long endNs) {
        add(new Trade(TradeKind.END, symbol, "", "", 0, 0, endNs, endNs, 0, 0, "", null, null));
    }

    private void poison() {
        byte[] bytes = new byte[random.nextInt(30)];
        random.nextBytes(bytes);
        if (bytes.length > 0) bytes[0] = 1;
        messages.add(new Message("SYM0".getBytes(StandardCharsets.UTF_8), bytes, recordTimeMs(), null));
    }

    private void add(Trade trade) {
        byte[] key = trade.symbol().getBytes(StandardCharsets.UTF_8);
        messages.add(new Message(key, encoder.encode(trade), recordTimeMs(), trade));
    }

    private long recordTimeMs() {
        return nowNs / 1_000_000;
    }
}
