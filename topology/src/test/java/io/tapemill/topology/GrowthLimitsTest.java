package io.tapemill.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.schemas.Schemas;
import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import io.tapemill.serdes.FakeRegistry;
import io.tapemill.serdes.TradeEncoder;
import io.tapemill.topology.state.Tags;
import io.tapemill.topology.steps.CancelTrade;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a sender can make the state remember for ever has an end. */
class GrowthLimitsTest {
    private static final long S = 1_000_000_000L;
    private static final long START_NS = 1_760_000_000L * S;
    private static final byte[] KEY = "A".getBytes(StandardCharsets.UTF_8);
    private static final int BEYOND = 50;

    private final FakeRegistry registry = new FakeRegistry();
    private final TradeEncoder encoder = new TradeEncoder(registry.register("trades-value", Schemas.TRADE));
    private final int barSchema = registry.register("bars-value", Schemas.BAR);

    @Test
    void shouldSetAsideNewCombinationsBeyondTheLimitAndGoOnCountingKnownOnes() {
        List<RandomTape.Message> log = new ArrayList<>();
        for (int i = 0; i < Tags.MOST + BEYOND; i++) log.add(message(TradeKind.TRADE, i, "C" + i));
        log.add(message(TradeKind.TRADE, log.size(), "C0"));
        log.add(message(TradeKind.CANCEL, log.size(), "Z1"));
        log.add(message(TradeKind.CORRECTION, log.size(), "Z2"));

        SimulatedTask task = new SimulatedTask(TestTapes.CONFIG, registry, barSchema, log);
        while (!task.isAtEnd()) task.process();
        task.commit();

        assertThat(task.rejections())
                .hasSize(BEYOND + 2)
                .allMatch(rejection -> rejection.endsWith("dead too-many-combinations"));
        assertThat(task.open(KEY).watermarkNs()).isEqualTo(timeNs(Tags.MOST + BEYOND));
    }

    /** A duplicate changes nothing but the count of combinations, which must not depend on whether a crash forgets it. */
    @Test
    void shouldDecideTheSameAfterACrash() {
        List<RandomTape.Message> log = new ArrayList<>();
        for (int i = 0; i < Tags.MOST - 1; i++) log.add(message(TradeKind.TRADE, i, "C" + i));
        log.add(message(TradeKind.TRADE, 0, "DUPLICATE"));
        log.add(message(TradeKind.TRADE, log.size(), "LAST"));

        SimulatedTask task = new SimulatedTask(TestTapes.CONFIG, registry, barSchema, log);
        while (task.position() < log.size() - 2) task.process();
        task.commit();
        task.process();
        task.commit();
        task.crash();
        task.process();
        task.commit();

        assertThat(task.rejections()).singleElement().asString().endsWith("dead too-many-combinations");
    }

    @Test
    void shouldLetNoMoreThanSoManyCancelsOfASymbolWaitForTheirTrades() {
        List<RandomTape.Message> log = new ArrayList<>();
        log.add(message(TradeKind.TRADE, 0, "C"));
        for (int i = 1; i <= CancelTrade.MOST_WAITING + BEYOND; i++) log.add(cancel(i, 1_000_000L + i));
        log.add(cancel(log.size(), 0));
        log.add(cancel(log.size(), 1_000_001));

        SimulatedTask task = new SimulatedTask(TestTapes.CONFIG, registry, barSchema, log);
        while (!task.isAtEnd()) task.process();
        task.commit();

        assertThat(task.rejections())
                .as("one that names a known trade is applied, one that waits already too is set aside")
                .hasSize(BEYOND + 1)
                .allMatch(rejection -> rejection.endsWith("dead too-many-cancels"));
    }

    /** Else one message would take the time of everything that is kept: seconds, in which a transaction ends. */
    @Test
    void shouldNotLookThroughAllThatIsKeptForATradeThatNeverWas() {
        List<RandomTape.Message> log = new ArrayList<>();
        for (int i = 0; i < 3_600; i++) log.add(message(TradeKind.TRADE, i * 1_000, "C"));
        int unknown = 50;
        for (int i = 0; i < unknown; i++) log.add(cancel(3_600_000 + i, 1_000_000_000L + i));
        log.add(cancel(3_601_000, 1_234_000));

        SimulatedTask task = new SimulatedTask(TestTapes.CONFIG, registry, barSchema, log);
        while (task.position() < 3_600) {
            task.process();
            if (task.position() % 10 == 0) task.commit();
        }
        int before = task.tradePagesRead();
        while (task.position() < log.size() - 1) task.process();
        assertThat(task.tradePagesRead() - before)
                .as("pages that were looked at, of 3,600, for %d cancels", unknown)
                .isLessThan(unknown * 20);
        task.process();
        task.commit();

        assertThat(task.bars()).as("the bars of the trade that was taken back").anyMatch(bar -> bar.revision() == 2);
    }

    private RandomTape.Message cancel(int id, long of) {
        Trade trade = new Trade(TradeKind.CANCEL, "A", "X", "T", id, id, timeNs(id), timeNs(id), 0, 0, "", of, null);
        return new RandomTape.Message(KEY, encoder.encode(trade), timeNs(id) / 1_000_000, trade);
    }

    private RandomTape.Message message(TradeKind kind, int id, String conditions) {
        boolean refers = kind != TradeKind.TRADE;
        Trade trade = new Trade(
                kind, "A", "X", "T", id, id, timeNs(id), timeNs(id), S, S, conditions, refers ? 7L : null, null);
        return new RandomTape.Message(KEY, encoder.encode(trade), timeNs(id) / 1_000_000, trade);
    }

    private static long timeNs(int id) {
        return START_NS + id * 1_000_000L;
    }
}
