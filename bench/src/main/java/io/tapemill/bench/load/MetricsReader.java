package io.tapemill.bench.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Asks an instance for its metrics once a second, as an eager Prometheus does, until it is closed. */
final class MetricsReader implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpRequest request;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private volatile long answers;
    private volatile long lines;
    private volatile String failure = "";

    /** @param url of the instance's HTTP interface */
    MetricsReader(String url) {
        this.request = HttpRequest.newBuilder(URI.create(url + "/metrics")).build();
        clock.scheduleAtFixedRate(this::read, 0, 1, TimeUnit.SECONDS);
    }

    private void read() {
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) throw new IOException("answered " + response.statusCode());
            lines = response.body().lines().count();
            answers++;
        } catch (IOException e) {
            failure = e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** For the log of the benchmark. */
    String describe() {
        return "metrics were read " + answers + " times, " + lines + " lines at last"
                + (failure.isEmpty() ? "" : ", and once not: " + failure);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
