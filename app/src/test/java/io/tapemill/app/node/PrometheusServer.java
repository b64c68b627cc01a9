package io.tapemill.app.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tapemill.app.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A real Prometheus with our rules, every second. Alerts wait a second only, so that a test can. Where it is
 * not installed, what needs it is skipped and says so.
 */
final class PrometheusServer implements AutoCloseable {
    private static final Path RULES = Path.of("..", "ops", "prometheus");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final String url;

    PrometheusServer(Path folder, List<String> targets) throws IOException {
        Files.createDirectories(folder);
        Files.copy(RULES.resolve("recording.yml"), folder.resolve("recording.yml"));
        String alerts = Files.readString(RULES.resolve("alerts.yml"));
        Files.writeString(folder.resolve("alerts.yml"), alerts.replaceAll("(?m)^( +for:) \\w+$", "$1 1s"));
        Path config = Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: [recording.yml, alerts.yml]
                scrape_configs:
                  - job_name: tapemill
                    static_configs: [{targets: ['%s']}]
                """.formatted(String.join("', '", targets)));
        int port = FreePort.take();
        url = "http://127.0.0.1:" + port;
        ProcessBuilder builder = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile());
        process = start(builder);
    }

    private static Process start(ProcessBuilder builder) throws IOException {
        try {
            return builder.start();
        } catch (IOException e) {
            Assumptions.abort("prometheus is not installed (Debian: prometheus): " + e.getMessage());
            throw e;
        }
    }

    /** The samples that the query gives now; fails when Prometheus does not take it. */
    JsonNode query(String promql) throws IOException, InterruptedException {
        String encoded = URLEncoder.encode(promql, StandardCharsets.UTF_8);
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create(url + "/api/v1/query?query=" + encoded))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as("%s: %s", promql, answer.body()).isEqualTo(200);
        return MAPPER.readTree(answer.body()).path("data").path("result");
    }

    boolean isFiring(String alert) {
        try {
            return !query("ALERTS{alertname=\"" + alert + "\",alertstate=\"firing\"}")
                    .isEmpty();
        } catch (IOException | InterruptedException e) { // not there yet
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
