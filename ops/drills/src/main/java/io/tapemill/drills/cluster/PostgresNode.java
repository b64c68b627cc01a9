package io.tapemill.drills.cluster;

import io.tapemill.app.sandbox.EmbeddedDatabase;
import io.tapemill.app.sandbox.Folders;
import io.tapemill.drills.process.FreePorts;
import io.tapemill.drills.process.LocalProcess;
import io.tapemill.drills.process.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One PostgreSQL server of a pair, run from the binaries that the product's sandbox carries. */
public final class PostgresNode {
    public static final String DATABASE = "tapemill";
    private static final Duration START = Duration.ofSeconds(90);
    private static final String SUPERUSER = "postgres";

    private static Path unpacked;

    private final String name;
    private final Path folder;
    private final Path data;
    private final Path program;
    private final int port;
    private final String superuserPassword;
    private LocalProcess process;

    private PostgresNode(String name, Path folder, Path data, Path program, int port, String superuserPassword) {
        this.name = name;
        this.folder = folder;
        this.data = data;
        this.program = program;
        this.port = port;
        this.superuserPassword = superuserPassword;
    }

    /** A new server with our database and role, not started. */
    static PostgresNode create(Path folder, int port, String password) throws IOException {
        Path home = folder.resolve("postgres-1");
        EmbeddedDatabase.open(home, port, password).close();
        String superuserPassword =
                Files.readString(home.resolve("superuser.password")).strip();
        return new PostgresNode(
                "postgres-1", folder, home.resolve("data").toRealPath(), program(home), port, superuserPassword);
    }

    /** The sandbox's database unpacks its binaries once in a JVM, for the first server. */
    private static synchronized Path program(Path home) throws IOException {
        Path binaries = home.resolve("binaries");
        if (Files.exists(binaries)) {
            try (Stream<Path> files = Files.find(binaries, 3, (file, attributes) -> file.endsWith("bin/postgres"))) {
                unpacked = files.findFirst().orElse(unpacked);
            }
        }
        if (unpacked == null) throw new IOException("no PostgreSQL binaries in " + home);
        return unpacked;
    }

    /** The server that will follow this one; it has no data yet. */
    PostgresNode partner(int partnerPort) {
        return new PostgresNode(
                "postgres-2", folder, folder.resolve("postgres-2"), program, partnerPort, superuserPassword);
    }

    /** The same server over another folder. */
    public PostgresNode at(Path otherData) {
        return new PostgresNode(name, folder, otherData, program, port, superuserPassword);
    }

    public String name() {
        return name;
    }

    public String address() {
        return FreePorts.LOOPBACK + ":" + port;
    }

    /** For who looks at the server's own figures, with its password: an environment variable, never an argument. */
    String superuserUrl() {
        return "postgresql://" + SUPERUSER + ":" + superuserPassword + "@" + address() + "/" + DATABASE
                + "?sslmode=disable&connect_timeout=2";
    }

    public LocalProcess process() {
        return process;
    }

    public Path data() {
        return data;
    }

    /** Starts it as what its data say it is; returns when it answers. */
    public void start() throws IOException, InterruptedException {
        Files.deleteIfExists(data.resolve("postmaster.pid"));
        List<String> command = new ArrayList<>();
        // the server refuses to run as root; in a user namespace of its own it does not see that it is
        if ("root".equals(System.getProperty("user.name"))) command.addAll(List.of("unshare", "-U"));
        command.addAll(List.of(program.toString(), "-D", data.toString(), "-p", Integer.toString(port)));
        for (String setting : List.of(
                "listen_addresses=" + FreePorts.LOOPBACK,
                "unix_socket_directories=",
                "fsync=on",
                "synchronous_commit=on",
                "max_connections=100",
                "wal_keep_size=1GB",
                "wal_receiver_status_interval=1",
                "wal_retrieve_retry_interval=500")) {
            command.add("-c");
            command.add(setting);
        }
        process = LocalProcess.start(name, folder, command, Map.of());
        Patience.await(START, () -> name + " answers on " + address(), () -> {
            if (!process.isAlive()) throw new IllegalStateException(name + " ended by itself");
            return ask("SELECT 1").equals("1");
        });
    }

    /** Fills this server's folder with a copy of a running primary, to follow it from then on. */
    public void follow(PostgresNode primary) throws IOException, SQLException {
        if (Files.exists(data)) Folders.delete(data);
        try (Connection connection = primary.superuser();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_backup_start('" + name + "', true)");
            BaseBackup.copy(primary.data, data);
            try (ResultSet result = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
                result.next();
                Files.writeString(data.resolve("backup_label"), result.getString(1));
            }
        }
        Files.createFile(data.resolve("standby.signal"));
        Files.writeString(
                data.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=" + FreePorts.LOOPBACK + " port=" + primary.port + " user=" + SUPERUSER
                        + " password=" + superuserPassword + " application_name=" + name + "'\n");
    }

    /** Makes a follower the primary. */
    public void promote() throws SQLException {
        ask("SELECT pg_promote(true, 60)");
    }

    /** Cuts a follower off from its primary: from now on it falls behind. */
    public void stopFollowing() throws SQLException {
        execute("ALTER SYSTEM SET primary_conninfo = ''");
        execute("SELECT pg_reload_conf()");
    }

    /** The first column of the first row as text; empty without a row. */
    public String ask(String query) throws SQLException {
        try (Connection connection = superuser();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            return result.next() ? String.valueOf(result.getString(1)) : "";
        }
    }

    /** The first column of every row. */
    public List<String> askAll(String query) throws SQLException {
        try (Connection connection = superuser();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) rows.add(result.getString(1));
            return rows;
        }
    }

    public void execute(String sql) throws SQLException {
        try (Connection connection = superuser();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection superuser() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + address() + "/" + DATABASE + "?connectTimeout=2&socketTimeout=90",
                SUPERUSER,
                superuserPassword);
    }
}
