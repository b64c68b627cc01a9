package io.tapemill.app.http.bars;

import io.tapemill.app.http.Routes;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Settings;
import java.time.Clock;

/** The routes of bars. */
public final class BarEndpoints {
    private BarEndpoints() {}

    public static void addTo(Routes routes, Settings settings, Catalog catalog, BarSource source, Clock clock) {
        RangeQuery.Limits limits = new RangeQuery.Limits(settings.get(Keys.HTTP_ROWS), settings.get(Keys.HTTP_RANGE));
        routes.get("/v1/bars/latest", new LatestEndpoint(catalog, source));
        routes.get("/v1/bars/{symbol}", new RangeEndpoint(catalog, source, limits, clock));
        routes.get("/v1/bars/{symbol}/{start}/revisions", new RevisionsEndpoint(catalog, source.stored()));
        routes.get("/v1/bars/{symbol}/{start}/explain", new ExplainEndpoint(catalog, settings));
    }
}
