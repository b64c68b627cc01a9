package io.tapemill.serdes;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.schemas.Bar;
import io.tapemill.schemas.Schemas;
import java.io.IOException;
import java.io.InputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import org.apache.avro.Schema;

/** Bars that an earlier release wrote. */
class BarEvolutionTest {
    private final Schema released = released("/released/1/bar.avsc");
    private final FakeRegistry registry = new FakeRegistry();
    private final int releasedId = registry.register("bars-value", released);
    private final int currentId = registry.register("bars-value", Schemas.BAR);
    private final BarDecoder decoder = new BarDecoder(registry);

    @Property
    @Domain(RandomRecords.class)
    void shouldReadABarOfTheFirstReleaseAsOneWithoutOfficialPrices(@ForAll Bar bar) throws Exception {
        Bar read = decoder.decode(Avro.frame(releasedId, Avro.generic(bar, released)));
        assertThat(read).isEqualTo(withoutOfficialPrices(bar));
    }

    @Property(tries = 100)
    @Domain(RandomRecords.class)
    void shouldTellTheReleasesApartOnOneTopic(@ForAll Bar first, @ForAll Bar second) throws Exception {
        byte[] old = Avro.frame(releasedId, Avro.generic(first, released));
        byte[] current = new BarEncoder(currentId).encode(second);
        for (int i = 0; i < 2; i++) {
            assertThat(decoder.decode(old)).isEqualTo(withoutOfficialPrices(first));
            assertThat(decoder.decode(current)).isEqualTo(second);
        }
    }

    private static Bar withoutOfficialPrices(Bar bar) {
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
                bar.revision(),
                bar.generation(),
                bar.cause(),
                bar.session(),
                bar.tradeDate(),
                bar.profile());
    }

    private static Schema released(String resource) {
        try (InputStream in = BarEvolutionTest.class.getResourceAsStream(resource)) {
            return new Schema.Parser().parse(in);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + resource, e);
        }
    }
}
