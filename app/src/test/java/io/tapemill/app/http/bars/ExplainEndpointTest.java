package io.tapemill.app.http.bars;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.app.http.HttpServer;
import io.tapemill.app.http.HttpSettings;
import io.tapemill.app.http.Routes;
import io.tapemill.app.instance.PipelineSettings;
import io.tapemill.app.settings.Settings;
import io.tapemill.app.settings.SettingsSources;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ExplainEndpointTest {
    private static final String BAR = "/v1/bars/ACME/2025-01-02T14:30:00Z/explain?interval=1m";

    /** A broker that takes connections and says nothing; Kafka's own patience would be a minute, for each call. */
    @Test
    @Timeout(value = 40, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldNotWaitForASilentBrokerLongerThanARequestMayTake() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Settings settings = Settings.load(SettingsSources.ofValues(Map.of(
                    "kafka.bootstrap.servers",
                    "127.0.0.1:" + silent.getLocalPort(),
                    "tapemill.registry.url",
                    "http://127.0.0.1:" + silent.getLocalPort(),
                    "tapemill.http.port",
                    "0",
                    "tapemill.http.query.timeout",
                    "1s")));
            Catalog catalog = new Catalog(PipelineSettings.topology(settings));
            Routes routes =
                    new Routes().get("/v1/bars/{symbol}/{start}/explain", new ExplainEndpoint(catalog, settings));
            try (HttpServer server = HttpServer.open(HttpSettings.of(settings), routes)) {
                for (int i = 0; i < 4; i++) {
                    HttpResponse<String> answer = get(server);
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(504);
                    assertThat(answer.body()).contains("query-timeout", "explain --symbol ACME");
                    // who waited in vain gives its place up
                    TimeUnit.SECONDS.sleep(2);
                }
            }
        }
    }

    private static HttpResponse<String> get(HttpServer server) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(server.url() + BAR)).build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
