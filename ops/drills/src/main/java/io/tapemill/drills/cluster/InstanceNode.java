package io.tapemill.drills.cluster;

import io.tapemill.drills.process.FreePorts;
import io.tapemill.drills.process.LocalProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** One instance of the product with its own state folder, as a user starts it. */
public final class InstanceNode {
    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int MEGABYTES = 256;

    private final String name;
    private final ClusterPlan plan;
    private final Path propertiesFile;
    private final int httpPort;
    private final Map<String, String> environment = new HashMap<>();
    private Path jar;
    private LocalProcess process;

    /** Not started. */
    public InstanceNode(String name, ClusterPlan plan, Path propertiesFile, int httpPort) {
        this.name = name;
        this.plan = plan;
        this.propertiesFile = propertiesFile;
        this.httpPort = httpPort;
        this.jar = plan.firstJar();
    }

    public String name() {
        return name;
    }

    public LocalProcess process() {
        return process;
    }

    /** The same after each start. */
    public int httpPort() {
        return httpPort;
    }

    public Path stateFolder() {
        return plan.folder().resolve("state").resolve(name);
    }

    /** The build of the last start, or of the next where {@link #useJar} came after it. */
    public Path jar() {
        return jar;
    }

    /** Which build the next start runs. */
    public void useJar(Path other) {
        jar = other;
    }

    /** What the next start finds in its environment. */
    public Map<String, String> environment() {
        return environment;
    }

    /** Starts it and returns at once; see {@link #awaitReady}. */
    public void launch() throws IOException {
        List<String> path = new ArrayList<>();
        plan.classPathFront().forEach(folder -> path.add(folder.toString()));
        path.add(jar.toString());
        process = LocalProcess.start(
                name,
                plan.folder(),
                Java.command(
                        MEGABYTES,
                        String.join(":", path),
                        "io.tapemill.app.Main",
                        "run",
                        "-c",
                        propertiesFile.toString(),
                        "--set",
                        "tapemill.state.dir=" + stateFolder(),
                        "--set",
                        "tapemill.http.port=" + httpPort),
                environment);
    }

    /** Returns when it has its partitions and their state. */
    public void awaitReady() throws InterruptedException {
        process.awaitLog("tapemill ready", START);
    }

    /** Whether it has said since its last start that it has its partitions, and still runs. */
    public boolean isReady() throws IOException {
        return process.isAlive() && process.hasLogged("tapemill ready");
    }

    public void start() throws IOException, InterruptedException {
        launch();
        awaitReady();
    }

    /** Of its samples whose line begins so. */
    public DoubleStream metrics(String sample) throws IOException, InterruptedException {
        HttpResponse<Stream<String>> answer = get("/metrics");
        if (answer.statusCode() != 200) throw new IOException(answer.uri() + " is answered " + answer.statusCode());
        return answer.body()
                .filter(line -> line.startsWith(sample))
                .mapToDouble(line -> Double.parseDouble(line.split(" ")[1]));
    }

    /** What time it is there, by the header of any answer; whole seconds. */
    public Instant clock() throws IOException, InterruptedException {
        String date = get("/health/live").headers().firstValue("Date").orElseThrow();
        return DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from);
    }

    private HttpResponse<Stream<String>> get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://" + FreePorts.LOOPBACK + ":" + httpPort + path);
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(ANSWER).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofLines());
    }

    static void startAll(Collection<InstanceNode> instances) throws IOException, InterruptedException {
        for (InstanceNode instance : instances) instance.launch();
        for (InstanceNode instance : instances) instance.awaitReady();
    }
}
