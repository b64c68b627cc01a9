package io.tapemill.bench.tape;

import io.tapemill.bench.load.TapeOptions;
import io.tapemill.schemas.FixedPoint;
import io.tapemill.schemas.Trade;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The made-up tape as CSV, for {@code tapemill publish}. */
@Command(
        name = "tape",
        description = {
            "Prints the made-up tape as CSV: bench tape --trades 2000000 --late 0.01 --cancelled 0.001 |"
                    + " tapemill publish -c FILE -"
        })
public final class TapeCommand implements Callable<Integer> {
    private static final int BUFFER_CHARS = 1 << 16;

    @Mixin
    private TapeOptions options;

    @Override
    public Integer call() throws IOException {
        BenchTape tape = new BenchTape(options.shape(), new ExpectedBars());
        try (Writer out =
                new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), BUFFER_CHARS)) {
            out.write("symbol,exchange,tape,trade_id,sequence,participant_time,sip_time,price,size,conditions,kind,"
                    + "ref_trade_id\n");
            for (BenchTape.Message m = tape.next(); m != null; m = tape.next()) out.write(line(m.trade()));
        }
        return 0;
    }

    private static String line(Trade t) {
        return String.join(
                ",",
                t.symbol(),
                t.exchange(),
                t.tape(),
                Long.toString(t.tradeId()),
                Long.toString(t.sequence()),
                Long.toString(t.participantTimeNs()),
                Long.toString(t.sipTimeNs()),
                FixedPoint.formatE9(t.priceE9()),
                FixedPoint.formatE9(t.sizeE9()),
                t.conditions(),
                t.kind().text(),
                t.refTradeId() == null ? "\n" : t.refTradeId() + "\n");
    }
}
