package io.tapemill.app.http.stream;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.tapemill.app.tape.TapeTimes;
import io.tapemill.schemas.Bar;
import io.tapemill.schemas.FixedPoint;
import io.tapemill.schemas.Ohlc;
import java.nio.charset.StandardCharsets;

/** Events as they go over the wire. */
final class EventText {
    static final byte[] RETRY = bytes("retry: 2000\n\n");
    static final byte[] KEEP_ALIVE = bytes(": keep-alive\n\n");
    static final byte[] LAGGING =
            bytes("event: lagging\ndata: {\"detail\":\"this client reads more slowly than bars come; it may ask again,"
                    + " and goes on where it was\"}\n\n");

    private EventText() {}

    /** The position is too old, or none of this topic: what follows begins anew. */
    static byte[] reset(String reason) {
        return bytes("event: reset\ndata: {\"detail\":" + quoted(reason) + "}\n\n");
    }

    /** Gives no event, but tells the client where it is. */
    static byte[] position(String id) {
        return bytes("id: " + id + "\n\n");
    }

    static byte[] bar(String id, byte[] data) {
        byte[] head = bytes(id.isEmpty() ? "event: bar\ndata: " : "id: " + id + "\nevent: bar\ndata: ");
        byte[] event = new byte[head.length + data.length + 2];
        System.arraycopy(head, 0, event, 0, head.length);
        System.arraycopy(data, 0, event, head.length, data.length);
        event[event.length - 2] = '\n';
        event[event.length - 1] = '\n';
        return event;
    }

    /** Numbers are exact text. */
    static byte[] data(Bar bar, String state) {
        StringBuilder json = new StringBuilder(256);
        json.append("{\"symbol\":").append(quoted(bar.symbol()));
        json.append(",\"interval\":").append(quoted(bar.interval()));
        json.append(",\"t\":").append(quoted(TapeTimes.format(bar.startNs())));
        Ohlc prices = bar.prices();
        json.append(",\"o\":").append(prices == null ? "null" : FixedPoint.formatE9(prices.openE9()));
        json.append(",\"h\":").append(prices == null ? "null" : FixedPoint.formatE9(prices.highE9()));
        json.append(",\"l\":").append(prices == null ? "null" : FixedPoint.formatE9(prices.lowE9()));
        json.append(",\"c\":").append(prices == null ? "null" : FixedPoint.formatE9(prices.closeE9()));
        json.append(",\"v\":").append(FixedPoint.formatE9(bar.volumeE9()));
        json.append(",\"vw\":").append(bar.vwapE9() == null ? "null" : FixedPoint.formatE9(bar.vwapE9()));
        json.append(",\"n\":").append(bar.tradeCount());
        json.append(",\"rev\":").append(bar.revision());
        json.append(",\"state\":").append(quoted(state));
        json.append(",\"session\":").append(quoted(bar.session()));
        json.append(",\"cause\":").append(quoted(bar.cause().text()));
        return bytes(json.append('}').toString());
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
