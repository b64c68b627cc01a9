package io.tapemill.app.explain;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tapemill.app.explain.Explanation.Revision;
import io.tapemill.app.tape.TapeTimes;
import io.tapemill.schemas.Bar;
import io.tapemill.schemas.FixedPoint;
import java.math.BigDecimal;
import java.time.LocalDate;

/** An explanation as one JSON object. Numbers are exact, digit by digit; times are RFC 3339 in UTC. */
public final class ExplanationJson {
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                    .build())
            .enable(SerializationFeature.INDENT_OUTPUT);

    private ExplanationJson() {}

    public static String of(Explanation explanation) throws JsonProcessingException {
        BarWindow window = explanation.window();
        ObjectNode root = MAPPER.createObjectNode();
        root.put("symbol", window.symbol())
                .put("interval", window.kind().interval().name())
                .put("start", TapeTimes.format(window.startNs()))
                .put("end", TapeTimes.format(window.endNs()))
                .put("session", window.session())
                .put("profile", explanation.profile());
        explanation.trades().forEach(trade -> addTrade(root.withArray("/trades").addObject(), trade));
        root.withArray("/trades");
        if (explanation.bar().isPresent())
            addBar(root.putObject("bar"), explanation.bar().get());
        else root.putNull("bar");
        root.withArray("/revisions");
        for (Revision revision : explanation.revisions()) {
            ObjectNode node = root.withArray("/revisions").addObject();
            node.put("published", TapeTimes.format(revision.recordTimeMs() * 1_000_000L));
            addBar(node, revision.bar());
        }
        explanation.notes().forEach(note -> root.withArray("/notes").add(note));
        root.withArray("/notes");
        return MAPPER.writeValueAsString(root);
    }

    private static void addTrade(ObjectNode node, ExplainedTrade trade) {
        node.put("offset", trade.offset())
                .put("recordTime", TapeTimes.format(trade.recordTimeMs() * 1_000_000L))
                .put("kind", trade.trade().kind().text())
                .put("eventTime", TapeTimes.format(trade.eventNs()))
                .put("price", decimal(trade.trade().priceE9()))
                .put("size", decimal(trade.trade().sizeE9()))
                .put("conditions", trade.trade().conditions())
                .put("tape", trade.trade().tape())
                .put("exchange", trade.trade().exchange())
                .put("id", trade.trade().tradeId())
                .put("late", trade.late())
                .put("counted", trade.counts());
        trade.sets().forEach(node.putArray("sets")::add);
        node.put("reason", trade.counts() ? null : trade.reason().text()).put("detail", trade.detail());
    }

    private static void addBar(ObjectNode node, Bar bar) {
        node.put("generation", bar.generation())
                .put("revision", bar.revision())
                .put("cause", bar.cause().text())
                .put("open", bar.prices() == null ? null : decimal(bar.prices().openE9()))
                .put("high", bar.prices() == null ? null : decimal(bar.prices().highE9()))
                .put("low", bar.prices() == null ? null : decimal(bar.prices().lowE9()))
                .put("close", bar.prices() == null ? null : decimal(bar.prices().closeE9()))
                .put("volume", new BigDecimal(FixedPoint.formatE9(bar.volumeE9())))
                .put("vwap", decimal(bar.vwapE9()))
                .put("tradeCount", bar.tradeCount())
                .put("officialOpen", decimal(bar.officialOpenE9()))
                .put("officialClose", decimal(bar.officialCloseE9()))
                .put("session", bar.session())
                .put("tradeDate", LocalDate.ofEpochDay(bar.tradeDate()).toString())
                .put("profile", bar.profile());
    }

    private static BigDecimal decimal(Long valueE9) {
        return valueE9 == null ? null : new BigDecimal(FixedPoint.formatE9(valueE9));
    }
}
