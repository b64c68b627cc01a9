package io.tapemill.bench.jmh;

import io.tapemill.bench.tape.BenchTape;
import io.tapemill.bench.tape.ExpectedBars;
import io.tapemill.bench.tape.TapeShape;
import io.tapemill.schemas.Interval;
import io.tapemill.schemas.Schemas;
import io.tapemill.serdes.MalformedRecordException;
import io.tapemill.serdes.TradeDecoder;
import io.tapemill.serdes.TradeEncoder;
import io.tapemill.serdes.TradeMessage;
import io.tapemill.topology.bars.BarKind;
import io.tapemill.topology.intake.RawRecord;
import io.tapemill.topology.market.CalendarTable;
import io.tapemill.topology.market.ConditionProfile;
import io.tapemill.topology.market.EventClock;
import io.tapemill.topology.market.Market;
import io.tapemill.topology.market.MarketRules;
import io.tapemill.topology.state.StateTable;
import io.tapemill.topology.state.SymbolState;
import io.tapemill.topology.state.TapeState;
import io.tapemill.topology.steps.AddTrade;
import io.tapemill.topology.steps.CloseWindows;
import io.tapemill.topology.steps.TagTrade;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.common.utils.Bytes;
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

/**
 * The steps that work on the heap state, on a thousand trades of 50 symbols: each invocation is the next second of the
 * tape, so the one before closes and is flushed as in a commit. The differences between the three are the steps.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class StateSteps {
    private static final int TRADES = 1_000;
    private static final long S = 1_000_000_000L;

    private final RawRecord[] records = new RawRecord[TRADES];
    private final TradeMessage[] messages = new TradeMessage[TRADES];
    private TapeState state;
    private AddTrade addTrade;
    private TagTrade tagTrade;
    private CloseWindows closeWindows;
    private long second;
    private long published;

    @Setup
    public void makeState() throws MalformedRecordException {
        Market market = new Market(new MarketRules(
                ConditionProfile.named(ConditionProfile.US_CONSOLIDATED),
                CalendarTable.named(CalendarTable.US_EQUITY),
                EventClock.SIP,
                Optional.empty(),
                false));
        List<BarKind> kinds = market.kinds(
                Stream.of("1s", "1m", "5m", "1h", "1d").map(Interval::parse).toList());
        state = new TapeState(new Forgetful(), kinds, market);
        addTrade = new AddTrade(state);
        tagTrade = new TagTrade(state.tags());
        closeWindows = new CloseWindows(
                kinds,
                Duration.ofSeconds(1),
                false,
                state,
                (symbol, kind, startNs, sum, revision, cause) -> published++);
        BenchTape tape = new BenchTape(TapeShape.plain(TRADES, 50, 500_000, TapeShape.START_NS), new ExpectedBars());
        TradeEncoder encoder = new TradeEncoder(1);
        TradeDecoder decoder = new TradeDecoder(new io.tapemill.serdes.SchemaRegistry() {
            @Override
            public int register(String subject, Schema schema) {
                return 1;
            }

            @Override
            public Schema byId(int id) {
                return Schemas.TRADE;
            }
        });
        for (int i = 0; i < TRADES; i++) {
            BenchTape.Message next = tape.next();
            byte[] value = encoder.encode(next.trade());
            records[i] = new RawRecord()
                    .at(next.trade().symbol().getBytes(StandardCharsets.UTF_8), value, next.recordTimeMs(), i);
            messages[i] = new TradeMessage();
            decoder.decode(value, messages[i]);
        }
    }

    /** Look up, tag, test for a duplicate, add, keep, close: everything behind decode and check, bars not encoded. */
    @Benchmark
    @OperationsPerInvocation(TRADES)
    public long addAndClose() {
        second++;
        for (int i = 0; i < TRADES; i++) add(i);
        return published;
    }

    /** The same, and each trade comes again at once. */
    @Benchmark
    @OperationsPerInvocation(TRADES)
    public long addCloseAndDropADuplicateOfEach() {
        second++;
        for (int i = 0; i < TRADES; i++) add(i);
        for (int i = 0; i < TRADES; i++) add(i);
        return published;
    }

    /** The same as the first, and all state pages are encoded. */
    @Benchmark
    @OperationsPerInvocation(TRADES)
    public long addCloseAndFlush() {
        second++;
        for (int i = 0; i < TRADES; i++) add(i);
        state.flush();
        return published;
    }

    private void add(int i) {
        SymbolState symbol = state.symbol(records[i]);
        long timeNs = messages[i].sipTimeNs() + second * S;
        if (!addTrade.add(symbol, messages[i], tagTrade.tag(messages[i]), timeNs, i)) return;
        symbol.observe(timeNs, timeNs);
        closeWindows.closePassed(symbol);
    }

    /** Takes everything and has nothing. */
    private static final class Forgetful implements StateTable {
        @Override
        public byte[] get(Bytes key) {
            return null;
        }

        @Override
        public void put(Bytes key, byte[] value) {
            // the cost of the store is measured by the load bench
        }

        @Override
        public void scan(Bytes from, Bytes to, Visitor visitor) {
            // has nothing to show
        }
    }
}
