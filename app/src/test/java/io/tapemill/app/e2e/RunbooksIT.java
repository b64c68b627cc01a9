package io.tapemill.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.app.FreePort;
import io.tapemill.app.sandbox.Sandbox;
import io.tapemill.app.sandbox.SandboxConfig;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Settings;
import io.tapemill.app.settings.SettingsSources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executes what the runbooks tell the person on call to type, against an instance that runs as they expect it. */
class RunbooksIT {
    private static final Path RUNBOOKS = Path.of("..", "docs", "runbooks");
    private static final Pattern BLOCK = Pattern.compile("(?m)^```sh\\n(.*?)^```", Pattern.DOTALL);
    private static final List<String> TOOLS =
            List.of("bash", "curl", "psql", "pgbackrest", "pgrep", "redis-server", "redis-cli");

    private static final int PATIENCE_S = 60;

    @TempDir
    private Path folder;

    private record Command(String runbook, String text) {}

    @Test
    void everyCommandOfEveryRunbookRunsAndSaysSomething() throws Exception {
        for (String tool : TOOLS) {
            Assumptions.assumeTrue(run("command -v " + tool, Map.of(), 0).code() == 0, tool + " is not installed");
        }
        List<Command> commands = commands();
        assertThat(commands.size()).isGreaterThan(15);
        int port = FreePort.take();
        int redisPort = FreePort.take();
        String redis = "redis://127.0.0.1:" + redisPort;
        Cli cli = new Cli(folder);
        SoftAssertions softly = new SoftAssertions();
        Process redisServer = startRedis(redisPort);
        try (Sandbox sandbox = Sandbox.open(SandboxConfig.in(folder.resolve("sandbox")));
                Cli.Running instance = cli.start(
                        "run",
                        "-c",
                        sandbox.propertiesFile().toString(),
                        "--set",
                        "tapemill.http.port=" + port,
                        "--set",
                        "tapemill.cache.redis.url=" + redis)) {
            instance.awaitOutput("tapemill ready");
            publishOneOfLongAgo(cli, sandbox, port);
            Map<String, String> addresses = Map.of("DATABASE", database(sandbox), "REDIS", redis);
            for (Command command : commands) {
                Cli.Result result = run(command.text(), addresses, port);
                softly.assertThat(result.code())
                        .as("%s: %s%n%s%s", command.runbook(), command.text(), result.out(), result.err())
                        .isZero();
                softly.assertThat(result.out())
                        .as("%s: %s", command.runbook(), command.text())
                        .isNotBlank();
            }
        } finally {
            redisServer.destroyForcibly();
        }
        softly.assertAll();
        System.out.println("runbooks: " + commands.size() + " commands executed");
    }

    /** One whose every call is slow enough for its slow log. */
    private Process startRedis(int port) throws IOException {
        List<String> command = List.of(
                "redis-server",
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--slowlog-log-slower-than",
                "0");
        return new ProcessBuilder(command)
                .redirectOutput(folder.resolve("redis.log").toFile())
                .redirectErrorStream(true)
                .start();
    }

    /** So that there is something rejected to look for. */
    private void publishOneOfLongAgo(Cli cli, Sandbox sandbox, int port) throws IOException {
        Path tape = Files.writeString(folder.resolve("tape.csv"), """
                symbol,trade_id,price,size,participant_time
                A,1,10,5,%s
                A,2,10,5,2020-01-02T15:00:00Z
                """.formatted(Instant.now()));
        Cli.Result published =
                cli.run("publish", "-c", sandbox.propertiesFile().toString(), "--no-end", tape.toString());
        assertThat(published.code()).as(published.err()).isZero();
        String rejected = "curl -fsS http://127.0.0.1:8080/metrics | grep beyond-horizon";
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> run(rejected, Map.of(), port).code() == 0);
    }

    private static List<Command> commands() throws IOException {
        List<Command> commands = new ArrayList<>();
        try (Stream<Path> files = Files.list(RUNBOOKS)) {
            for (Path file : files.sorted().toList()) {
                Matcher blocks = BLOCK.matcher(Files.readString(file));
                while (blocks.find()) {
                    blocks.group(1)
                            .lines()
                            .forEach(line ->
                                    commands.add(new Command(file.getFileName().toString(), line)));
                }
            }
        }
        return commands;
    }

    private static String database(Sandbox sandbox) {
        Settings settings = Settings.load(SettingsSources.ofFile(sandbox.propertiesFile()));
        String address = settings.get(Keys.SINK_JDBC_URL).substring("jdbc:postgresql://".length());
        String password = settings.get(Keys.SINK_JDBC_PASSWORD);
        return "postgresql://" + settings.get(Keys.SINK_JDBC_USER) + ":" + password + "@" + address;
    }

    /** As typed at the root of the project; the instance and its disks are elsewhere here. */
    private Cli.Result run(String command, Map<String, String> addresses, int port)
            throws IOException, InterruptedException {
        String here = command.replace("127.0.0.1:8080", "127.0.0.1:" + port)
                .replaceAll("/var/lib/(pgbackrest|tapemill)", "/");
        Path out = folder.resolve("command.out");
        Path err = folder.resolve("command.err");
        ProcessBuilder builder = new ProcessBuilder("bash", "-o", "pipefail", "-c", here)
                .directory(Path.of("..").toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(addresses);
        Process process = builder.start();
        assertThat(process.waitFor(PATIENCE_S, TimeUnit.SECONDS))
                .as("%s ends", here)
                .isTrue();
        return new Cli.Result(
                process.exitValue(),
                Files.readString(out, StandardCharsets.ISO_8859_1),
                Files.readString(err, StandardCharsets.ISO_8859_1));
    }
}
