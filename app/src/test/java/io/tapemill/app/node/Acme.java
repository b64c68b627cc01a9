package io.tapemill.app.node;

import io.tapemill.app.tape.TapeTimes;
import io.tapemill.schemas.FixedPoint;
import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import java.util.List;

/** The little tape that the examples in docs/openapi.yaml and README.md are about. */
final class Acme {
    static final String SYMBOL = "ACME";

    private Acme() {}

    /** A minute with a late trade, and a second one that is open at the end. */
    static List<Trade> trades() {
        return List.of(
                trade(1, "14:30:05Z", "187.1", "100"),
                trade(2, "14:30:20Z", "187.42", "50.5"),
                trade(3, "14:30:40Z", "187.05", "200"),
                trade(4, "14:30:59Z", "187.4", "10"),
                trade(5, "14:31:02Z", "187.4", "100"),
                trade(6, "14:30:10Z", "187.2", "5"),
                trade(7, "14:31:07Z", "187.41", "30"),
                trade(8, "14:31:12.480Z", "187.36", "120"));
    }

    private static Trade trade(long id, String time, String price, String size) {
        long timeNs = TapeTimes.parseNs("2025-01-02T" + time);
        return new Trade(
                TradeKind.TRADE,
                SYMBOL,
                "N",
                "C",
                id,
                id,
                timeNs,
                timeNs,
                FixedPoint.parseE9(price),
                FixedPoint.parseE9(size),
                "@",
                null,
                null);
    }
}
