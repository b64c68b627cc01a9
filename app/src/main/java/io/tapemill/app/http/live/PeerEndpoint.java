package io.tapemill.app.http.live;

import io.tapemill.app.http.Answer;
import io.tapemill.app.http.Request;
import io.tapemill.app.http.Routes;

/**
 * What other instances ask: the open windows of a symbol, from this instance's own memory or not at all. It never asks
 * on, so no request can go round, and it tells nobody more than the public interface does.
 */
final class PeerEndpoint {
    static final String FOLDER = "/peer/live/";

    private final LiveSymbols symbols;

    PeerEndpoint(LiveSymbols symbols) {
        this.symbols = symbols;
    }

    void addTo(Routes routes) {
        routes.get(FOLDER + "{symbol}", this::answer);
    }

    private Answer answer(Request request) throws InterruptedException {
        return Answer.json(200, PeerJson.write(symbols.here(request.path("symbol"), request.timeLeft())));
    }
}
