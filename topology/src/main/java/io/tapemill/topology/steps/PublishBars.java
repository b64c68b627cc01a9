package io.tapemill.topology.steps;

import io.tapemill.schemas.Bar;
import io.tapemill.schemas.BarCause;
import io.tapemill.serdes.BarEncoder;
import io.tapemill.topology.bars.BarKind;
import io.tapemill.topology.bars.BarSum;
import io.tapemill.topology.bars.Vwap;
import io.tapemill.topology.market.Market;
import io.tapemill.topology.packed.CorruptStateException;
import io.tapemill.topology.state.SymbolState;
import java.time.Instant;

/** Makes the published form of a bar and hands key and value on. */
public final class PublishBars implements BarOutput {
    /** Takes a bar as it is published. */
    @FunctionalInterface
    public interface Next {
        /** Record key, framed value, and the window in ns since the epoch, the end excluded. */
        void accept(byte[] key, byte[] value, long startNs, long endNs);
    }

    private final BarEncoder encoder;
    private final int generation;
    private final Market market;
    private final Next next;

    public PublishBars(BarEncoder encoder, int generation, Market market, Next next) {
        this.encoder = encoder;
        this.generation = generation;
        this.market = market;
        this.next = next;
    }

    @Override
    public void publish(SymbolState symbol, BarKind kind, long startNs, BarSum sum, int revision, BarCause cause) {
        byte[] value;
        try {
            value = encoder.encode(bar(symbol, kind, startNs, sum, revision, cause));
        } catch (IllegalArgumentException | ArithmeticException e) {
            // accepted trades cannot add up to a bar that its schema does not hold: what was kept of them is wrong
            throw new CorruptStateException(
                    "the kept state of " + symbol.name() + " gives no bar "
                            + kind.interval().name() + " that starts at " + Instant.ofEpochSecond(0, startNs) + ": "
                            + e.getMessage(),
                    e);
        }
        next.accept(symbol.key(), value, startNs, kind.grid().endNs(startNs));
    }

    private Bar bar(SymbolState symbol, BarKind kind, long startNs, BarSum sum, int revision, BarCause cause) {
        return new Bar(
                symbol.name(),
                kind.interval().name(),
                startNs,
                kind.grid().endNs(startNs),
                sum.prices(),
                sum.volumeE9(),
                Vwap.e9(sum.notionalE18(), sum.vwapVolumeE9()),
                sum.notionalE18(),
                sum.vwapVolumeE9(),
                sum.tradeCount(),
                sum.firstNs(startNs),
                sum.lastNs(startNs),
                revision,
                generation,
                cause,
                market.session(kind, startNs),
                market.calendar().tradeDate(startNs),
                market.rules().profileId(),
                sum.officialOpenE9(),
                sum.officialCloseE9());
    }
}
