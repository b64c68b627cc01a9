package io.tapemill.bench.process;

import io.tapemill.app.clients.Topics;
import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.RegistrySettings;
import io.tapemill.app.settings.Settings;
import io.tapemill.app.settings.SettingsSources;
import io.tapemill.serdes.RestSchemaRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** The sandbox in a process of its own: a real broker, a registry and PostgreSQL on the same machine. */
public final class Servers implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(3);

    private final JavaProcess process;
    private final Path propertiesFile;
    private final Settings settings;
    private final RestSchemaRegistry registry;
    private final Admin admin;

    private Servers(JavaProcess process, Path propertiesFile) {
        this.process = process;
        this.propertiesFile = propertiesFile;
        this.settings = Settings.load(SettingsSources.ofFile(propertiesFile));
        this.registry = new RestSchemaRegistry(RegistrySettings.of(settings));
        this.admin = Admin.create(settings.kafkaProperties(KafkaRole.ADMIN));
    }

    /** Returns when all of them can be used; their data is kept in {@code folder}. */
    public static Servers start(Path javaHome, Path jar, Path folder) throws IOException, InterruptedException {
        List<String> arguments =
                List.of("-Xmx1g", "-XX:+UseParallelGC", "-jar", jar.toString(), "sandbox", "--data", folder.toString());
        JavaProcess process = JavaProcess.start("servers", javaHome, arguments, folder.resolve("servers.log"));
        process.awaitLine("sandbox ready", START);
        return new Servers(process, folder.resolve("tapemill.properties"));
    }

    public JavaProcess process() {
        return process;
    }

    public Path propertiesFile() {
        return propertiesFile;
    }

    public Settings settings() {
        return settings;
    }

    public RestSchemaRegistry registry() {
        return registry;
    }

    public Admin admin() {
        return admin;
    }

    /** Topics that keep everything, with the producer's timestamps and compression. */
    public void createTopics(int partitions, String... names) throws InterruptedException, ExecutionException {
        List<NewTopic> topics = new ArrayList<>();
        for (String name : names) {
            topics.add(new NewTopic(name, partitions, (short) 1)
                    .configs(Map.of("retention.ms", "-1", "compression.type", "producer")));
        }
        Topics.create(admin, topics);
    }

    public void deleteTopics(List<String> names) throws InterruptedException, ExecutionException {
        admin.deleteTopics(names).all().get();
    }

    /** Bytes on the broker's disk, by topic, of topics whose name starts with the prefix. */
    public long topicBytes(String prefix) throws InterruptedException, ExecutionException {
        return admin.describeLogDirs(List.of(1)).allDescriptions().get().values().stream()
                .flatMap(directories -> directories.values().stream())
                .flatMap(directory -> directory.replicaInfos().entrySet().stream())
                .filter(replica -> replica.getKey().topic().startsWith(prefix))
                .mapToLong(replica -> replica.getValue().size())
                .sum();
    }

    @Override
    public void close() {
        registry.close();
        admin.close();
        process.close();
    }
}
