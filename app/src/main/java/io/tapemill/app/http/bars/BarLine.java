package io.tapemill.app.http.bars;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.tapemill.schemas.Bar;
import io.tapemill.schemas.FixedPoint;
import io.tapemill.schemas.Ohlc;

/**
 * The members of a bar, {@code t o h l c v vw n rev state}, as one line of JSON or CSV. Numbers are written digit by
 * digit from scaled integers and never pass through a double.
 */
final class BarLine {
    static final String CSV_HEADER = "symbol,t,o,h,l,c,v,vw,n,rev,state";

    private final BarStyle style;

    BarLine(BarStyle style) {
        this.style = style;
    }

    /**
     * Appends an object.
     *
     * @param withSymbol whether it names its symbol, for answers with more than one
     */
    void json(StringBuilder out, ShownBar shown, boolean withSymbol) {
        Bar bar = shown.bar();
        Ohlc prices = bar.prices();
        out.append('{');
        if (withSymbol) out.append("\"symbol\":").append(quoted(bar.symbol())).append(',');
        out.append("\"t\":").append(style.time(bar.startNs()));
        member(out, "o", prices == null ? null : prices.openE9());
        member(out, "h", prices == null ? null : prices.highE9());
        member(out, "l", prices == null ? null : prices.lowE9());
        member(out, "c", prices == null ? null : prices.closeE9());
        out.append(",\"v\":").append(style.decimal(FixedPoint.formatE9(bar.volumeE9())));
        member(out, "vw", bar.vwapE9());
        out.append(",\"n\":").append(bar.tradeCount());
        out.append(",\"rev\":").append(bar.revision());
        out.append(",\"state\":\"").append(shown.state()).append('"');
        if (bar.officialOpenE9() != null) member(out, "oo", bar.officialOpenE9());
        if (bar.officialCloseE9() != null) member(out, "oc", bar.officialCloseE9());
        out.append('}');
    }

    /** Appends a line that ends with a line feed; empty where the bar has no value. */
    void csv(StringBuilder out, ShownBar shown) {
        Bar bar = shown.bar();
        Ohlc prices = bar.prices();
        out.append(csvText(bar.symbol())).append(',');
        out.append(style.time(bar.startNs()).replace("\"", ""));
        field(out, prices == null ? null : prices.openE9());
        field(out, prices == null ? null : prices.highE9());
        field(out, prices == null ? null : prices.lowE9());
        field(out, prices == null ? null : prices.closeE9());
        out.append(',').append(FixedPoint.formatE9(bar.volumeE9()));
        field(out, bar.vwapE9());
        out.append(',').append(bar.tradeCount()).append(',').append(bar.revision());
        out.append(',').append(shown.state()).append('\n');
    }

    /** A text as JSON, quotes included. */
    static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    private void member(StringBuilder out, String name, Long valueE9) {
        out.append(",\"").append(name).append("\":");
        out.append(valueE9 == null ? "null" : style.decimal(FixedPoint.formatE9(valueE9)));
    }

    private static void field(StringBuilder out, Long valueE9) {
        out.append(',');
        if (valueE9 != null) out.append(FixedPoint.formatE9(valueE9));
    }

    /** A spreadsheet must not take a symbol for a formula, nor for two fields. */
    private static String csvText(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
