package io.tapemill.app.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A single Kafka node, broker and controller in one, in this process. The only class that knows Kafka's server classes:
 * they are internal to Kafka and may change with any release.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private static final int NODE_ID = 1;
    private static final String CONTROLLER_LISTENER = "CONTROLLER";

    private final KafkaRaftServer server;
    private final int port;

    private EmbeddedKafka(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Starts on 127.0.0.1 and returns when clients can connect. An empty folder is formatted, one of an earlier start is
     * opened again, also after a crash.
     */
    public static EmbeddedKafka start(Path folder, int port) throws IOException {
        return start(folder, port, Map.of());
    }

    /**
     * The same with settings of the broker that win over ours, such as other listeners.
     *
     * @param port of the listener for clients
     */
    public static EmbeddedKafka start(Path folder, int port, Map<String, String> overrides) throws IOException {
        Ports.requireFree(port, "Kafka");
        Files.createDirectories(folder);
        format(folder);
        Properties broker = properties(folder, port, Ports.free());
        broker.putAll(overrides);
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(broker, false), Time.SYSTEM);
        try {
            server.startup();
        } catch (RuntimeException e) {
            server.shutdown();
            throw new IOException("Kafka did not start in " + folder + ": " + e.getMessage(), e);
        }
        return new EmbeddedKafka(server, port);
    }

    public String bootstrapServers() {
        return Ports.LOOPBACK + ":" + port;
    }

    /** Returns when everything is on disk and the port is free. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static void format(Path folder) throws IOException {
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setClusterId(clusterId(folder))
                    .setNodeId(NODE_ID)
                    .addDirectory(folder.toString())
                    .setMetadataLogDirectory(folder.toString())
                    .setControllerListenerName(CONTROLLER_LISTENER)
                    .setIgnoreFormatted(true)
                    .run();
        } catch (Exception e) { // the formatter declares nothing narrower
            throw new IOException("Kafka cannot use the folder " + folder + ": " + e.getMessage(), e);
        }
    }

    /** The id the folder was formatted with, else a new one. Kafka writes this file last. */
    private static String clusterId(Path folder) throws IOException {
        Path meta = folder.resolve("meta.properties");
        if (!Files.exists(meta)) return Uuid.randomUuid().toString();
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(meta)) {
            properties.load(reader);
        }
        return properties.getProperty("cluster.id");
    }

    private static Properties properties(Path folder, int port, int controllerPort) {
        Properties broker = new Properties();
        String address = "PLAINTEXT://" + Ports.LOOPBACK + ":" + port;
        broker.setProperty("process.roles", "broker,controller");
        broker.setProperty("node.id", Integer.toString(NODE_ID));
        broker.setProperty("controller.quorum.voters", NODE_ID + "@" + Ports.LOOPBACK + ":" + controllerPort);
        broker.setProperty("controller.listener.names", CONTROLLER_LISTENER);
        broker.setProperty(
                "listeners", address + "," + CONTROLLER_LISTENER + "://" + Ports.LOOPBACK + ":" + controllerPort);
        broker.setProperty("advertised.listeners", address);
        broker.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        broker.setProperty("log.dirs", folder.toString());
        broker.setProperty("auto.create.topics.enable", "false");
        addSingleCopy(broker);
        addShortWaits(broker);
        addUnlimitedRetention(broker);
        return broker;
    }

    private static void addSingleCopy(Properties broker) {
        broker.setProperty("default.replication.factor", "1");
        broker.setProperty("min.insync.replicas", "1");
        for (String topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            broker.setProperty(topic + ".replication.factor", "1");
            broker.setProperty(topic + ".num.partitions", "3");
        }
        broker.setProperty("transaction.state.log.min.isr", "1");
        broker.setProperty("share.coordinator.state.topic.min.isr", "1");
    }

    /** A dead instance is noticed, and its open transaction ended, within seconds. */
    private static void addShortWaits(Properties broker) {
        broker.setProperty("group.initial.rebalance.delay.ms", "0");
        broker.setProperty("group.min.session.timeout.ms", "1000");
        broker.setProperty("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        broker.setProperty("initial.broker.registration.timeout.ms", "180000");
    }

    private static void addUnlimitedRetention(Properties broker) {
        broker.setProperty("log.retention.ms", "-1");
        broker.setProperty("log.retention.bytes", "-1");
        broker.setProperty("log.cleaner.dedupe.buffer.size", "2097152");
        broker.setProperty("offsets.retention.minutes", "5256000");
    }
}
