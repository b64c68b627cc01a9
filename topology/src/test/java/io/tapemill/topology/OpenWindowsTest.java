package io.tapemill.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.schemas.Bar;
import io.tapemill.schemas.BarCause;
import io.tapemill.schemas.Schemas;
import io.tapemill.serdes.FakeRegistry;
import io.tapemill.topology.query.OpenSymbol;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class OpenWindowsTest {
    private final FakeRegistry registry = new FakeRegistry();
    private final int tradeSchema = registry.register("trades-value", Schemas.TRADE);
    private final int barSchema = registry.register("bars-value", Schemas.BAR);

    @Property(tries = 300, seed = "20261124")
    void shouldShowOfEveryOpenWindowTheBarThatWouldCloseNow(@ForAll long seed) {
        assertShown(TestTapes.CONFIG, seed);
    }

    @Property(tries = 300, seed = "20261124")
    void shouldDoSoUnderTheRulesOfTheUsTapesToo(@ForAll long seed) {
        assertShown(TestTapes.config(TestTapes.US), seed);
    }

    private void assertShown(TopologyConfig config, long seed) {
        assertThat(tradeSchema).isEqualTo(RandomTape.SCHEMA_ID);
        List<RandomTape.Message> log = new ArrayList<>(RandomTape.of(seed, 100 + new Random(seed).nextInt(300)));
        int asked = log.size();
        long lastMs =
                log.stream().mapToLong(RandomTape.Message::recordTimeMs).max().orElseThrow();
        log.addAll(RandomTape.ends(lastMs));
        SimulatedTask task = new SimulatedTask(config, registry, barSchema, log);

        while (task.position() < asked) task.process();
        task.commit();
        List<Bar> open = new ArrayList<>();
        Map<String, OpenSymbol> symbols = new TreeMap<>();
        for (RandomTape.Message end : log.subList(asked, log.size())) {
            OpenSymbol symbol = task.open(end.key());
            symbols.put(new String(end.key()), symbol);
            open.addAll(symbol.bars());
        }
        int before = task.bars().size();
        while (!task.isAtEnd()) task.process();
        task.commit();
        List<Bar> closed = task.bars().subList(before, task.bars().size());

        assertThat(sorted(open)).as("seed %d", seed).isEqualTo(sorted(closed));
        assertThat(closed).allMatch(bar -> bar.cause() == BarCause.CLOSE);
        for (Bar bar : task.bars().subList(0, before)) {
            assertThat(bar.endNs())
                    .isLessThanOrEqualTo(symbols.get(bar.symbol()).closedUntilNs());
        }
    }

    private static List<Bar> sorted(List<Bar> bars) {
        return bars.stream()
                .sorted(Comparator.comparing(Bar::symbol)
                        .thenComparing(Bar::interval)
                        .thenComparing(Bar::session)
                        .thenComparing(Bar::startNs))
                .toList();
    }
}
