package io.tapemill.app.http.bars;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.tapemill.app.explain.BarWindow;
import io.tapemill.app.explain.Explainer;
import io.tapemill.app.explain.Explanation;
import io.tapemill.app.explain.ExplanationJson;
import io.tapemill.app.explain.TapeSearch;
import io.tapemill.app.http.Answer;
import io.tapemill.app.http.Endpoint;
import io.tapemill.app.http.Problem;
import io.tapemill.app.http.Request;
import io.tapemill.app.settings.Settings;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * {@code GET /v1/bars/{symbol}/{start}/explain}: which trades made a bar, which did not and why. Reads a whole partition
 * of the tape, so few do so at a time, and each only as long as a request may take.
 */
final class ExplainEndpoint implements Endpoint {
    private static final Set<String> PARAMETERS = Set.of("interval", "session");
    private static final int AT_A_TIME = 2;

    private final Catalog catalog;
    private final Settings settings;
    private final Semaphore permits = new Semaphore(AT_A_TIME);

    ExplainEndpoint(Catalog catalog, Settings settings) {
        this.catalog = catalog;
        this.settings = settings;
    }

    @Override
    public Answer answer(Request request) throws JsonProcessingException {
        request.allowOnly(PARAMETERS);
        BarWindow window = RevisionsEndpoint.window(request, catalog);
        if (!permits.tryAcquire()) {
            throw new Problem(503, "overloaded", AT_A_TIME + " bars are being explained already").retryAfter(5);
        }
        try {
            Explainer explainer = new Explainer(catalog.config(), catalog.market(), window);
            new TapeSearch(settings, catalog.config(), window.symbol(), explainer, (topic, done, total) -> {
                        if (request.timeLeft().isZero()) throw tooLong(window);
                    })
                    .run();
            Explanation explanation = explainer.explain();
            if (explanation.isEmpty()) throw RevisionsEndpoint.noBar(window);
            return Answer.json(200, ExplanationJson.of(explanation) + "\n").with("Cache-Control", "no-cache");
        } finally {
            permits.release();
        }
    }

    private static Problem tooLong(BarWindow window) {
        return new Problem(
                504,
                "query-timeout",
                "the tape is too long to be read while a request waits (tapemill.http.query.timeout); run: tapemill"
                        + " explain --symbol " + window.symbol() + " --interval "
                        + window.kind().interval() + " --start ...");
    }
}
