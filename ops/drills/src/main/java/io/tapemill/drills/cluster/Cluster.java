package io.tapemill.drills.cluster;

import io.tapemill.app.clients.Topics;
import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.Key;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Settings;
import io.tapemill.app.settings.SettingsSources;
import io.tapemill.drills.process.FreePorts;
import io.tapemill.drills.process.Patience;
import io.tapemill.drills.process.PidFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;

/** All servers and instances of one folder, started by this JVM. They run on when it ends, until {@link #stopAll}. */
public final class Cluster {
    private static final Duration QUORUM = Duration.ofSeconds(120);
    private static final int NODES = 3;
    private static final int PARTITIONS = 4;

    private final ClusterPlan plan;
    private final Path propertiesFile;
    private final FreePorts ports = new FreePorts();
    private final Map<String, InstanceNode> instances = new LinkedHashMap<>();
    private List<KafkaNode> kafka;
    private PostgresNode primary;
    private PostgresNode replica;
    private SmallServer registry;
    private Optional<SmallServer> redis = Optional.empty();
    private Settings settings;
    private Admin admin;

    private Cluster(ClusterPlan plan) {
        this.plan = plan;
        this.propertiesFile = plan.folder().resolve("tapemill.properties");
    }

    /** Returns when everything is up; on a failure what was started is stopped. */
    public static Cluster start(ClusterPlan plan) throws IOException, InterruptedException {
        if (Files.exists(plan.folder().resolve("tapemill.properties"))) {
            throw new IOException("there is a cluster in " + plan.folder() + " already; choose a new folder");
        }
        Files.createDirectories(plan.folder());
        Cluster cluster = new Cluster(plan);
        try {
            cluster.startServers();
            for (int i = 1; i <= plan.instances(); i++) cluster.addInstance();
            InstanceNode.startAll(cluster.instances.values());
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException e) {
            stopAll(plan.folder());
            throw e;
        } catch (SQLException | ExecutionException e) {
            stopAll(plan.folder());
            throw new IOException("the cluster cannot be prepared: " + e.getMessage(), e);
        }
    }

    private void startServers() throws IOException, InterruptedException, SQLException, ExecutionException {
        kafka = KafkaNode.format(
                NODES, plan.folder(), plan.jar(), ports, Uuid.randomUuid().toString());
        for (KafkaNode node : kafka) node.launch();
        String password = Uuid.randomUuid().toString();
        primary = PostgresNode.create(plan.folder(), ports.take(), password);
        primary.start();
        replica = primary.partner(ports.take());
        replica.follow(primary);
        replica.start();
        int registryPort = ports.take();
        registry = registry(registryPort);
        registry.start();
        Optional<Integer> redisPort = startRedis();
        ClusterProperties.write(
                propertiesFile,
                kafka.stream().map(KafkaNode::address).toList(),
                List.of(primary.address(), replica.address()),
                password,
                registryPort,
                redisPort,
                plan.settings());
        settings = Settings.load(SettingsSources.ofFile(propertiesFile));
        for (KafkaNode node : kafka) node.awaitListening();
        admin = Admin.create(settings.kafkaProperties(KafkaRole.ADMIN));
        Patience.await(QUORUM, () -> NODES + " brokers in the cluster", () -> brokers() == NODES);
        createTopics();
    }

    private SmallServer registry(int port) {
        String classPath = System.getProperty("java.class.path");
        return new SmallServer(
                "registry",
                plan.folder(),
                Java.command(
                        64,
                        classPath,
                        RegistryServer.class.getName(),
                        plan.folder().resolve("registry").toString(),
                        Integer.toString(port)),
                RegistryServer.READY);
    }

    private Optional<Integer> startRedis() throws IOException, InterruptedException {
        boolean isInstalled = Path.of("/usr/bin/redis-server").toFile().canExecute();
        if (!isInstalled) return Optional.empty();
        int port = ports.take();
        List<String> command = List.of(
                "redis-server",
                "--bind",
                FreePorts.LOOPBACK,
                "--port",
                Integer.toString(port),
                "--save",
                "",
                "--appendonly",
                "no",
                "--maxmemory",
                "64mb",
                "--maxmemory-policy",
                "allkeys-lru");
        redis = Optional.of(new SmallServer("redis", plan.folder(), command, "Ready to accept connections"));
        redis.get().start();
        return Optional.of(port);
    }

    private int brokers() throws ExecutionException, InterruptedException {
        return admin.describeCluster().nodes().get().size();
    }

    private void createTopics() throws ExecutionException, InterruptedException {
        // record time is the broker's: a clock in the data that runs ahead can be told
        Map<String, String> appended = Map.of("message.timestamp.type", "LogAppendTime");
        Topics.create(
                admin,
                List.of(
                        topic(Keys.TOPIC_TRADES, PARTITIONS, appended),
                        topic(Keys.TOPIC_BARS, PARTITIONS, Map.of()),
                        topic(Keys.TOPIC_LATE, 1, appended),
                        topic(Keys.TOPIC_DEAD, 1, appended)));
    }

    private NewTopic topic(Key<String> name, int partitions, Map<String, String> configs) {
        return new NewTopic(settings.get(name), partitions, (short) NODES).configs(configs);
    }

    public ClusterPlan plan() {
        return plan;
    }

    public Settings settings() {
        return settings;
    }

    public Admin admin() {
        return admin;
    }

    public List<KafkaNode> kafka() {
        return kafka;
    }

    public KafkaNode kafka(int id) {
        return kafka.stream().filter(node -> node.id() == id).findFirst().orElseThrow();
    }

    public PostgresNode primary() {
        return primary;
    }

    public PostgresNode replica() {
        return replica;
    }

    /** The replica was promoted: the two change roles. */
    public void swapPostgres() {
        PostgresNode former = primary;
        primary = replica;
        replica = former;
    }

    public SmallServer registry() {
        return registry;
    }

    /** Empty where Redis is not installed. */
    public Optional<SmallServer> redis() {
        return redis;
    }

    public Collection<InstanceNode> instances() {
        return List.copyOf(instances.values());
    }

    /** One more, not started. */
    public InstanceNode addInstance() throws IOException {
        String name = "instance-" + (instances.size() + 1);
        InstanceNode instance = new InstanceNode(name, plan, propertiesFile, ports.take());
        instances.put(instance.name(), instance);
        return instance;
    }

    /** It was stopped for good. */
    public void removeInstance(InstanceNode instance) {
        instances.remove(instance.name());
    }

    /** Stops what runs of a folder's cluster, whoever started it: instances first, brokers together. */
    public static void stopAll(Path folder) throws IOException, InterruptedException {
        List<PidFile> instances = new ArrayList<>();
        List<PidFile> brokers = new ArrayList<>();
        List<PidFile> servers = new ArrayList<>();
        for (PidFile file : PidFile.all(folder)) {
            if (file.name().startsWith("instance")) instances.add(file);
            else if (file.name().startsWith("kafka")) brokers.add(file);
            else servers.add(file);
        }
        for (PidFile file : instances) file.ask("TERM");
        for (PidFile file : instances) file.stop("TERM");
        // without its quorum a broker waits long for a clean stop, and there is nothing to be clean about
        for (PidFile file : brokers) file.stop("KILL");
        for (PidFile file : servers) file.stop(file.name().startsWith("postgres") ? "INT" : "TERM");
    }
}
