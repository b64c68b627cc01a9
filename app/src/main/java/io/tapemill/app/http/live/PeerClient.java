package io.tapemill.app.http.live;

import io.tapemill.app.http.Problem;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Asks another instance for what it has of a symbol, over connections that are kept. Nothing of the client's request
 * goes along but the symbol, and what is asked never asks on: one hop, by construction.
 */
final class PeerClient implements AutoCloseable {
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int THREADS = 2;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
        Thread thread = new Thread(task, "tapemill-peers");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(threads)
            .build();

    /** {@link Problem} when the peer does not answer, or is not the owner any more. */
    PeerJson.Symbol ask(String hostAndPort, String symbol, Duration timeLeft) throws InterruptedException {
        String path = PeerEndpoint.FOLDER
                + URLEncoder.encode(symbol, StandardCharsets.UTF_8).replace("+", "%20");
        Duration patience = timeLeft.compareTo(PATIENCE) < 0 ? timeLeft : PATIENCE;
        if (patience.isZero()) throw timeout(hostAndPort);
        try {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://" + hostAndPort + path))
                            .timeout(patience)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 200) return PeerJson.read(answer.body());
            throw new Problem(
                            503,
                            "rebalancing",
                            "the owner of the symbol, " + hostAndPort + ", cannot answer now (" + answer.statusCode()
                                    + "); with consistency=any closed bars are served")
                    .retryAfter(1);
        } catch (HttpTimeoutException e) {
            throw timeout(hostAndPort);
        } catch (IOException e) {
            throw new Problem(
                            503,
                            "rebalancing",
                            "the owner of the symbol, " + hostAndPort + ", does not answer; another instance takes its"
                                    + " place soon; with consistency=any closed bars are served")
                    .retryAfter(1);
        }
    }

    private static Problem timeout(String hostAndPort) {
        return new Problem(
                        504,
                        "peer-timeout",
                        "the owner of the symbol, " + hostAndPort
                                + ", does not answer in time; with consistency=any closed bars are served")
                .retryAfter(1);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
