package io.tapemill.bench.load;

import io.tapemill.app.sandbox.Folders;
import io.tapemill.bench.BenchOptions;
import io.tapemill.bench.process.JavaProcess;
import io.tapemill.bench.process.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** One instance of Tapemill, as a user starts it, over a tape that is on the topic already. */
public class InstanceRun {
    private static final Duration READY = Duration.ofMinutes(2);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Servers servers;
    private final Path javaHome;
    private final Path jar;
    private final Path folder;
    private final List<String> jvmOptions;
    private final Map<String, String> settings;
    private final String name;
    private String url;

    /**
     * @param name names the application and its bars topic; new for each run
     * @param settings beyond those of the servers
     */
    public InstanceRun(
            Servers servers,
            Path javaHome,
            Path jar,
            Path folder,
            List<String> jvmOptions,
            Map<String, String> settings,
            String name) {
        this.servers = servers;
        this.javaHome = javaHome;
        this.jar = jar;
        this.folder = folder;
        this.jvmOptions = jvmOptions;
        this.settings = settings;
        this.name = name;
    }

    /** With its bars topic made, under the options that all benchmarks take. */
    static InstanceRun prepare(
            Servers servers, BenchOptions options, Map<String, String> settings, String name, int partitions)
            throws IOException, InterruptedException, ExecutionException {
        InstanceRun run = new InstanceRun(
                servers, options.javaHome(), options.jar(), options.folder(), options.jvmOptions(), settings, name);
        servers.createTopics(partitions, run.barsTopic());
        return run;
    }

    public String barsTopic() {
        return name + ".bars";
    }

    /** Starts the process; returns when it has its partitions. */
    public JavaProcess start(String tradesTopic) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(jvmOptions);
        arguments.addAll(List.of("-jar", jar.toString(), "run"));
        arguments.addAll(List.of("-c", servers.propertiesFile().toString()));
        set(arguments, "tapemill.application.id", name);
        set(arguments, "tapemill.topic.trades", tradesTopic);
        set(arguments, "tapemill.topic.bars", barsTopic());
        set(arguments, "tapemill.state.dir", folder.resolve(name).toString());
        set(arguments, "tapemill.http.port", "0");
        settings.forEach((key, value) -> set(arguments, key, value));
        JavaProcess process = JavaProcess.start(name, javaHome, arguments, folder.resolve(name + ".log"));
        String line = process.awaitLine("tapemill ready", READY);
        url = line.substring(line.lastIndexOf(' ') + 1);
        return process;
    }

    /** Of the HTTP interface of the process that was started last. */
    String url() {
        return url;
    }

    private static void set(List<String> arguments, String key, String value) {
        arguments.add("--set");
        arguments.add(key + "=" + value);
    }

    /** Waits until everything before {@code ends} is committed. */
    public void awaitCommitted(JavaProcess process, Map<TopicPartition, Long> ends)
            throws InterruptedException, ExecutionException {
        awaitCommitted(process, ends, total(ends));
    }

    /** Waits until that many records before {@code ends} are committed. */
    public void awaitCommitted(JavaProcess process, Map<TopicPartition, Long> ends, long records)
            throws InterruptedException, ExecutionException {
        while (committed(ends) < records) {
            if (!process.isAlive()) throw new IllegalStateException(name + " died; see its log in " + folder);
            LockSupport.parkNanos(POLL_NS);
        }
    }

    /** Records before {@code ends} that are committed. */
    public long committed(Map<TopicPartition, Long> ends) throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetAndMetadata> offsets = servers.admin()
                .listConsumerGroupOffsets(name)
                .partitionsToOffsetAndMetadata()
                .get();
        long sum = 0;
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            OffsetAndMetadata offset = offsets.get(end.getKey());
            if (offset != null) sum += Math.min(offset.offset(), end.getValue());
        }
        return sum;
    }

    static long total(Map<TopicPartition, Long> ends) {
        return ends.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Bytes of the local state. */
    public long stateBytes() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve(name))) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    /** Loses the local state, as with the disk of a dead machine. The instance must not run. */
    public void deleteState() throws IOException {
        Folders.delete(folder.resolve(name));
    }

    /** Topics that exist for this run alone. */
    public List<String> topics() {
        return List.of(barsTopic(), name + "-tape-changelog");
    }

    /** Bytes of the changelog on the broker. */
    public long changelogBytes() throws InterruptedException, ExecutionException {
        return servers.topicBytes(name + "-");
    }
}
