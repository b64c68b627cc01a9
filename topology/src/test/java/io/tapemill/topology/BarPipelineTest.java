package io.tapemill.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.reference.ReferenceBars;
import io.tapemill.schemas.Bar;
import io.tapemill.schemas.BarCause;
import io.tapemill.schemas.Schemas;
import io.tapemill.serdes.FakeRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole pipeline of a partition on a simulated log, held against the reference, crashes included. */
class BarPipelineTest {
    private static final TopologyConfig CONFIG = TestTapes.CONFIG;

    private final FakeRegistry registry = new FakeRegistry();
    private final int tradeSchema = registry.register("trades-value", Schemas.TRADE);
    private final int barSchema = registry.register("bars-value", Schemas.BAR);

    @Property(tries = 400, seed = "20261123")
    void shouldGiveTheReferenceBarsAndTheSameRevisionsWhateverCrashes(@ForAll long seed) {
        assertEqualWhateverCrashes(CONFIG, seed);
    }

    @Property(tries = 400, seed = "20261123")
    void shouldDoSoUnderTheRulesOfTheUsTapesToo(@ForAll long seed) {
        assertEqualWhateverCrashes(TestTapes.config(TestTapes.US), seed);
    }

    private void assertEqualWhateverCrashes(TopologyConfig config, long seed) {
        assertThat(tradeSchema).isEqualTo(RandomTape.SCHEMA_ID);
        Random random = new Random(seed);
        List<RandomTape.Message> log = RandomTape.of(seed, 100 + random.nextInt(400));

        SimulatedTask calm = new SimulatedTask(config, registry, barSchema, log);
        while (!calm.isAtEnd()) calm.process();
        calm.commit();
        SimulatedTask crashing = new SimulatedTask(config, registry, barSchema, log);
        runWithCrashes(crashing, random);

        assertThat(crashing.bars()).as("seed %d", seed).isEqualTo(calm.bars());
        assertThat(crashing.rejections()).as("seed %d", seed).isEqualTo(calm.rejections());
        assertThat(lastRevisions(calm.bars())).as("seed %d", seed).isEqualTo(reference(config, log));
        assertRevisionsHaveNoGaps(calm.bars());
    }

    @Property(tries = 200, seed = "20261123")
    void shouldWantATickExactlyWhenOneClosesSomething(@ForAll long seed) {
        Random random = new Random(seed);
        List<RandomTape.Message> log = RandomTape.of(seed, 300);
        SimulatedTask task = new SimulatedTask(CONFIG, registry, barSchema, log);
        long latestMs = Long.MIN_VALUE;
        int closed = 0;
        while (!task.isAtEnd()) {
            latestMs = Math.max(latestMs, log.get(task.position()).recordTimeMs());
            task.process();
            if (random.nextInt(5) > 0) continue;
            latestMs += random.nextInt(1_500);
            boolean wanted = task.wantsTick(latestMs);
            int bars = task.tick(RandomTape.tickAt(latestMs));
            closed += bars;
            if (!wanted) assertThat(bars).as("seed %d at %d", seed, latestMs).isZero();
            // a window whose trades are all cancelled closes without a bar
            assertThat(task.wantsTick(latestMs))
                    .as("seed %d at %d", seed, latestMs)
                    .isFalse();
        }
        assertThat(closed).as("seed %d", seed).isPositive();
    }

    /** Seeds that once found a defect: trades forgotten while a longer bar around them could still be revised. */
    @ParameterizedTest
    @ValueSource(longs = {-1429, 1351})
    void shouldStayRightOnSeedsThatFoundADefect(long seed) {
        assertEqualWhateverCrashes(CONFIG, seed);
    }

    /** Found by the simulator: the window waits for the next tick, and its trades were beyond the horizon by the clock. */
    @Test
    void shouldKeepTheTradesOfAWindowThatOpensBehindItsPartitionsClock() {
        RandomTape.Message trade = RandomTape.plain(5, 1).get(0);
        long clockMs = trade.recordTimeMs() + 50 * 3_600_000L;
        List<RandomTape.Message> log = List.of(RandomTape.tickAt(clockMs), trade, RandomTape.tickAt(clockMs));
        SimulatedTask task = new SimulatedTask(CONFIG, registry, barSchema, log);
        task.process();
        task.process();
        task.commit();
        task.crash();
        task.process();
        task.commit();
        assertThat(task.bars()).isNotEmpty();
        assertThat(lastRevisions(task.bars())).isEqualTo(reference(CONFIG, log));
    }

    @Property(tries = 50, seed = "20261123")
    void shouldGiveTheSameLastBarsInAnyArrivalOrderWithinTheHorizon(@ForAll long seed) {
        List<RandomTape.Message> plain = RandomTape.plain(seed, 200);
        long lastMs = plain.get(plain.size() - 1).recordTimeMs();
        List<RandomTape.Message> log = new ArrayList<>();
        for (RandomTape.Message m : plain) log.add(new RandomTape.Message(m.key(), m.value(), lastMs, m.trade()));
        Map<String, Bar> inOrder = closedBars(log, lastMs);
        Collections.shuffle(log, new Random(seed));
        assertThat(closedBars(log, lastMs)).as("seed %d", seed).isEqualTo(inOrder);
    }

    /** Last bars after all windows have closed, without what tells of the order: revision and cause. */
    private Map<String, Bar> closedBars(List<RandomTape.Message> log, long lastMs) {
        List<RandomTape.Message> ended = new ArrayList<>(log);
        ended.addAll(RandomTape.ends(lastMs));
        SimulatedTask task = new SimulatedTask(CONFIG, registry, barSchema, ended);
        while (!task.isAtEnd()) task.process();
        task.commit();
        Map<String, Bar> bars = lastRevisions(task.bars());
        bars.replaceAll((key, bar) -> withoutHistory(bar));
        return bars;
    }

    @Test
    void shouldNameTheReasonOfEveryRejection() {
        List<RandomTape.Message> log = RandomTape.of(7, 2_000);
        SimulatedTask task = new SimulatedTask(CONFIG, registry, barSchema, log);
        while (!task.isAtEnd()) task.process();
        task.commit();
        assertThat(task.rejections()).anyMatch(r -> r.endsWith("dead wrong-magic"));
        assertThat(task.rejections()).anyMatch(r -> r.endsWith("dead time-ahead"));
        assertThat(task.rejections()).anyMatch(r -> r.endsWith("late beyond-horizon"));
    }

    @Test
    void shouldForgetWhatNothingCanReviseAnyMore() {
        List<RandomTape.Message> log = new ArrayList<>(RandomTape.plain(3, 3_000));
        long hourMs = 3_600_000;
        long endMs = log.get(log.size() - 1).recordTimeMs();
        List<RandomTape.Message> later = RandomTape.plain(4, 600);
        long shiftMs = endMs + 100 * hourMs - later.get(0).recordTimeMs();
        SimulatedTask task = new SimulatedTask(CONFIG, registry, barSchema, log);
        while (!task.isAtEnd()) task.process();
        task.commit();
        int atNoon = task.stateBytes();
        for (RandomTape.Message message : later) log.add(RandomTape.shifted(message, shiftMs));
        int processed = 0;
        while (!task.isAtEnd()) {
            task.process();
            if (++processed % 5 == 0) task.commit();
        }
        task.commit();
        assertThat(atNoon).isGreaterThan(50_000);
        assertThat(task.stateBytes()).isLessThan(atNoon / 2);
        assertThat(task.oldestStateWindowMs()).isGreaterThan(endMs);
        assertThat(lastRevisions(task.bars())).isEqualTo(reference(CONFIG, log));
    }

    @Test
    void shouldNotReviseWhatAShorterHorizonMayHaveForgotten() {
        List<RandomTape.Message> tape = RandomTape.plain(5, 300);
        long hourMs = 3_600_000;
        List<RandomTape.Message> log = new ArrayList<>(tape);
        log.add(RandomTape.shifted(tape.get(0), 30 * hourMs));
        RandomTape.Message late = RandomTape.shifted(tape.get(0), 0).withNewId(99_999);
        log.add(late.at(tape.get(0).recordTimeMs() + 30 * hourMs));
        SimulatedTask task =
                new SimulatedTask(TestTapes.config(TestTapes.cryptoWithHorizon(25)), registry, barSchema, log);
        while (task.position() < log.size() - 1) task.process();
        task.commit();
        int bars = task.bars().size();
        task.restartWith(TestTapes.config(TestTapes.cryptoWithHorizon(48)));
        task.process();
        task.commit();
        assertThat(task.bars()).hasSize(bars);
        assertThat(task.rejections()).last().asString().endsWith("late beyond-horizon");
    }

    private static void runWithCrashes(SimulatedTask task, Random random) {
        while (true) {
            for (int i = random.nextInt(60); i > 0 && !task.isAtEnd(); i--) task.process();
            switch (random.nextInt(4)) {
                case 0 -> task.crash();
                case 1 -> task.crashInCommit(random.nextInt(12));
                default -> {
                    task.commit();
                    if (task.isAtEnd()) return;
                }
            }
        }
    }

    private static Map<String, Bar> reference(TopologyConfig config, List<RandomTape.Message> log) {
        ReferenceBars reference = new ReferenceBars(TestRules.of(config));
        for (RandomTape.Message message : log) {
            reference.accept(0, message.keyText(), message.trade(), message.recordTimeMs());
        }
        Map<String, Bar> bars = new TreeMap<>();
        reference.forEachBar(bar -> bars.put(key(bar), bar));
        return bars;
    }

    private static Map<String, Bar> lastRevisions(List<Bar> bars) {
        Map<String, Bar> last = new TreeMap<>();
        for (Bar bar : bars) last.merge(key(bar), bar, (a, b) -> a.revision() > b.revision() ? a : b);
        return last;
    }

    private static void assertRevisionsHaveNoGaps(List<Bar> bars) {
        Map<String, List<Integer>> revisions = new TreeMap<>();
        for (Bar bar : bars) {
            revisions.computeIfAbsent(key(bar), k -> new ArrayList<>()).add(bar.revision());
        }
        revisions.forEach((key, numbers) -> {
            List<Integer> sorted =
                    numbers.stream().sorted(Comparator.naturalOrder()).toList();
            assertThat(numbers).as(key).isEqualTo(sorted);
            assertThat(numbers.get(0)).as(key).isEqualTo(1);
            assertThat(numbers.get(numbers.size() - 1)).as(key).isEqualTo(numbers.size());
        });
    }

    private static String key(Bar bar) {
        return bar.symbol() + " " + bar.interval() + " " + bar.startNs()
                + (bar.interval().equals("1d") ? bar.session() : "");
    }

    private static Bar withoutHistory(Bar bar) {
        return new Bar(
                bar.symbol(),
                bar.interval(),
                bar.startNs(),
                bar.endNs(),
                bar.prices(),
                bar.volumeE9(),
                bar.vwapE9(),
                bar.notionalE18(),
                bar.vwapVolumeE9(),
                bar.tradeCount(),
                bar.firstTradeNs(),
                bar.lastTradeNs(),
                1,
                bar.generation(),
                BarCause.CLOSE,
                bar.session(),
                bar.tradeDate(),
                bar.profile());
    }
}
