package io.tapemill.app.sandbox;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A PostgreSQL server in a folder of its own: binaries, data, log. Writes are durable ({@code fsync} on), it listens on
 * 127.0.0.1 only, and asks for a password, because a database superuser may do what the system user may.
 */
public final class EmbeddedDatabase implements AutoCloseable {
    /** Database and role. */
    static final String NAME = "tapemill";

    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final Path folder;
    private final Path data;
    private final int port;
    private final Postmaster postmaster;
    private final Map<String, String> serverSettings;
    private EmbeddedPostgres server;

    private EmbeddedDatabase(Path folder, int port, Map<String, String> serverSettings) {
        this.serverSettings = Map.copyOf(serverSettings);
        this.folder = folder;
        this.data = folder.resolve("data");
        this.port = port;
        this.postmaster = new Postmaster(data);
    }

    /**
     * Starts on the data of an earlier start, or on new data. A server that outlived a killed sandbox is stopped first.
     *
     * @param password of the role {@code tapemill}, which owns the database {@code tapemill}
     */
    public static EmbeddedDatabase open(Path folder, int port, String password) throws IOException {
        return open(folder, port, password, Map.of());
    }

    /** The same with more settings of the server, such as its certificate. */
    public static EmbeddedDatabase open(Path folder, int port, String password, Map<String, String> serverSettings)
            throws IOException {
        Files.createDirectories(folder);
        EmbeddedDatabase database = new EmbeddedDatabase(folder.toRealPath(), port, serverSettings);
        database.discardUnfinished();
        database.start();
        try {
            database.prepare(password);
        } catch (SQLException | IOException e) {
            database.stop();
            throw new IOException("PostgreSQL runs in " + folder + " but cannot be prepared: " + e.getMessage(), e);
        }
        return database;
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://" + Ports.LOOPBACK + ":" + port + "/" + NAME;
    }

    /** Starts the server on the same port; after {@link #stop} or a crash of the server. */
    public void start() throws IOException {
        postmaster.stop();
        Ports.requireFree(port, "PostgreSQL");
        Path log = folder.resolve("server.log");
        try {
            server = builder(
                            PrivateFile.readOrCreate(folder.resolve("superuser.password"), PrivateFile::randomText),
                            log)
                    .start();
        } catch (IOException | IllegalStateException e) {
            postmaster.stop();
            throw new IOException("PostgreSQL did not start; " + log + " ends with: " + lastLine(log), e);
        }
    }

    /** Stops the server; the data stays. Connected clients are cut off. */
    public void stop() throws IOException {
        if (server != null) server.close();
        server = null;
        postmaster.stop();
    }

    @Override
    public void close() throws IOException {
        stop();
    }

    private EmbeddedPostgres.Builder builder(String superuserPassword, Path log) {
        Redirect toLog = Redirect.appendTo(log.toFile());
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
        serverSettings.forEach(builder::setServerConfig);
        return builder.setOverrideWorkingDirectory(folder.resolve("binaries").toFile())
                .setPgBinaryResolver(
                        (system, machine) -> DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine))
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPort(port)
                .setPGStartupWait(START_LIMIT)
                .setOutputRedirector(toLog)
                .setErrorRedirector(toLog)
                // these two go to initdb as they are, and win over its "trust everybody"
                .setLocaleConfig("auth", "scram-sha-256")
                .setLocaleConfig("pwfile", folder.resolve("superuser.password").toString())
                .setConnectConfig("password", superuserPassword)
                .setServerConfig("listen_addresses", Ports.LOOPBACK)
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", "100");
    }

    private void prepare(String password) throws SQLException, IOException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            if (!exists(statement, "SELECT 1 FROM pg_roles WHERE rolname = '" + NAME + "'")) {
                statement.execute("CREATE ROLE " + NAME + " LOGIN");
            }
            statement.execute("ALTER ROLE " + NAME + " PASSWORD '" + password.replace("'", "''") + "'");
            if (!exists(statement, "SELECT 1 FROM pg_database WHERE datname = '" + NAME + "'")) {
                statement.execute("CREATE DATABASE " + NAME + " OWNER " + NAME);
            }
        }
        Path marker = preparedMarker();
        if (!Files.exists(marker)) Files.createFile(marker);
    }

    /** Data without the marker comes from a start that was killed before anybody could use it. */
    private void discardUnfinished() throws IOException {
        if (Files.exists(preparedMarker()) || !Files.exists(data)) return;
        postmaster.stop();
        Folders.delete(data);
    }

    private Path preparedMarker() {
        return folder.resolve("prepared");
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    private static String lastLine(Path log) throws IOException {
        if (!Files.exists(log)) return "(nothing)";
        List<String> lines = Files.readAllLines(log);
        return lines.isEmpty() ? "(nothing)" : lines.get(lines.size() - 1);
    }
}
