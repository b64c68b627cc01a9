package io.tapemill.app.http.udf;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.tapemill.app.http.Answer;
import io.tapemill.app.http.Endpoint;
import io.tapemill.app.http.Problem;
import io.tapemill.app.http.Request;
import io.tapemill.app.http.Routes;
import io.tapemill.app.http.bars.BarSource;
import io.tapemill.app.http.bars.Catalog;
import io.tapemill.app.http.market.SymbolList;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/** The routes of the datafeed. Charts send parameters of their own besides, so unknown ones are let be. */
public final class UdfEndpoints {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MOST_FOUND = 100;

    private final UdfSymbols symbols;
    private final UdfHistory history;
    private final SymbolList list;
    private final Clock clock;

    /** @param mostRows bars in one answer */
    public UdfEndpoints(Catalog catalog, BarSource source, SymbolList list, int mostRows, Clock clock) {
        this.symbols = new UdfSymbols(catalog);
        this.history = new UdfHistory(catalog, source, mostRows);
        this.list = list;
        this.clock = clock;
    }

    public void addTo(Routes routes) {
        routes.get("/udf/config", request -> Answer.json(200, symbols.config() + "\n"));
        routes.get("/udf/symbols", inItsWords(this::symbol));
        routes.get("/udf/search", inItsWords(this::search));
        routes.get("/udf/history", inItsWords(history::answer));
        routes.get("/udf/time", request -> Answer.ok("text/plain; charset=utf-8", seconds()));
    }

    private Answer symbol(Request request) {
        // charts may put the exchange before it
        String asked = request.get("symbol");
        String name = asked.substring(asked.indexOf(':') + 1);
        if (!list.all(request.timeLeft()).contains(name)) {
            throw new Problem(404, "unknown-symbol", "there are no bars of '" + name + "'");
        }
        return Answer.json(200, symbols.symbol(name) + "\n");
    }

    private Answer search(Request request) {
        int limit = request.integer("limit", MOST_FOUND / 2, 1, MOST_FOUND);
        ArrayNode array = MAPPER.createArrayNode();
        list.search(request.find("query").orElse(""), request.timeLeft())
                .limit(limit)
                .map(symbols::found)
                .forEach(array::add);
        return Answer.json(200, array + "\n");
    }

    private byte[] seconds() {
        return Long.toString(clock.instant().getEpochSecond()).getBytes(StandardCharsets.UTF_8);
    }

    /** Charts read an error only from a body of their own form, in an answer that succeeded. */
    private static Endpoint inItsWords(Endpoint endpoint) {
        return request -> {
            try {
                return endpoint.answer(request);
            } catch (Problem problem) {
                return Answer.json(
                        200, MAPPER.createObjectNode().put("s", "error").put("errmsg", problem.getMessage()) + "\n");
            }
        };
    }
}
