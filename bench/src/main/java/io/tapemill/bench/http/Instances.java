package io.tapemill.bench.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tapemill.bench.BenchOptions;
import io.tapemill.bench.load.InstanceRun;
import io.tapemill.bench.process.JavaProcess;
import io.tapemill.bench.process.Servers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Instances of one application, each in a process of its own, on topics and tables of their own. */
final class Instances implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String HOST = "127.0.0.1";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final BenchOptions options;
    private final Servers servers;
    private final String name;
    private final int partitions;
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<JavaProcess> processes = new ArrayList<>();
    private final List<String> urls = new ArrayList<>();
    private InstanceRun run;

    Instances(BenchOptions options, Servers servers, String step, int partitions) {
        this.options = options;
        this.servers = servers;
        this.name = "bench-http-" + step + "-" + Long.toString(System.nanoTime(), 36);
        this.partitions = partitions;
    }

    /**
     * Starts them together, before there is anything to restore, and returns when they have shared out the partitions.
     *
     * @param settings one entry for each instance
     */
    Instances start(List<Map<String, String>> settings) throws Exception {
        Tables.clear(servers.settings());
        servers.createTopics(partitions, tradesTopic(), name + ".bars");
        List<CompletableFuture<JavaProcess>> starting = new ArrayList<>();
        for (int i = 0; i < settings.size(); i++) {
            Map<String, String> all = new HashMap<>(options.settings("tapemill.roles", "topology,sink"));
            int port = freePort();
            all.put("tapemill.http.port", Integer.toString(port));
            all.put(
                    "tapemill.state.dir",
                    options.folder().resolve(name + "-" + i).toString());
            all.putAll(settings.get(i));
            urls.add("http://" + HOST + ":" + port);
            InstanceRun one = new InstanceRun(
                    servers, options.javaHome(), options.jar(), options.folder(), options.jvmOptions(), all, name);
            if (run == null) run = one;
            starting.add(CompletableFuture.supplyAsync(() -> start(one)));
        }
        starting.forEach(each -> processes.add(each.join()));
        await("the instances share the partitions", () -> owners().size() == settings.size());
        return this;
    }

    private JavaProcess start(InstanceRun one) {
        try {
            return one.start(tradesTopic());
        } catch (IOException | InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return free.getLocalPort();
        }
    }

    private Set<String> owners() throws Exception {
        Set<String> owners = new HashSet<>();
        JsonNode cluster = json(0, "/v1/cluster");
        for (JsonNode partition : cluster.path("partitions")) {
            if (!partition.has("owner")) return Set.of();
            owners.add(partition.get("owner").asText());
        }
        return cluster.path("partitions").size() == partitions ? owners : Set.of();
    }

    String name() {
        return name;
    }

    String tradesTopic() {
        return name + ".trades";
    }

    String barsTopic() {
        return run.barsTopic();
    }

    InstanceRun run() {
        return run;
    }

    int count() {
        return urls.size();
    }

    String url(int instance) {
        return urls.get(instance);
    }

    JavaProcess process(int instance) {
        return processes.get(instance);
    }

    HttpResponse<String> get(int instance, String target) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(url(instance) + target)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    JsonNode json(int instance, String target) throws IOException, InterruptedException {
        return MAPPER.readTree(get(instance, target).body());
    }

    /** Index of the instance that owns the symbol, which must be there and settled. */
    int ownerOf(String symbol) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(
                0,
                "/v1/bars/" + symbol + "?interval=1d&from=2000-01-01T00:00:00Z&partial=include&limit=1"
                        + "&to=2000-01-02T00:00:00Z");
        String servedBy = answer.headers().firstValue("Tapemill-Served-By").orElse("nobody: " + answer.body());
        for (int i = 0; i < urls.size(); i++) {
            if (urls.get(i).endsWith("/" + servedBy.split(";")[0])) return i;
        }
        throw new IllegalStateException("no instance owns " + symbol + ": " + servedBy);
    }

    static void await(String what, Callable<Boolean> condition) throws Exception {
        long endNs = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() - endNs > 0) throw new IllegalStateException("not in " + PATIENCE + ": " + what);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    @Override
    public void close() {
        processes.forEach(JavaProcess::close);
    }
}
