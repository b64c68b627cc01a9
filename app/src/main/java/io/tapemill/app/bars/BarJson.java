package io.tapemill.app.bars;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.tapemill.schemas.Bar;
import io.tapemill.schemas.FixedPoint;
import java.io.PrintWriter;

/**
 * One JSON object: {@code {"symbol", "interval", "bars": [{t, o, h, l, c, v, vw, n, rev, state}]}}. Numbers are written
 * from exact text, digit by digit; null where the bar has none. The official open and close follow as {@code oo} and
 * {@code oc} in the bars that have them.
 */
final class BarJson implements BarWriter {
    private final PrintWriter out;
    private boolean first = true;

    BarJson(PrintWriter out, String symbol, String interval) {
        this.out = out;
        out.print("{\"symbol\":" + quoted(symbol) + ",\"interval\":" + quoted(interval) + ",\"bars\":[");
    }

    @Override
    public void write(Bar bar) {
        BarTexts texts = BarTexts.of(bar);
        out.print((first ? "\n" : ",\n")
                + " {\"t\":" + quoted(texts.start())
                + ",\"o\":" + number(texts.open())
                + ",\"h\":" + number(texts.high())
                + ",\"l\":" + number(texts.low())
                + ",\"c\":" + number(texts.close())
                + ",\"v\":" + number(texts.volume())
                + ",\"vw\":" + number(texts.vwap())
                + ",\"n\":" + texts.tradeCount()
                + ",\"rev\":" + texts.revision()
                + ",\"state\":" + quoted(texts.state())
                + official("oo", bar.officialOpenE9())
                + official("oc", bar.officialCloseE9()) + "}");
        first = false;
    }

    @Override
    public void end() {
        out.print("]}\n");
    }

    private static String official(String name, Long priceE9) {
        return priceE9 == null ? "" : "," + quoted(name) + ":" + FixedPoint.formatE9(priceE9);
    }

    private static String number(String text) {
        return text.isEmpty() ? "null" : text;
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
