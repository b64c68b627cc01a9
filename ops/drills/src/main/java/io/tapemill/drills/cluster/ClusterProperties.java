package io.tapemill.drills.cluster;

import io.tapemill.drills.process.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The properties file with which every command of the product works on the cluster. */
public final class ClusterProperties {
    private ClusterProperties() {}

    public static void write(
            Path file,
            List<String> brokers,
            List<String> databases,
            String password,
            int registryPort,
            Optional<Integer> redisPort,
            Map<String, String> settings)
            throws IOException {
        Map<String, String> all = new TreeMap<>();
        all.put("kafka.bootstrap.servers", String.join(",", brokers));
        all.put("tapemill.registry.url", "http://" + FreePorts.LOOPBACK + ":" + registryPort);
        all.put(
                "tapemill.sink.jdbc.url",
                "jdbc:postgresql://" + String.join(",", databases) + "/" + PostgresNode.DATABASE
                        + "?targetServerType=primary&hostRecheckSeconds=1&connectTimeout=2&socketTimeout=15");
        all.put("tapemill.sink.jdbc.user", PostgresNode.DATABASE);
        all.put("tapemill.sink.jdbc.password", password);
        redisPort.ifPresent(port -> all.put("tapemill.cache.redis.url", "redis://" + FreePorts.LOOPBACK + ":" + port));
        all.put("tapemill.http.port", "0");
        all.put("tapemill.standby.replicas", "1");
        // the drills' trades are of now, whenever that is
        all.put("tapemill.calendar", "always-open");
        all.putAll(settings);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        StringBuilder text = new StringBuilder("# Written with the cluster; use it with -c.\n");
        all.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
        Files.writeString(file, text);
    }
}
