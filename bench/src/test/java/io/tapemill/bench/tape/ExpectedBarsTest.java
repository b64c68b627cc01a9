package io.tapemill.bench.tape;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.app.instance.PipelineSettings;
import io.tapemill.app.settings.Settings;
import io.tapemill.app.settings.SettingsSources;
import io.tapemill.app.verify.ReferenceRules;
import io.tapemill.reference.ReferenceBars;
import io.tapemill.schemas.Bar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The bench's own sums against the reference program, and whether they notice what is wrong. */
class ExpectedBarsTest {
    private static final TapeShape SHAPE =
            new TapeShape(20_000, 30, 500, 0.01, TapeShape.HOUR_NS, 0.001, 7, TapeShape.START_NS);

    private final ExpectedBars expected = new ExpectedBars();
    private final List<Bar> bars = referenceBars();

    @Test
    void theTapeGivesTheBarsOfTheReference() {
        bars.forEach(expected::check);
        assertThat(expected.differences()).isEmpty();
        assertThat(expected.count()).isGreaterThan(1_000);
        assertThat(expected.revisions()).as("with late trades and cancels").isGreaterThan(expected.count());
    }

    @Test
    void aMissingBarIsADifference() {
        bars.stream().filter(bar -> !bar.interval().equals("5m")).forEach(expected::check);
        assertThat(expected.differences()).isNotEmpty().first().asString().contains("5m");
    }

    @Test
    void aBarWithOneTradeMoreIsADifference() {
        Bar newest = bars.get(bars.size() - 1);
        for (Bar bar : bars) expected.check(bar == newest ? withOneTradeMore(bar) : bar);
        assertThat(expected.differences()).hasSize(1);
    }

    @Test
    void aBarThatNoTradeBelongsToIsADifference() {
        bars.forEach(expected::check);
        expected.check(elsewhere(bars.get(0)));
        assertThat(expected.differences()).singleElement().asString().contains("no trade belongs to");
    }

    @Test
    void aRevisionThatComesTwiceIsADifference() {
        bars.forEach(expected::check);
        expected.check(bars.get(bars.size() - 1));
        assertThat(expected.differences()).hasSize(1);
    }

    @Test
    void aRunOverTheSameTapeBeginsAnew() {
        bars.forEach(expected::check);
        expected.reset();
        assertThat(expected.differences()).isNotEmpty();
        bars.forEach(expected::check);
        assertThat(expected.differences()).isEmpty();
    }

    private List<Bar> referenceBars() {
        Settings settings = Settings.load(SettingsSources.ofValues(Map.of()));
        ReferenceBars reference = new ReferenceBars(ReferenceRules.of(PipelineSettings.topology(settings)));
        BenchTape tape = new BenchTape(SHAPE, expected);
        for (BenchTape.Message m = tape.next(); m != null; m = tape.next()) accept(reference, m);
        tape.ends().forEach(m -> accept(reference, m));
        expected.finish(tape, SHAPE.symbols());
        List<Bar> all = new ArrayList<>();
        reference.forEachRevision(all::add);
        return all;
    }

    private static void accept(ReferenceBars reference, BenchTape.Message message) {
        reference.accept(0, message.trade().symbol(), message.trade(), message.recordTimeMs());
    }

    private static Bar withOneTradeMore(Bar bar) {
        return copy(bar, bar.startNs(), bar.endNs(), bar.tradeCount() + 1);
    }

    private static Bar elsewhere(Bar bar) {
        long day = 86_400_000_000_000L;
        return copy(bar, bar.startNs() - day, bar.endNs() - day, bar.tradeCount());
    }

    private static Bar copy(Bar bar, long startNs, long endNs, long trades) {
        return new Bar(
                bar.symbol(),
                bar.interval(),
                startNs,
                endNs,
                bar.prices(),
                bar.volumeE9(),
                bar.vwapE9(),
                bar.notionalE18(),
                bar.vwapVolumeE9(),
                trades,
                bar.firstTradeNs(),
                bar.lastTradeNs(),
                bar.revision(),
                bar.generation(),
                bar.cause(),
                bar.session(),
                bar.tradeDate(),
                bar.profile());
    }
}
