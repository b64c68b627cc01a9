package io.tapemill.app.http.udf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tapemill.app.http.bars.Catalog;
import io.tapemill.topology.market.CalendarTable;
import io.tapemill.topology.market.Market;
import io.tapemill.topology.market.Session;
import io.tapemill.topology.market.SessionWindow;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** What charts want to know of a symbol. */
final class UdfSymbols {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("HHmm");
    /** A plain Wednesday, whose hours stand for those of every trading day. */
    private static final int ORDINARY_DAY = (int) LocalDate.of(2025, 1, 15).toEpochDay();
    /** Prices have at most nine decimals; charts show this many. */
    private static final int PRICE_SCALE = 10_000;

    private static final int VOLUME_PRECISION = 6;

    private final Catalog catalog;

    UdfSymbols(Catalog catalog) {
        this.catalog = catalog;
    }

    JsonNode config() {
        ObjectNode root = MAPPER.createObjectNode();
        root.set("supported_resolutions", MAPPER.valueToTree(Resolutions.of(catalog.intervals())));
        root.put("supports_search", true)
                .put("supports_group_request", false)
                .put("supports_marks", false)
                .put("supports_timescale_marks", false)
                .put("supports_time", true);
        return root;
    }

    JsonNode symbol(String symbol) {
        Market market = catalog.market();
        List<String> resolutions = Resolutions.of(catalog.intervals());
        ObjectNode root = MAPPER.createObjectNode();
        root.put("name", symbol)
                .put("ticker", symbol)
                .put("description", symbol)
                .put("type", type(market))
                .put("exchange", market.calendar().table().id())
                .put("listed_exchange", market.calendar().table().id())
                .put("timezone", zone(market.calendar().table().zone()))
                .put("session", session(market))
                .put("minmov", 1)
                .put("pricescale", PRICE_SCALE)
                .put("has_intraday", resolutions.stream().anyMatch(r -> !r.endsWith("D")))
                .put("has_seconds", resolutions.stream().anyMatch(r -> r.endsWith("S")))
                .put("has_daily", resolutions.contains("1D"))
                .put("volume_precision", VOLUME_PRECISION)
                .put("data_status", "streaming");
        root.set("supported_resolutions", MAPPER.valueToTree(resolutions));
        root.set("seconds_multipliers", multipliers(resolutions.stream().filter(r -> r.endsWith("S"))));
        root.set("intraday_multipliers", multipliers(resolutions.stream().filter(r -> r.matches("[0-9]+"))));
        return root;
    }

    JsonNode found(String symbol) {
        Market market = catalog.market();
        return MAPPER.createObjectNode()
                .put("symbol", symbol)
                .put("full_name", symbol)
                .put("ticker", symbol)
                .put("description", symbol)
                .put("exchange", market.calendar().table().id())
                .put("type", type(market));
    }

    private static JsonNode multipliers(java.util.stream.Stream<String> resolutions) {
        ArrayNode array = MAPPER.createArrayNode();
        resolutions.map(resolution -> resolution.replace("S", "")).forEach(array::add);
        return array;
    }

    private static String type(Market market) {
        return isAlwaysOpen(market) ? "crypto" : "stock";
    }

    private static boolean isAlwaysOpen(Market market) {
        return market.calendar().table().id().equals(CalendarTable.ALWAYS_OPEN);
    }

    private static String zone(ZoneId zone) {
        return zone.getId().equals("UTC") || zone.getId().equals("Z") ? "Etc/UTC" : zone.getId();
    }

    /** From the first session's start to the last one's end. */
    private static String session(Market market) {
        List<SessionWindow> windows = market.calendar().sessions(ORDINARY_DAY);
        if (isAlwaysOpen(market) || windows.isEmpty() || windows.get(0).session() == Session.ALL) return "24x7";
        ZoneId zone = market.calendar().table().zone();
        return hour(windows.get(0).startNs(), zone) + "-"
                + hour(windows.get(windows.size() - 1).endNs(), zone);
    }

    private static String hour(long timeNs, ZoneId zone) {
        return HOUR.format(ZonedDateTime.ofInstant(java.time.Instant.ofEpochSecond(0, timeNs), zone));
    }
}
