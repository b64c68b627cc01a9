package io.tapemill.drills.backup;

import io.tapemill.app.sandbox.Folders;
import io.tapemill.drills.process.FreePorts;
import io.tapemill.drills.process.Patience;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The system's PostgreSQL under the scripts of {@code ops/backup}: they need one that pgBackRest knows, with psql and a
 * Unix socket, none of which the sandbox's has. Run by root, server and scripts run as the user postgres.
 */
final class ArchivedPostgres {
    static final String NAME = "tapemill";

    private static final Path SCRIPTS = Path.of("../backup").toAbsolutePath();
    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int COMMAND_MINUTES = 3;
    private static final int RESTART_FIRST = 3;

    private final Path folder;
    private final Path data;
    private final Path programs;
    private final Path settings;
    private final int port;
    private final String password;

    private ArchivedPostgres(Path folder, Path programs, int port, String password) {
        this.folder = folder;
        this.data = folder.resolve("data");
        this.programs = programs;
        this.settings = folder.resolve("backup.env");
        this.port = port;
        this.password = password;
    }

    /** Why it cannot run here; empty when it can. */
    static Optional<String> missing() throws IOException {
        if (!Files.isExecutable(Path.of("/usr/bin/pgbackrest"))) return Optional.of("pgbackrest is not installed");
        if (programs().isEmpty()) return Optional.of("PostgreSQL is not installed in " + VERSIONS);
        return Optional.empty();
    }

    private static Optional<Path> programs() throws IOException {
        if (!Files.isDirectory(VERSIONS)) return Optional.empty();
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max((a, b) -> a.toString().compareTo(b.toString()));
        }
    }

    /** A running server with our database and role, archiving through pgBackRest. */
    static ArchivedPostgres start(Path folder, int port, String password, int archiveSeconds)
            throws IOException, InterruptedException, SQLException {
        ArchivedPostgres postgres = new ArchivedPostgres(folder, programs().orElseThrow(), port, password);
        postgres.prepareFolders();
        postgres.writeSettings(archiveSeconds);
        postgres.initialize();
        postgres.launch();
        postgres.execute("CREATE ROLE " + NAME + " LOGIN PASSWORD '" + password + "'", "postgres");
        postgres.execute("CREATE DATABASE " + NAME + " OWNER " + NAME, "postgres");
        Result first = postgres.script("setup");
        if (first.code() != RESTART_FIRST) throw new IOException("setup should ask for a restart: " + first);
        postgres.require("pg_ctl", "-D", postgres.data.toString(), "-m", "fast", "stop");
        postgres.launch();
        postgres.setup();
        return postgres;
    }

    private void prepareFolders() throws IOException {
        Files.setPosixFilePermissions(folder.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
        // the checkout may be where only its owner may look
        for (String sub : List.of("", "repository", "log", "metrics", "scripts")) {
            own(Files.createDirectories(folder.resolve(sub)));
        }
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                own(Files.copy(file, folder.resolve("scripts").resolve(file.getFileName())));
            }
        }
        for (String script : List.of("setup", "run", "restore")) {
            Files.setPosixFilePermissions(
                    folder.resolve("scripts").resolve(script), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private static void own(Path path) throws IOException {
        if (!ROOT) return;
        UserPrincipal postgres =
                path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres");
        Files.setOwner(path, postgres);
    }

    private void writeSettings(int archiveSeconds) throws IOException {
        Files.write(
                settings,
                List.of(
                        "PG_BIN=" + programs,
                        "PGDATA=" + data,
                        "PGHOST=" + folder,
                        "PGPORT=" + port,
                        "PGUSER=postgres",
                        "PGDATABASE=" + NAME,
                        "PG_START='" + programs + "/pg_ctl -D " + data + " -l " + folder + "/server.log -W start'",
                        "STANZA=" + NAME,
                        "PGBACKREST_CONF=" + folder + "/pgbackrest.conf",
                        "REPOSITORY=" + folder.resolve("repository"),
                        "LOG_DIR=" + folder.resolve("log"),
                        "RETENTION_DAYS=14",
                        "ARCHIVE_TIMEOUT=" + archiveSeconds,
                        "REHEARSAL_DIR=" + folder,
                        "TEXTFILE_DIR=" + folder.resolve("metrics")));
        own(settings);
    }

    private void initialize() throws IOException, InterruptedException {
        Path secret = folder.resolve("superuser.password");
        Files.writeString(secret, password);
        own(secret);
        require(
                "initdb",
                "-D",
                data.toString(),
                "-U",
                "postgres",
                "--pwfile=" + secret,
                "--auth-local=trust",
                "--auth-host=scram-sha-256",
                "--data-checksums");
        Files.write(
                data.resolve("postgresql.conf"),
                List.of(
                        "port = " + port,
                        "listen_addresses = '" + FreePorts.LOOPBACK + "'",
                        "unix_socket_directories = '" + folder + "'"),
                StandardOpenOption.APPEND);
    }

    private void launch() throws IOException, InterruptedException {
        require("pg_ctl", "-D", data.toString(), "-l", folder + "/server.log", "-w", "start");
    }

    String address() {
        return FreePorts.LOOPBACK + ":" + port;
    }

    Path metrics() {
        return folder.resolve("metrics");
    }

    /** WAL in the repository, the oldest first. */
    List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("repository/archive"))) {
            return files.filter(file -> file.getFileName().toString().endsWith(".zst"))
                    .sorted()
                    .toList();
        }
    }

    void setup() throws IOException, InterruptedException {
        script("setup").requireDone();
    }

    /** What the script printed. */
    String backUp(String what) throws IOException, InterruptedException {
        return script("run", what).requireDone();
    }

    /** What the script printed. */
    String restore(String... arguments) throws IOException, InterruptedException {
        return script("restore", arguments).requireDone();
    }

    Result script(String name, String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(folder.resolve("scripts").resolve(name).toString(), "-c", settings.toString()));
        command.addAll(List.of(arguments));
        return run(command);
    }

    /** Exit code and all that was printed. */
    record Result(int code, String output) {
        String requireDone() throws IOException {
            if (code != 0) throw new IOException("exit code " + code + ": " + output);
            return output;
        }
    }

    private void require(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(programs.resolve(program).toString()));
        command.addAll(List.of(arguments));
        run(command).requireDone();
    }

    private Result run(List<String> command) throws IOException, InterruptedException {
        List<String> whole = new ArrayList<>();
        if (ROOT) whole.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"));
        whole.addAll(command);
        Path output = Files.createTempFile(folder, "command", ".out");
        Process process = new ProcessBuilder(whole)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(COMMAND_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException(command + " did not end: " + Files.readString(output));
        }
        return new Result(process.exitValue(), Files.readString(output).strip());
    }

    /** Returns when everything that has committed is in the archive. */
    void archiveNow() throws SQLException, InterruptedException {
        String segment = ask("SELECT pg_walfile_name(pg_switch_wal())");
        Patience.await(
                PATIENCE, () -> "segment " + segment + " in the archive", () -> ask("SELECT last_archived_wal >= '"
                                + segment + "' FROM pg_stat_archiver")
                        .equals("t"));
    }

    /** The server's machine burns down: its processes are gone, and so are its files. The repository is elsewhere. */
    void destroy() throws IOException, InterruptedException {
        kill();
        Folders.delete(data);
    }

    /** The server is gone at once; its files stay. Nothing is done when it does not run. */
    void kill() throws IOException, InterruptedException {
        Path pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) return;
        long pid = Long.parseLong(
                Files.readAllLines(pidFile, StandardCharsets.UTF_8).get(0).strip());
        Optional<ProcessHandle> server = ProcessHandle.of(pid);
        if (server.isEmpty()) return;
        List<ProcessHandle> family =
                Stream.concat(server.stream(), server.get().descendants()).toList();
        family.forEach(ProcessHandle::destroyForcibly);
        Patience.await(
                PATIENCE, () -> "the end of PostgreSQL", () -> family.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** The first row, its columns joined by a blank. */
    String ask(String query) throws SQLException {
        try (Connection connection = connect(NAME);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            List<String> values = new ArrayList<>();
            for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) values.add(result.getString(i));
            return String.join(" ", values);
        }
    }

    private void execute(String sql, String database) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + address() + "/" + database + "?connectTimeout=5&socketTimeout=60",
                "postgres",
                password);
    }
}
