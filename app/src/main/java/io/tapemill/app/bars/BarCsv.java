package io.tapemill.app.bars;

import io.tapemill.app.tape.CsvTrades;
import io.tapemill.schemas.Bar;
import java.io.PrintWriter;
import java.util.stream.Collectors;

/** CSV after RFC 4180 with a header; lines end with a line feed. */
final class BarCsv implements BarWriter {
    private final PrintWriter out;

    BarCsv(PrintWriter out) {
        this.out = out;
        out.print(String.join(",", BarTexts.TITLES) + "\n");
    }

    @Override
    public void write(Bar bar) {
        String line = BarTexts.of(bar).inOrder().stream().map(CsvTrades::quoted).collect(Collectors.joining(","));
        out.print(line + "\n");
    }

    @Override
    public void end() {}
}
