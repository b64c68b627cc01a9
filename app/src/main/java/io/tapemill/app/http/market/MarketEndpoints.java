package io.tapemill.app.http.market;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tapemill.app.http.Answer;
import io.tapemill.app.http.Problem;
import io.tapemill.app.http.Request;
import io.tapemill.app.http.Routes;
import io.tapemill.app.http.bars.Catalog;
import io.tapemill.app.http.bars.PageToken;
import io.tapemill.app.tape.TapeTimes;
import io.tapemill.schemas.Interval;
import io.tapemill.topology.bars.BarKind;
import io.tapemill.topology.market.Market;
import io.tapemill.topology.market.SessionWindow;
import io.tapemill.topology.market.TradingCalendar;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code /v1/symbols}, {@code /v1/intervals} and {@code /v1/calendar/{exchange}}. */
public final class MarketEndpoints {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int USUAL_SYMBOLS = 1_000;
    private static final int MOST_SYMBOLS = 100_000;
    private static final long NS_PER_MS = 1_000_000;

    private final Catalog catalog;
    private final SymbolList symbols;
    private final Clock clock;

    public MarketEndpoints(Catalog catalog, SymbolList symbols, Clock clock) {
        this.catalog = catalog;
        this.symbols = symbols;
        this.clock = clock;
    }

    public void addTo(Routes routes) {
        routes.get("/v1/symbols", this::symbols);
        routes.get("/v1/intervals", this::intervals);
        routes.get("/v1/calendar/{exchange}", this::calendar);
    }

    private Answer symbols(Request request) {
        request.allowOnly(Set.of("query", "limit", "page"));
        String query = request.find("query").orElse("");
        String question = "symbols\n" + query;
        Optional<String> last = request.find("page").map(token -> PageToken.last(question, token));
        int limit = request.integer("limit", USUAL_SYMBOLS, 1, MOST_SYMBOLS);
        List<String> found = symbols.search(query, last, request.timeLeft())
                .limit(limit + 1L)
                .toList();
        ObjectNode root = MAPPER.createObjectNode();
        ArrayNode array = root.putArray("symbols");
        found.stream().limit(limit).forEach(array::add);
        boolean more = found.size() > limit;
        root.put("more", more).put("next", more ? PageToken.after(question, found.get(limit - 1)) : null);
        return Answer.json(200, root + "\n");
    }

    private Answer intervals(Request request) {
        request.allowOnly(Set.of());
        ObjectNode root = MAPPER.createObjectNode();
        ArrayNode array = root.putArray("intervals");
        List<BarKind> kinds = catalog.market().kinds(catalog.intervals());
        for (Interval interval : catalog.intervals()) {
            ObjectNode node = array.addObject();
            node.put("interval", interval.name()).put("milliseconds", interval.lengthNs() / NS_PER_MS);
            ArrayNode sessions = node.putArray("sessions");
            kinds.stream()
                    .filter(kind ->
                            kind.interval().equals(interval) && !kind.session().isEmpty())
                    .forEach(kind -> sessions.add(kind.session()));
        }
        return Answer.json(200, root + "\n");
    }

    private Answer calendar(Request request) {
        request.allowOnly(Set.of("from", "to"));
        Market market = catalog.market();
        TradingCalendar calendar = market.calendar();
        String id = calendar.table().id();
        if (!request.path("exchange").equals(id)) {
            throw new Problem(
                    404,
                    "unknown-calendar",
                    "the calendar in use here (tapemill.calendar) is " + id + ", and no other");
        }
        CalendarDays days = CalendarDays.of(request, calendar, clock);
        ObjectNode root = MAPPER.createObjectNode();
        root.put("calendar", id).put("zone", calendar.table().zone().getId());
        ArrayNode array = root.putArray("days");
        for (int date = days.first(); date <= days.last(); date++) addDay(array.addObject(), calendar, date);
        return Answer.json(200, root + "\n");
    }

    private static void addDay(ObjectNode node, TradingCalendar calendar, int date) {
        node.put("date", LocalDate.ofEpochDay(date).toString())
                .put("start", TapeTimes.format(calendar.dateStartNs(date)))
                .put("end", TapeTimes.format(calendar.dateEndNs(date)))
                .put("trading", calendar.isTradingDay(date))
                .put("listed", calendar.table().knows(date));
        ArrayNode sessions = node.putArray("sessions");
        for (SessionWindow window : calendar.sessions(date)) {
            sessions.addObject()
                    .put("session", window.session().text())
                    .put("start", TapeTimes.format(window.startNs()))
                    .put("end", TapeTimes.format(window.endNs()));
        }
    }
}
