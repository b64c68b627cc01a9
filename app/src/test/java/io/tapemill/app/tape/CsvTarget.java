package io.tapemill.app.tape;

import io.tapemill.schemas.Trade;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Files of trades. Each line is read or refused with a reason, and a trade that was read is the same when it is written
 * and read again.
 */
public final class CsvTarget {
    private CsvTarget() {}

    /** What fuzzers call. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        LineReader lines =
                new LineReader(new InputStreamReader(new ByteArrayInputStream(input), StandardCharsets.UTF_8));
        String header = lines.next();
        if (header == null) return;
        CsvTrades trades;
        try {
            trades = new CsvTrades(header);
        } catch (BadLineException e) {
            requireReason(e);
            return;
        }
        for (String line = lines.next(); line != null; line = lines.next()) {
            try {
                requireSame(trades.parse(line));
            } catch (BadLineException e) {
                requireReason(e);
            }
        }
    }

    private static void requireSame(Trade trade) {
        String line = CsvTrades.format(trade);
        try {
            Trade again = new CsvTrades(CsvTrades.header()).parse(line);
            if (!again.equals(trade)) throw new AssertionError(trade + " is written as " + line + ", read as " + again);
        } catch (BadLineException e) {
            throw new AssertionError(trade + " is written as a bad line: " + line, e);
        }
    }

    private static void requireReason(BadLineException e) {
        if (e.getMessage().isBlank()) throw new AssertionError("refused without a reason", e);
    }
}
