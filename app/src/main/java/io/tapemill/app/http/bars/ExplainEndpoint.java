package io.tapemill.app.http.bars;

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
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * {@code GET /v1/bars/{symbol}/{start}/explain}: which trades made a bar, which did not and why. Reads a whole partition
 * of the tape, so few do so at a time, and each only as long as a request may take.
 */
final class ExplainEndpoint implements Endpoint {
    private static final Set<String> PARAMETERS = Set.of("interval", "session");
    private static final int AT_A_TIME = 2;

    private final Catalog catalog;
    private final Settings settings;
    /** Of its own, because a read of Kafka ends by itself only when the brokers answer. */
    private final ExecutorService readers = new ThreadPoolExecutor(
            0, AT_A_TIME, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), ExplainEndpoint::reader);

    ExplainEndpoint(Catalog catalog, Settings settings) {
        this.catalog = catalog;
        this.settings = settings;
    }

    private static Thread reader(Runnable work) {
        Thread thread = new Thread(work, "explain");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public Answer answer(Request request) throws Exception {
        request.allowOnly(PARAMETERS);
        BarWindow window = RevisionsEndpoint.window(request, catalog);
        Explanation explanation = read(window, request.timeLeft());
        if (explanation.isEmpty()) throw RevisionsEndpoint.noBar(window);
        return Answer.json(200, ExplanationJson.of(explanation) + "\n").with("Cache-Control", "no-cache");
    }

    private Explanation read(BarWindow window, Duration timeLeft) throws Exception {
        Future<Explanation> reading;
        try {
            reading = readers.submit(() -> explain(window));
        } catch (RejectedExecutionException e) {
            throw new Problem(503, "overloaded", AT_A_TIME + " bars are being explained already").retryAfter(5);
        }
        try {
            return reading.get(timeLeft.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw tooLong(window);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            throw e;
        } finally {
            reading.cancel(true);
        }
    }

    private Explanation explain(BarWindow window) {
        Explainer explainer = new Explainer(catalog.config(), catalog.market(), window);
        TapeSearch search =
                new TapeSearch(settings, catalog.config(), window.symbol(), explainer, (topic, done, total) -> {});
        search.run();
        return explainer.explain();
    }

    private static Problem tooLong(BarWindow window) {
        return new Problem(
                504,
                "query-timeout",
                "the tape is too long, or Kafka too slow, for a request to wait for (tapemill.http.query.timeout); run: tapemill"
                        + " explain --symbol " + window.symbol() + " --interval "
                        + window.kind().interval() + " --start ...");
    }
}
