package io.tapemill.simulation;

import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import io.tapemill.serdes.TradeEncoder;
import io.tapemill.simulation.kafka.InputTape.Message;
import io.tapemill.simulation.world.World;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Input as nobody wants it: bursts and gaps, disorder, ties, late within the horizon and beyond, duplicates near and far,
 * cancels and corrections of the past, of the future and of nothing, ticks, ends, clocks that jump, poison.
 */
final class HostileTape {
    private static final String[] CONDITIONS = {
        "", "", "", "", "@", " F  ", "I", "T", "Z", "P", "L", "O", "6", "M", "Q", "U", "9", "4", "?", "FTI"
    };
    private static final String[] TAPES = {"A", "C", ""};
    private static final String[] EXCHANGES = {"XNAS", "XNYS", ""};
    private static final long MS = 1_000_000L;
    private static final long S = 1_000 * MS;
    private static final long DAY = 86_400 * S;
    /** Sessions begin and end here, days end here, and New York's clocks change. */
    private static final long[] STARTS = {
        1_760_000_000L * S,
        1_763_735_390L * S,
        1_763_758_790L * S,
        1_763_769_590L * S,
        1_763_769_580L * S,
        1_772_956_790L * S,
        1_763_942_390L * S
    };

    private final World world;
    private final Random random;
    private final TradeEncoder encoder = new TradeEncoder(World.TRADE_SCHEMA);
    private final List<Message> said = new ArrayList<>();
    private final long calmness;
    private long nowNs;
    private long lastId;

    HostileTape(World world, Random random) {
        this.world = world;
        this.random = random;
        this.nowNs = STARTS[random.nextInt(STARTS.length)] + random.nextLong(10 * S);
        this.calmness = 20 * MS << random.nextInt(6);
    }

    /** The next record. */
    Message next() {
        nowNs += random.nextInt(30) == 0 ? random.nextLong(gap()) : random.nextLong(calmness);
        Message message =
                switch (random.nextInt(48)) {
                    case 0 -> tick();
                    case 1 -> poison();
                    case 2, 3, 4, 5, 6 -> repeat();
                    case 7 -> end();
                    case 8, 9, 10 -> cancel();
                    case 11, 12 -> correction();
                    case 13, 14 -> trade(nowNs - random.nextLong(100 * S));
                    case 15 -> trade(nowNs - random.nextLong(2 * 3600 * S));
                    case 16 -> trade(nowNs - random.nextLong(4 * DAY));
                    case 17 -> trade(nowNs + random.nextLong(8 * S));
                    case 18 -> odd();
                    case 19, 20, 21 -> trade(nowNs - random.nextLong(8 * S));
                    default -> trade(nowNs - random.nextLong(calmness * 3));
                };
        said.add(message);
        return message;
    }

    private long gap() {
        return switch (random.nextInt(6)) {
            case 0 -> 2 * DAY;
            case 1 -> 2 * 3600 * S;
            case 2, 3 -> 400 * S;
            default -> 20 * S;
        };
    }

    /** Ends that close all windows. */
    List<Message> ends() {
        List<Message> ends = new ArrayList<>();
        for (String symbol : world.symbols()) ends.add(endOf(symbol, nowNs + 3 * DAY));
        return ends;
    }

    /** Late symbols come late; few of many come often. */
    private String symbol() {
        int known = 1
                + Math.min(
                        world.symbols().size() - 1,
                        said.size() * world.symbols().size() / 80);
        return world.symbols().get(random.nextInt(known));
    }

    private Message trade(long eventNs) {
        return message(
                execution(TradeKind.TRADE, symbol(), exchange(), nextId(), eventNs, price(), size(), null, null));
    }

    private long nextId() {
        lastId += 1 + random.nextInt(2);
        return random.nextInt(20) == 0 ? -lastId : lastId;
    }

    private String exchange() {
        return EXCHANGES[random.nextInt(EXCHANGES.length)];
    }

    private long price() {
        if (random.nextInt(40) == 0) return 1 + random.nextLong(S);
        if (random.nextInt(40) == 0) return 1_000_000 * S;
        return S * (90 + random.nextInt(8)) + random.nextInt(4) * 250 * MS;
    }

    private long size() {
        if (random.nextInt(10) == 0) return 1 + random.nextLong(S);
        return S * (1 + random.nextInt(500));
    }

    @SuppressWarnings("checkstyle:ParameterNumber")
    private Trade execution(
            TradeKind kind,
            String symbol,
            String exchange,
            long id,
            long eventNs,
            long price,
            long size,
            Long refId,
            Long refTime) {
        long otherNs = eventNs + random.nextInt(3) * 400 * MS;
        boolean sip = random.nextBoolean();
        return new Trade(
                kind,
                symbol,
                exchange,
                TAPES[random.nextInt(TAPES.length)],
                id,
                random.nextInt(3),
                sip ? eventNs : otherNs,
                sip ? otherNs : eventNs,
                price,
                size,
                CONDITIONS[random.nextInt(CONDITIONS.length)],
                refId,
                refTime);
    }

    private Message cancel() {
        Trade original = original();
        Trade cancel = new Trade(
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
                refTime(original));
        return message(cancel);
    }

    private Message correction() {
        Trade original = original();
        long id = random.nextInt(3) == 0 ? original.tradeId() : nextId();
        long eventNs =
                original.sipTimeNs() + (random.nextBoolean() ? 0 : random.nextLong(6 * S) - random.nextLong(3 * S));
        if (random.nextInt(6) == 0) {
            // says nothing new
            return message(new Trade(
                    TradeKind.CORRECTION,
                    original.symbol(),
                    original.exchange(),
                    original.tape(),
                    original.tradeId(),
                    original.sequence(),
                    original.participantTimeNs(),
                    original.sipTimeNs(),
                    Math.max(1, original.priceE9()),
                    Math.max(1, original.sizeE9()),
                    original.conditions(),
                    original.tradeId(),
                    refTime(original)));
        }
        return message(execution(
                TradeKind.CORRECTION,
                original.symbol(),
                original.exchange(),
                id,
                Math.min(eventNs, nowNs),
                price(),
                size(),
                original.tradeId(),
                refTime(original)));
    }

    private Long refTime(Trade original) {
        return switch (random.nextInt(6)) {
            case 0, 1 -> original.sipTimeNs();
            case 2 -> original.participantTimeNs();
            case 3 -> random.nextInt(4) == 0 ? random.nextLong(nowNs + 100 * S) : null;
            default -> null;
        };
    }

    /** A trade of the past, near or far, or one that comes later or never. */
    private Trade original() {
        for (int attempt = 0; attempt < 4 && !said.isEmpty() && random.nextInt(8) != 0; attempt++) {
            Trade trade = earlier().trade();
            if (trade == null) continue;
            if (trade.kind() == TradeKind.TRADE || trade.kind() == TradeKind.CORRECTION) return trade;
        }
        long id = lastId + random.nextInt(8);
        return Trade.of(symbol(), exchange(), id, 0, nowNs, price(), size());
    }

    private Message earlier() {
        int reach = random.nextBoolean() ? said.size() : Math.min(6, said.size());
        return said.get(said.size() - 1 - random.nextInt(reach));
    }

    /** Word for word, or the same identity with another content. */
    private Message repeat() {
        if (said.isEmpty()) return tick();
        Message old = earlier();
        Trade t = old.trade();
        if (t == null || t.kind() != TradeKind.TRADE || random.nextInt(4) != 0) {
            return new Message(old.key(), old.value(), nowMs(), old.trade());
        }
        long eventNs = random.nextInt(3) == 0 ? t.sipTimeNs() + random.nextLong(3 * S) : t.sipTimeNs();
        return message(execution(
                TradeKind.TRADE, t.symbol(), t.exchange(), t.tradeId(), eventNs, price(), size(), null, null));
    }

    private Message tick() {
        long ns = random.nextInt(5) == 0 ? nowNs + random.nextLong(DAY) : nowNs;
        Trade tick = new Trade(TradeKind.TICK, "", "", "", 0, 0, ns, ns, 0, 0, "", null, null);
        byte[] key = random.nextBoolean() ? null : bytes(symbol());
        return new Message(key, encoder.encode(tick), ns / MS, tick);
    }

    /** A tick's value. */
    static byte[] tickAt(long timeMs) {
        long ns = timeMs * MS;
        return new TradeEncoder(World.TRADE_SCHEMA)
                .encode(new Trade(TradeKind.TICK, "", "", "", 0, 0, ns, ns, 0, 0, "", null, null));
    }

    private Message end() {
        return endOf(symbol(), nowNs + random.nextLong(2 * DAY) / (1 + random.nextInt(50)) - random.nextLong(20 * S));
    }

    private Message endOf(String symbol, long endNs) {
        return message(new Trade(TradeKind.END, symbol, "", "", 0, 0, endNs, endNs, 0, 0, "", null, null));
    }

    /** Well-formed, and makes no sense; or a record whose clock is wrong. */
    private Message odd() {
        String symbol = symbol();
        long id = nextId();
        Trade good = execution(TradeKind.TRADE, symbol, "XNAS", id, nowNs, price(), size(), null, null);
        return switch (random.nextInt(12)) {
            case 10 -> new Message(bytes(symbol), encoder.encode(good), random.nextInt(5_000), good);
            case 11 -> ancient(symbol, id);
            case 0 -> new Message(null, encoder.encode(good), nowMs(), good);
            case 1 -> new Message(bytes(symbol + "X"), encoder.encode(good), nowMs(), good);
            case 2 -> message(execution(TradeKind.TRADE, symbol, "XNAS", id, nowNs, 0, size(), null, null));
            case 3 -> message(execution(TradeKind.TRADE, symbol, "XNAS", id, nowNs, price(), -1, null, null));
            case 4 -> message(execution(TradeKind.TRADE, symbol, "XNAS", id, nowNs, price(), 0, null, null));
            case 5 ->
                message(execution(
                        TradeKind.TRADE, symbol, "XNAS", id, nowNs, 900_000_000L * S, 900_000_000L * S, null, null));
            case 6 -> message(execution(TradeKind.TRADE, symbol, "XNAS", id, 0, price(), size(), null, null));
            case 7 ->
                message(execution(
                        TradeKind.TRADE, symbol, "XNAS", id, nowNs + 59 * 60 * S, price(), size(), null, null));
            case 8 -> message(execution(TradeKind.CANCEL, symbol, "XNAS", id, nowNs, price(), size(), null, null));
            default ->
                new Message(
                        bytes(symbol),
                        encoder.encode(good),
                        nowMs() + random.nextLong(4 * 3_600_000L) - 3_600_000L,
                        good);
        };
    }

    /** Of the first days of 1970, record and all. */
    private Message ancient(String symbol, long id) {
        long eventNs = 1 + random.nextLong(DAY);
        Trade trade = Trade.of(symbol, "XNAS", id, 0, eventNs, price(), size());
        return new Message(bytes(symbol), encoder.encode(trade), eventNs / MS, trade);
    }

    private Message poison() {
        byte[] good = encoder.encode(Trade.of(symbol(), "XNAS", nextId(), 0, nowNs, price(), size()));
        byte[] value =
                switch (random.nextInt(6)) {
                    case 0 -> null;
                    case 1 -> Arrays.copyOf(good, random.nextInt(5));
                    case 2 -> Arrays.copyOf(good, good.length - 1 - random.nextInt(good.length - 6));
                    case 3 -> Arrays.copyOf(good, good.length + 1 + random.nextInt(4));
                    case 4 -> wrongHeader(good, 0, 1);
                    default -> wrongHeader(good, 4, 99);
                };
        return new Message(bytes(symbol()), value, nowMs(), null);
    }

    private static byte[] wrongHeader(byte[] good, int at, int value) {
        byte[] bytes = good.clone();
        bytes[at] = (byte) value;
        return bytes;
    }

    private Message message(Trade trade) {
        return new Message(bytes(trade.symbol()), encoder.encode(trade), nowMs(), trade);
    }

    private long nowMs() {
        return nowNs / MS;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
