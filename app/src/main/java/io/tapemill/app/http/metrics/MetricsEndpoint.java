package io.tapemill.app.http.metrics;

import io.tapemill.app.http.Answer;
import io.tapemill.app.http.Request;
import io.tapemill.app.http.Routes;
import io.tapemill.app.metrics.Metrics;
import java.io.IOException;

/** {@code /metrics}: OpenMetrics for who accepts it, else Prometheus's text. */
public final class MetricsEndpoint {
    private final Metrics metrics;

    public MetricsEndpoint(Metrics metrics) {
        this.metrics = metrics;
    }

    public void addTo(Routes routes) {
        routes.get("/metrics", this::answer);
    }

    private Answer answer(Request request) throws IOException {
        Metrics.Page page = metrics.scrape(request.header("Accept").orElse(null));
        return Answer.ok(page.contentType(), page.body());
    }
}
