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
import java.util.function.BiConsumer;

/** Makes the published form of a bar and hands key and value on. */
public final class PublishBars implements BarOutput {
    private final BarEncoder encoder;
    private final int generation;
    private final Market market;
    private final BiConsumer<byte[], byte[]> next;

    /** @param next takes record key and framed value */
    public PublishBars(BarEncoder encoder, int generation, Market market, BiConsumer<byte[], byte[]> next) {
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
        next.accept(symbol.key(), value);
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
