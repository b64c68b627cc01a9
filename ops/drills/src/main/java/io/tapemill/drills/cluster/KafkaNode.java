package io.tapemill.drills.cluster;

import io.tapemill.drills.process.FreePorts;
import io.tapemill.drills.process.LocalProcess;
import io.tapemill.drills.process.Patience;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.tools.StorageTool;

/** One Kafka node, broker and controller in one, as its own start script would run it. */
public final class KafkaNode {
    private static final Duration START = Duration.ofSeconds(120);
    private static final int MEGABYTES = 256;

    private final int id;
    private final int port;
    private final Path folder;
    private final Path config;
    private final String jar;
    private LocalProcess process;

    private KafkaNode(int id, int port, Path folder, Path config, String jar) {
        this.id = id;
        this.port = port;
        this.folder = folder;
        this.config = config;
        this.jar = jar;
    }

    /** Nodes 1 to {@code count} of a new cluster, formatted and not started. */
    static List<KafkaNode> format(int count, Path folder, Path jar, FreePorts ports, String clusterId)
            throws IOException {
        List<Integer> controllerPorts = new ArrayList<>();
        List<String> voters = new ArrayList<>();
        for (int id = 1; id <= count; id++) {
            controllerPorts.add(ports.take());
            voters.add(id + "@" + host(id) + ":" + controllerPorts.get(id - 1));
        }
        List<KafkaNode> nodes = new ArrayList<>();
        for (int id = 1; id <= count; id++) {
            int port = ports.take();
            Path config = Files.createDirectories(folder.resolve("kafka-" + id)).resolve("server.properties");
            Properties properties = properties(id, port, controllerPorts.get(id - 1), voters, config.getParent());
            try (Writer writer = Files.newBufferedWriter(config)) {
                properties.store(writer, null);
            }
            format(config, clusterId);
            nodes.add(new KafkaNode(id, port, folder, config, jar.toString()));
        }
        return nodes;
    }

    private static void format(Path config, String clusterId) throws IOException {
        String[] arguments = {"format", "-t", clusterId, "-c", config.toString()};
        PrintStream quiet = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        int code = StorageTool.execute(arguments, quiet);
        if (code != 0) throw new IOException("Kafka's storage tool gave " + code + " for " + config);
    }

    private static Properties properties(int id, int port, int controllerPort, List<String> voters, Path folder) {
        Properties node = new Properties();
        String address = "PLAINTEXT://" + host(id) + ":" + port;
        node.setProperty("process.roles", "broker,controller");
        node.setProperty("node.id", Integer.toString(id));
        node.setProperty("controller.quorum.voters", String.join(",", voters));
        node.setProperty("controller.listener.names", "CONTROLLER");
        node.setProperty("listeners", address + ",CONTROLLER://" + host(id) + ":" + controllerPort);
        node.setProperty("advertised.listeners", address);
        node.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        node.setProperty("log.dirs", folder.resolve("data").toString());
        node.setProperty("auto.create.topics.enable", "false");
        node.setProperty("default.replication.factor", "3");
        node.setProperty("min.insync.replicas", "2");
        for (String topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            node.setProperty(topic + ".replication.factor", "3");
            node.setProperty(topic + ".num.partitions", "3");
        }
        node.setProperty("transaction.state.log.min.isr", "2");
        node.setProperty("share.coordinator.state.topic.min.isr", "2");
        // a dead instance is noticed, and its open transaction ended, within seconds
        node.setProperty("group.initial.rebalance.delay.ms", "0");
        node.setProperty("group.min.session.timeout.ms", "1000");
        node.setProperty("group.streams.min.session.timeout.ms", "1000");
        node.setProperty("group.streams.min.heartbeat.interval.ms", "300");
        node.setProperty("group.streams.session.timeout.ms", "3000");
        node.setProperty("group.streams.heartbeat.interval.ms", "300");
        // a second otherwise, in which nobody has a dead member's partitions
        node.setProperty("group.streams.assignment.interval.ms", "0");
        node.setProperty("group.streams.num.standby.replicas", "1");
        node.setProperty("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        // and so is a dead broker
        node.setProperty("broker.session.timeout.ms", "6000");
        node.setProperty("broker.heartbeat.interval.ms", "1000");
        node.setProperty("initial.broker.registration.timeout.ms", "180000");
        node.setProperty("log.retention.ms", "-1");
        node.setProperty("log.cleaner.dedupe.buffer.size", "2097152");
        return node;
    }

    public int id() {
        return id;
    }

    public String address() {
        return host() + ":" + port;
    }

    public String host() {
        return host(id);
    }

    /** Each node has a loopback address of its own, so that a drill can cut it off. */
    private static String host(int id) {
        return "127.0.1." + id;
    }

    public LocalProcess process() {
        return process;
    }

    /** Starts it and returns at once; see {@link #awaitListening}. */
    public void launch() throws IOException {
        process = LocalProcess.start(
                "kafka-" + id, folder, Java.command(MEGABYTES, jar, "kafka.Kafka", config.toString()), Map.of());
    }

    public void awaitListening() throws InterruptedException {
        Patience.await(START, () -> "Kafka node " + id + " listens on " + address(), () -> {
            if (!process.isAlive()) throw new IllegalStateException("Kafka node " + id + " ended by itself");
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(host(), port), 200);
                return true;
            }
        });
    }
}
