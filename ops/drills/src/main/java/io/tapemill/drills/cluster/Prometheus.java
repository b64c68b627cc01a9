package io.tapemill.drills.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tapemill.drills.process.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Prometheus with the product's own rules that scrapes what runs each second. Its alerts live ten times
 * as fast as those of production: what waits or looks back five minutes there takes half a minute here, so that a drill
 * sees them fire and clear. Thresholds are the same.
 */
public final class Prometheus {
    private static final Path PROGRAM = Path.of("/usr/bin/prometheus");
    private static final Path POSTGRES_EXPORTER = Path.of("/usr/bin/prometheus-postgres-exporter");
    private static final Pattern TIME = Pattern.compile("(for: |\\[)(\\d+)([smh])(]|$)", Pattern.MULTILINE);
    private static final Map<String, Integer> SECONDS = Map.of("s", 1, "m", 60, "h", 3600);
    private static final int FASTER = 10;
    /** A rate needs two scrapes. */
    private static final int SHORTEST_SECONDS = 3;

    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(ANSWER).build();
    private final URI alerts;
    /** Alerts on the absence of what nobody scrapes here. */
    private final Set<String> withoutSource;

    private final Optional<NodeExporter> node;

    private Prometheus(int port, Set<String> withoutSource, Optional<NodeExporter> node) {
        this.node = node;
        this.withoutSource = withoutSource;
        this.alerts = URI.create("http://" + FreePorts.LOOPBACK + ":" + port + "/api/v1/alerts");
    }

    /**
     * Started over the instances that the cluster has now; stopped with the cluster. Empty where it is not installed.
     *
     * @param home of the product's sources, for its rules and queries
     */
    public static Optional<Prometheus> start(Cluster cluster, Path home) throws IOException, InterruptedException {
        if (!Files.isExecutable(PROGRAM)) return Optional.empty();
        List<Integer> instances =
                cluster.instances().stream().map(InstanceNode::httpPort).toList();
        Map<String, List<Integer>> jobs = new TreeMap<>(Map.of("tapemill", instances));
        startPostgresExporter(cluster, home).ifPresent(port -> jobs.put("postgres", List.of(port)));
        Optional<NodeExporter> node = NodeExporter.start(cluster.plan().folder());
        node.ifPresent(exporter -> jobs.put("node", List.of(exporter.port())));
        return Optional.of(start(cluster.plan().folder(), home, jobs, node));
    }

    private static Prometheus start(
            Path folder, Path home, Map<String, List<Integer>> jobs, Optional<NodeExporter> node)
            throws IOException, InterruptedException {
        Path files = Files.createDirectories(folder.resolve("prometheus"));
        for (String file : List.of("alerts.yml", "recording.yml")) {
            Files.writeString(
                    files.resolve(file),
                    faster(Files.readString(home.resolve("ops/prometheus").resolve(file))));
        }
        Path config = Files.writeString(files.resolve("prometheus.yml"), config(jobs));
        int port = new FreePorts().take();
        List<String> command = List.of(
                PROGRAM.toString(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + files.resolve("data"),
                "--web.listen-address=" + FreePorts.LOOPBACK + ":" + port);
        new SmallServer("prometheus", folder, command, "Server is ready to receive web requests").start();
        Set<String> withoutSource = new TreeSet<>();
        if (node.isEmpty()) withoutSource.add("BackupOld");
        if (!jobs.containsKey("postgres")) withoutSource.add("ReplicaMissing");
        return new Prometheus(port, withoutSource, node);
    }

    private static String config(Map<String, List<Integer>> jobs) {
        StringBuilder text = new StringBuilder("""
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: [recording.yml, alerts.yml]
                scrape_configs:
                """);
        jobs.forEach((job, ports) -> text.append("  - job_name: ")
                .append(job)
                .append("\n    static_configs: [{targets: ")
                .append(ports.stream()
                        .map(port -> "'" + FreePorts.LOOPBACK + ":" + port + "'")
                        .toList())
                .append("}]\n"));
        return text.toString();
    }

    /** The port that it listens on; empty where it is not installed. */
    private static Optional<Integer> startPostgresExporter(Cluster cluster, Path home)
            throws IOException, InterruptedException {
        if (!Files.isExecutable(POSTGRES_EXPORTER)) return Optional.empty();
        int port = new FreePorts().take();
        List<String> command = List.of(
                POSTGRES_EXPORTER.toString(),
                "--no-collector.database",
                "--no-collector.bgwriter",
                "--extend.query-path=" + home.resolve("compose/postgres-exporter/queries.yml"),
                "--web.listen-address=" + FreePorts.LOOPBACK + ":" + port);
        String servers =
                cluster.primary().superuserUrl() + "," + cluster.replica().superuserUrl();
        new SmallServer(
                        "exporter",
                        cluster.plan().folder(),
                        command,
                        "Listening on",
                        Map.of("DATA_SOURCE_NAME", servers))
                .start();
        return Optional.of(port);
    }

    /** What it learns from about backups; empty where it cannot. */
    public Optional<NodeExporter> node() {
        return node;
    }

    /** Rules whose times are a tenth. */
    static String faster(String rules) {
        return TIME.matcher(rules).replaceAll(Prometheus::faster);
    }

    private static String faster(MatchResult time) {
        int seconds = Integer.parseInt(time.group(2)) * SECONDS.get(time.group(3));
        int shorter = Math.max(SHORTEST_SECONDS, seconds / FASTER);
        return Matcher.quoteReplacement(time.group(1) + shorter + "s" + time.group(4));
    }

    /** Names of the alerts that fire now. */
    public Set<String> firing() throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(alerts).timeout(ANSWER).build(), HttpResponse.BodyHandlers.ofString());
        Set<String> names = new TreeSet<>();
        for (JsonNode alert : MAPPER.readTree(answer.body()).path("data").path("alerts")) {
            if (alert.path("state").asText().equals("firing")) {
                names.add(alert.path("labels").path("alertname").asText());
            }
        }
        names.removeAll(withoutSource);
        return names;
    }
}
