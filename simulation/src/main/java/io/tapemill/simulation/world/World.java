package io.tapemill.simulation.world;

import io.tapemill.schemas.Interval;
import io.tapemill.serdes.SchemaRegistry;
import io.tapemill.serdes.TradeReader;
import io.tapemill.topology.TopologyConfig;
import io.tapemill.topology.market.CalendarTable;
import io.tapemill.topology.market.ConditionProfile;
import io.tapemill.topology.market.EventClock;
import io.tapemill.topology.market.MarketRules;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Utils;

/** What stays the same during a run: settings, sizes, symbols. */
public final class World {
    public static final String TRADES = "trades";
    public static final String BARS = "bars";
    public static final int TRADE_SCHEMA = 1;
    private static final int SYMBOLS_IN_A_VIEW = 6;
    /** Short ones, so that a short tape reaches the correction horizon and what lies behind it. */
    private static final List<List<String>> SMALL =
            List.of(List.of("1s", "5s", "15s"), List.of("250ms", "1s", "3s"), List.of("1s"), List.of("2s", "4s", "6s"));

    private static final ConditionProfile US = ConditionProfile.named(ConditionProfile.US_CONSOLIDATED);
    private static final ConditionProfile ALL = ConditionProfile.named(ConditionProfile.ALL);
    private static final CalendarTable NEW_YORK = CalendarTable.named(CalendarTable.US_EQUITY);
    private static final CalendarTable ALWAYS_OPEN = CalendarTable.named(CalendarTable.ALWAYS_OPEN);

    private final Codecs codecs;
    private final TopologyConfig config;
    private final int partitions;
    private final int barPartitions;
    private final int instances;
    private final int sinks;
    private final List<String> symbols;

    private World(Codecs codecs, Random random) {
        this.codecs = codecs;
        this.config = config(random);
        this.partitions = 1 + random.nextInt(3);
        this.barPartitions = 1 + random.nextInt(2);
        this.instances = List.of(1, 2, 2, 3).get(random.nextInt(4));
        this.sinks = List.of(1, 2, 2, 3).get(random.nextInt(4));
        int count = random.nextInt(20) == 0 ? 70 + random.nextInt(70) : 1 + random.nextInt(4);
        this.symbols = IntStream.range(0, count).mapToObj(World::symbol).toList();
    }

    public static World of(long seed, Codecs codecs) {
        return new World(codecs, new Random(seed ^ 0x574f524c44L));
    }

    /** Some longer than the eight bytes that the symbol table compares first. */
    private static String symbol(int number) {
        return number % 5 == 3 ? "PREFERRED.SERIES." + number : "S" + number;
    }

    private static TopologyConfig config(Random random) {
        boolean us = random.nextInt(3) == 0;
        boolean small = !us && random.nextInt(3) != 0;
        List<String> intervals = small
                ? SMALL.get(random.nextInt(SMALL.size()))
                : random.nextBoolean() ? List.of("1s", "1m", "5m", "1h", "1d") : List.of("5s", "1m", "1d");
        Duration grace = Duration.ofMillis(List.of(0, 700, 1_000, 3_000).get(random.nextInt(4)));
        Optional<Duration> fixed =
                Optional.of(small ? Duration.ofSeconds(20 + random.nextInt(100)) : Duration.ofHours(26));
        int generation = 1 + random.nextInt(2);
        MarketRules market = new MarketRules(
                us ? US : ALL,
                us || random.nextInt(6) == 0 ? NEW_YORK : ALWAYS_OPEN,
                random.nextInt(4) == 0 ? EventClock.PARTICIPANT : EventClock.SIP,
                !small && random.nextBoolean() ? Optional.empty() : fixed,
                random.nextInt(3) == 0);
        return new TopologyConfig(
                TRADES,
                BARS,
                "late",
                "dead",
                Stream.of(intervals).flatMap(List::stream).map(Interval::parse).toList(),
                grace,
                market,
                Duration.ofSeconds(random.nextInt(6)),
                Duration.ofSeconds(random.nextInt(3)),
                Duration.ofMillis(generation == 1 ? 200 : 0),
                generation);
    }

    public TopologyConfig config() {
        return config;
    }

    public SchemaRegistry registry() {
        return codecs.registry();
    }

    public TradeReader tradeReader() {
        return codecs.trades();
    }

    public int partitions() {
        return partitions;
    }

    public int barPartitions() {
        return barPartitions;
    }

    public int instances() {
        return instances;
    }

    public int sinks() {
        return sinks;
    }

    public List<String> symbols() {
        return symbols;
    }

    /** Where the records of a key go; without one, anywhere. */
    public int partition(byte[] key, Random random) {
        return key == null ? random.nextInt(partitions) : Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    /** A few symbols of the partition. */
    public List<String> symbolsOf(int partition) {
        return symbols.stream()
                .filter(symbol -> Utils.toPositive(Utils.murmur2(symbol.getBytes(StandardCharsets.UTF_8))) % partitions
                        == partition)
                .limit(SYMBOLS_IN_A_VIEW)
                .toList();
    }

    @Override
    public String toString() {
        return partitions + " partitions of trades, " + barPartitions + " of bars, " + instances + " instances, "
                + sinks + " sinks, " + symbols.size() + " symbols, intervals " + config.intervals() + ", grace "
                + config.grace() + ", " + config.market().profileId() + ", "
                + config.market().calendar().id() + ", horizon "
                + config.market().horizon().map(Duration::toString).orElse("next trade date");
    }
}
