package io.tapemill.sink.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real PostgreSQL on loopback that can be stopped, killed and started again over the same files. */
public final class TestPostgres implements AutoCloseable {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final Path directory;
    private final int port;
    private EmbeddedPostgres server;

    private TestPostgres(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    public static TestPostgres start() {
        try {
            TestPostgres postgres = new TestPostgres(Files.createTempDirectory("sink-it-pg"), freePort());
            postgres.startServer();
            return postgres;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    public void startServer() {
        try {
            server = EmbeddedPostgres.builder()
                    .setDataDirectory(directory)
                    .setCleanDataDirectory(false)
                    .setPort(port)
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks the server to stop; sessions are cut off. */
    public void stopServer() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** kill -9 of the postmaster; its children follow when they notice. */
    public void killServer() throws IOException {
        long pid = Long.parseLong(
                Files.readAllLines(directory.resolve("postmaster.pid")).get(0).strip());
        List<ProcessHandle> family = new ArrayList<>(
                ProcessHandle.of(pid).orElseThrow().descendants().toList());
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
        family.add(ProcessHandle.of(pid).orElse(null));
        Awaitility.await().until(() -> family.stream().allMatch(process -> process == null || !process.isAlive()));
        Files.deleteIfExists(directory.resolve("postmaster.pid"));
        // finds nothing to stop, but gives its lock on the folder back
        server.close();
    }

    /** A standby with what this server holds now, as one that has fallen behind; this server is stopped for the copy. */
    public TestPostgres copyAsStandby() throws IOException {
        stopServer();
        TestPostgres standby = new TestPostgres(Files.createTempDirectory("sink-it-pg"), freePort());
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path copy = standby.directory.resolve(directory.relativize(file));
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        Files.createFile(standby.directory.resolve("standby.signal"));
        startServer();
        return standby;
    }

    /** Makes a standby that runs the primary: its timeline goes up. */
    public void promote() {
        execute(config("postgres", port), "SELECT pg_promote(true, 60)");
    }

    /** The same database in this server. */
    public DatabaseConfig here(DatabaseConfig config) {
        return through(config, port);
    }

    /** A new empty database in this server. */
    public DatabaseConfig createDatabase() {
        String name = "bars" + DATABASES.incrementAndGet();
        execute(config("postgres", port), "CREATE DATABASE " + name);
        return config(name, port);
    }

    /** A new database with our tables. */
    public DatabaseConfig createMigrated() {
        DatabaseConfig config = createDatabase();
        try (Database database = Database.of(config, 1)) {
            database.migrate();
        }
        return config;
    }

    /** The same database, reached through another port. */
    public static DatabaseConfig through(DatabaseConfig config, int port) {
        return new DatabaseConfig(
                config.url().replaceFirst(":[0-9]+/", ":" + port + "/"),
                config.user(),
                config.password(),
                config.transactionTimeout());
    }

    public int port() {
        return port;
    }

    private static DatabaseConfig config(String database, int port) {
        return new DatabaseConfig(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + database, "postgres", "", Duration.ofSeconds(1));
    }

    public static void execute(DatabaseConfig config, String sql) {
        try (Connection connection = connect(config);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Rows as text, columns joined by a bar. */
    public static List<String> query(DatabaseConfig config, String sql) {
        try (Connection connection = connect(config);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                StringBuilder row = new StringBuilder(String.valueOf(result.getString(1)));
                for (int i = 2; i <= result.getMetaData().getColumnCount(); i++) {
                    row.append('|').append(result.getString(i));
                }
                rows.add(row.toString());
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    public static Connection connect(DatabaseConfig config) throws SQLException {
        return DriverManager.getConnection(config.url(), config.user(), config.password());
    }

    @Override
    public void close() {
        stopServer();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
