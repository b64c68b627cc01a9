package io.tapemill.app.explain;

import io.tapemill.app.explain.Explanation.Revision;
import io.tapemill.app.tape.TapeTimes;
import io.tapemill.schemas.Bar;
import io.tapemill.schemas.FixedPoint;
import java.time.LocalDate;

/** An explanation for a person. */
public final class ExplanationText {
    private ExplanationText() {}

    public static String of(Explanation explanation) {
        BarWindow window = explanation.window();
        StringBuilder text = new StringBuilder();
        text.append(window.symbol())
                .append(' ')
                .append(window.kind().interval())
                .append("  ");
        text.append(TapeTimes.format(window.startNs())).append(" to ").append(TapeTimes.format(window.endNs()));
        text.append("  session ").append(window.session()).append("  ").append(explanation.profile());
        text.append("\n\n").append(trades(explanation));
        text.append('\n').append(bar(explanation));
        text.append('\n').append(revisions(explanation));
        explanation.notes().forEach(note -> text.append("\nnote: ").append(note));
        return text.toString().stripTrailing();
    }

    /** What became of a trade, in words. */
    static String outcome(ExplainedTrade trade) {
        String late = trade.late() ? "late, " : "";
        if (!trade.counts()) {
            String detail = trade.detail().isEmpty() ? "" : glue(trade.reason()) + trade.detail();
            return late + "left out: " + trade.reason().text() + detail;
        }
        String sets = trade.sets().isEmpty() ? "changes nothing" : String.join(", ", trade.sets());
        return late + "counted: " + sets + (trade.detail().isEmpty() ? "" : " (" + trade.detail() + ")");
    }

    private static String glue(LeftOut reason) {
        return switch (reason) {
            case DUPLICATE, CANCELLED, CORRECTED, REPLAYED, SESSION -> " ";
            default -> ", ";
        };
    }

    private static String trades(Explanation explanation) {
        if (explanation.trades().isEmpty()) return "no trade falls into the window\n";
        TextTable table =
                new TextTable("offset", "event time", "price", "size", "conditions", "exchange", "id", "result");
        for (ExplainedTrade trade : explanation.trades()) {
            table.add(
                    Long.toString(trade.offset()),
                    TapeTimes.format(trade.eventNs()),
                    FixedPoint.formatE9(trade.trade().priceE9()),
                    FixedPoint.formatE9(trade.trade().sizeE9()),
                    trade.trade().conditions(),
                    trade.trade().exchange(),
                    Long.toString(trade.trade().tradeId()),
                    outcome(trade));
        }
        return table.toString();
    }

    private static String bar(Explanation explanation) {
        if (explanation.bar().isEmpty()) return "the tape makes no bar of this window\n";
        Bar bar = explanation.bar().get();
        TextTable table = barTable();
        add(table, bar, "");
        String official =
                official("official open", bar.officialOpenE9()) + official("official close", bar.officialCloseE9());
        return "The bar that the tape makes, trade date " + LocalDate.ofEpochDay(bar.tradeDate()) + official + ":\n"
                + table;
    }

    private static String official(String name, Long priceE9) {
        return priceE9 == null ? "" : ", " + name + " " + FixedPoint.formatE9(priceE9);
    }

    private static String revisions(Explanation explanation) {
        if (explanation.revisions().isEmpty()) return "No revision is on the bars topic.\n";
        TextTable table = barTable();
        for (Revision revision : explanation.revisions()) {
            add(table, revision.bar(), TapeTimes.format(revision.recordTimeMs() * 1_000_000L));
        }
        return "Its revisions on the bars topic:\n" + table;
    }

    private static TextTable barTable() {
        return new TextTable(
                "generation",
                "revision",
                "cause",
                "open",
                "high",
                "low",
                "close",
                "volume",
                "vwap",
                "trades",
                "published");
    }

    private static void add(TextTable table, Bar bar, String published) {
        boolean priced = bar.prices() != null;
        table.add(
                Integer.toString(bar.generation()),
                Integer.toString(bar.revision()),
                bar.cause().text(),
                priced ? FixedPoint.formatE9(bar.prices().openE9()) : "",
                priced ? FixedPoint.formatE9(bar.prices().highE9()) : "",
                priced ? FixedPoint.formatE9(bar.prices().lowE9()) : "",
                priced ? FixedPoint.formatE9(bar.prices().closeE9()) : "",
                FixedPoint.formatE9(bar.volumeE9()),
                bar.vwapE9() == null ? "" : FixedPoint.formatE9(bar.vwapE9()),
                Long.toString(bar.tradeCount()),
                published);
    }
}
