package io.tapemill.app.sandbox;

import io.tapemill.app.registry.DevSchemaRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A running Kafka, PostgreSQL and schema registry in one data folder. Opening the folder again finds everything that
 * was acknowledged, also when the process was killed. {@link #close} may be called from any thread, once or more.
 */
public final class Sandbox implements AutoCloseable {
    private static final String KAFKA = "kafka.bootstrap.servers";
    private static final String REGISTRY = "tapemill.registry.url";
    private static final String JDBC_URL = "tapemill.sink.jdbc.url";
    private static final String HTTP_PORT = "tapemill.http.port";
    private static final String JDBC_PASSWORD = "tapemill.sink.jdbc.password";

    private record Piece(String name, AutoCloseable closer) {}

    private final SandboxConfig config;
    private final Path folder;
    private final Path propertiesFile;
    /** What runs, the newest first: the order to stop in. Guarded by this. */
    private final Deque<Piece> running = new ArrayDeque<>();

    private Properties properties = new Properties();
    private EmbeddedDatabase database;

    private Sandbox(SandboxConfig config, Path folder) {
        this.config = config;
        this.folder = folder;
        this.propertiesFile = folder.resolve("tapemill.properties");
    }

    /**
     * Starts everything and writes the properties file; returns when all of it can be used.
     *
     * @throws IOException when the folder is in use, a port is taken or a piece does not start; nothing is left running
     */
    public static Sandbox open(SandboxConfig config) throws IOException {
        Files.createDirectories(config.data());
        Sandbox sandbox = new Sandbox(config, config.data().toRealPath());
        try {
            sandbox.start();
            return sandbox;
        } catch (IOException | RuntimeException e) {
            sandbox.closeAfter(e);
            throw e;
        }
    }

    /** What the properties file says. */
    public Properties properties() {
        Properties copy = new Properties();
        copy.putAll(properties);
        return copy;
    }

    public Path propertiesFile() {
        return propertiesFile;
    }

    /** The database server, to be stopped and started by tests. */
    public EmbeddedDatabase database() {
        return database;
    }

    @Override
    public synchronized void close() throws IOException {
        IOException failure = null;
        while (!running.isEmpty()) {
            try {
                stop(running.pop());
            } catch (IOException e) {
                if (failure == null) failure = e;
                else failure.addSuppressed(e);
            }
        }
        if (failure != null) throw failure;
    }

    private void start() throws IOException {
        keep("lock", FolderLock.acquire(folder));
        SandboxFile file = SandboxFile.open(propertiesFile);
        int kafkaPort = port(config.kafkaPort(), file.port(KAFKA));
        int postgresPort = port(config.postgresPort(), file.port(JDBC_URL));
        int registryPort = port(config.registryPort(), file.port(REGISTRY));
        String password = file.get(JDBC_PASSWORD, PrivateFile.randomText());

        CompletableFuture<EmbeddedDatabase> opening = inBackground(() ->
                timed("PostgreSQL", () -> EmbeddedDatabase.open(folder.resolve("postgres"), postgresPort, password)));
        opening.thenAccept(opened -> keep("PostgreSQL", opened));
        EmbeddedKafka kafka;
        DevSchemaRegistry registry;
        try {
            kafka = keep("Kafka", timed("Kafka", () -> EmbeddedKafka.start(folder.resolve("kafka"), kafkaPort)));
            registry = keep(
                    "schema registry",
                    timed("schema registry", () -> DevSchemaRegistry.open(folder.resolve("registry"), registryPort)));
        } finally {
            opening.handle((opened, failure) -> opened).join();
        }
        database = result(opening);
        file.update(values(file, kafka, registry, password));
        properties = file.properties();
        timed("topics", () -> SandboxTopics.create(propertiesFile, kafka.bootstrapServers()));
    }

    private Map<String, String> values(
            SandboxFile file, EmbeddedKafka kafka, DevSchemaRegistry registry, String password) {
        Map<String, String> values = new HashMap<>(config.settings());
        values.put(KAFKA, kafka.bootstrapServers());
        values.put(REGISTRY, registry.url());
        values.put(JDBC_URL, database.jdbcUrl());
        values.put("tapemill.sink.jdbc.user", EmbeddedDatabase.NAME);
        values.put(JDBC_PASSWORD, password);
        values.putIfAbsent("tapemill.state.dir", folder.resolve("state").toString());
        // several instances with this one file on this one machine
        values.putIfAbsent(HTTP_PORT, file.get(HTTP_PORT, "0"));
        return values;
    }

    private synchronized <T extends AutoCloseable> T keep(String name, T piece) {
        running.push(new Piece(name, piece));
        return piece;
    }

    private void stop(Piece piece) throws IOException {
        long startNs = System.nanoTime();
        try {
            piece.closer().close();
        } catch (Exception e) { // AutoCloseable declares nothing narrower
            throw new IOException(piece.name() + " did not stop cleanly: " + e.getMessage(), e);
        }
        if (!piece.name().equals("lock")) report(piece.name() + " stopped", startNs);
    }

    private void closeAfter(Exception failure) {
        try {
            close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private <T> T timed(String name, Start<T> action) throws IOException {
        long startNs = System.nanoTime();
        T result = action.run();
        report(name + " ready", startNs);
        return result;
    }

    private void report(String what, long startNs) {
        config.progress().accept(String.format("%-24s %5d ms", what, (System.nanoTime() - startNs) / 1_000_000));
    }

    private static int port(int wanted, int kept) throws IOException {
        if (wanted > 0) return wanted;
        return kept > 0 ? kept : Ports.free();
    }

    private interface Start<T> {
        T run() throws IOException;
    }

    private static <T> CompletableFuture<T> inBackground(Start<T> action) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> complete(result, action), "sandbox-start");
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private static <T> void complete(CompletableFuture<T> result, Start<T> action) {
        try {
            result.complete(action.run());
        } catch (IOException | RuntimeException e) {
            result.completeExceptionally(e);
        }
    }

    private static <T> T result(CompletableFuture<T> future) throws IOException {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException cause) throw cause;
            throw e;
        }
    }
}
