package io.tapemill.app.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.app.sandbox.Sandbox;
import io.tapemill.app.sandbox.SandboxConfig;
import io.tapemill.app.settings.RegistrySettings;
import io.tapemill.app.settings.Settings;
import io.tapemill.app.settings.SettingsSources;
import io.tapemill.app.tape.TradePublisher;
import io.tapemill.app.tracing.Tracing;
import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import io.tapemill.serdes.RestSchemaRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;

/** Real servers and some instances in this process, and a client of theirs. */
final class Cluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path folder;
    private final Map<String, String> overrides;
    private final Sandbox sandbox;
    private final RestSchemaRegistry registry;
    private final Tracing tracing;
    private final TradePublisher publisher;
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Node> nodes = new ArrayList<>();

    Cluster(Path folder, Map<String, String> overrides) throws IOException {
        this.folder = folder;
        this.overrides = overrides;
        this.sandbox = Sandbox.open(SandboxConfig.in(folder.resolve("sandbox")));
        Settings settings = settings("client");
        this.registry = new RestSchemaRegistry(RegistrySettings.of(settings));
        this.tracing = Tracing.open(settings, "publisher");
        this.publisher = new TradePublisher(settings, registry, tracing.whenOn());
    }

    Sandbox sandbox() {
        return sandbox;
    }

    Settings settings(String name) {
        Map<String, String> values = new HashMap<>(Map.of(
                "tapemill.http.port", "0",
                "tapemill.threads", "1",
                "tapemill.commit.interval", "200ms",
                "tapemill.sink.threads", "2",
                "tapemill.state.dir", folder.resolve("state-" + name).toString()));
        values.putAll(overrides);
        return Settings.load(new SettingsSources(Optional.of(sandbox.propertiesFile()), Map.of(), values));
    }

    /** Starts instances, all before any is ready, so that they share the work at once. */
    Cluster start(int count) throws IOException {
        for (int i = 0; i < count; i++) nodes.add(Node.start(settings("node-" + nodes.size())));
        nodes.forEach(node -> node.instance().ready().join());
        return this;
    }

    Node node(int index) {
        return nodes.get(index);
    }

    List<Node> nodes() {
        return nodes;
    }

    void publish(List<Trade> trades) {
        trades.forEach(trade -> publisher.send(trade, trade::toString));
        publisher.flush();
    }

    /** Declares the tapes of these symbols complete up to a time. */
    void end(List<String> symbols, long timeNs) {
        publish(symbols.stream()
                .map(symbol -> new Trade(TradeKind.END, symbol, "", "", 0, 0, timeNs, timeNs, 0, 0, "", null, null))
                .toList());
    }

    HttpResponse<String> get(Node node, String target) throws IOException, InterruptedException {
        return get(node, target, Map.of());
    }

    HttpResponse<String> get(Node node, String target, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(node.url() + target));
        headers.forEach(request::header);
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    String body(Node node, String target) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(node, target);
        assertThat(answer.statusCode()).as("%s: %s", target, answer.body()).isEqualTo(200);
        return answer.body();
    }

    /** Until each symbol's open windows can be asked for at each instance. */
    void awaitAnswers(List<String> symbols, String interval) {
        for (Node node : nodes) {
            for (String symbol : symbols) {
                await(() -> get(node, "/v1/bars/latest?symbols=" + symbol + "&interval=" + interval)
                                .statusCode()
                        == 200);
            }
        }
    }

    static void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await().atMost(PATIENCE).until(condition);
    }

    @Override
    public void close() throws IOException {
        publisher.close();
        tracing.close();
        registry.close();
        for (Node node : nodes) node.close();
        sandbox.close();
    }
}
