package io.tapemill.bench.jmh;

import io.tapemill.bench.tape.BenchTape;
import io.tapemill.bench.tape.ExpectedBars;
import io.tapemill.bench.tape.TapeShape;
import io.tapemill.schemas.Bar;
import io.tapemill.schemas.BarCause;
import io.tapemill.schemas.Int128;
import io.tapemill.schemas.Ohlc;
import io.tapemill.schemas.Schemas;
import io.tapemill.serdes.BarEncoder;
import io.tapemill.serdes.MalformedRecordException;
import io.tapemill.serdes.SchemaRegistry;
import io.tapemill.serdes.TradeDecoder;
import io.tapemill.serdes.TradeEncoder;
import io.tapemill.serdes.TradeMessage;
import io.tapemill.topology.bars.BarSum;
import io.tapemill.topology.bars.Eligibility;
import io.tapemill.topology.intake.RawRecord;
import io.tapemill.topology.market.EventClock;
import io.tapemill.topology.packed.PackedReader;
import io.tapemill.topology.packed.PackedWriter;
import io.tapemill.topology.steps.CheckTrade;
import io.tapemill.topology.steps.Rejection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Single steps on a thousand trades that fit the cache: what the arithmetic costs without the memory behind it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HotPath {
    private static final int TRADES = 1_000;

    private final byte[][] values = new byte[TRADES][];
    private final byte[][] keys = new byte[TRADES][];
    private final TradeMessage[] messages = new TradeMessage[TRADES];
    private final TradeMessage message = new TradeMessage();
    private final TradeDecoder decoder = new TradeDecoder(new OneSchema());
    private final CheckTrade check = new CheckTrade(EventClock.SIP, Duration.ofSeconds(5));
    private final RawRecord record = new RawRecord();
    private final BarEncoder barEncoder = new BarEncoder(1);
    private final PackedWriter packed = new PackedWriter();
    private Bar bar;
    private BarSum[] sums;

    @Setup
    public void makeTape() throws MalformedRecordException {
        BenchTape tape = new BenchTape(TapeShape.plain(TRADES, 50, 500_000, TapeShape.START_NS), new ExpectedBars());
        TradeEncoder encoder = new TradeEncoder(1);
        sums = new BarSum[TRADES];
        for (int i = 0; i < TRADES; i++) {
            BenchTape.Message next = tape.next();
            values[i] = encoder.encode(next.trade());
            keys[i] = next.trade().symbol().getBytes(StandardCharsets.UTF_8);
            messages[i] = new TradeMessage();
            decoder.decode(values[i], messages[i]);
            sums[i] = new BarSum();
            add(sums[i], messages[i]);
        }
        long start = TapeShape.START_NS;
        bar = new Bar(
                "ACME",
                "1s",
                start,
                start + 1_000_000_000L,
                new Ohlc(187_100_000_000L, 187_420_000_000L, 187_050_000_000L, 187_400_000_000L),
                Int128.of(48_211_000_000_000L),
                187_238_100_000L,
                Int128.product(187_238_100_000L, 48_211_000_000_000L),
                Int128.of(48_211_000_000_000L),
                612,
                start + 1,
                start + 999_000_000L,
                1,
                1,
                BarCause.CLOSE,
                "regular",
                20_523,
                "us-consolidated/sip");
    }

    private static void add(BarSum sum, TradeMessage m) {
        sum.add(m.sipTimeNs(), m.sequence(), m.tradeId(), m.priceE9(), m.sizeE9(), Eligibility.ALL, "Q");
    }

    @Benchmark
    @OperationsPerInvocation(TRADES)
    public void decode(Blackhole hole) throws MalformedRecordException {
        for (byte[] value : values) {
            decoder.decode(value, message);
            hole.consume(message.priceE9());
        }
    }

    @Benchmark
    @OperationsPerInvocation(TRADES)
    public void check(Blackhole hole) {
        for (int i = 0; i < TRADES; i++) {
            Rejection wrong = check.check(messages[i], record.at(keys[i], values[i], 0, i), messages[i].sipTimeNs());
            hole.consume(wrong);
        }
    }

    @Benchmark
    @OperationsPerInvocation(TRADES)
    public BarSum accumulate() {
        BarSum sum = new BarSum();
        for (TradeMessage m : messages) add(sum, m);
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(TRADES)
    public BarSum merge() {
        BarSum all = new BarSum();
        for (BarSum sum : sums) all.merge(sum);
        return all;
    }

    @Benchmark
    @OperationsPerInvocation(TRADES)
    public int packAndUnpackSums(Blackhole hole) {
        packed.clear();
        for (BarSum sum : sums) sum.writeTo(packed, TapeShape.START_NS);
        PackedReader in = new PackedReader(packed.toBytes());
        BarSum sum = new BarSum();
        while (in.hasMore()) {
            sum.readFrom(in, TapeShape.START_NS);
            hole.consume(sum.tradeCount());
        }
        return packed.length();
    }

    @Benchmark
    public byte[] encodeBar() {
        return barEncoder.encode(bar);
    }

    /** Knows the schema of trades, under id 1. */
    private static final class OneSchema implements SchemaRegistry {
        @Override
        public int register(String subject, Schema schema) {
            return 1;
        }

        @Override
        public Schema byId(int id) {
            return Schemas.TRADE;
        }
    }
}
