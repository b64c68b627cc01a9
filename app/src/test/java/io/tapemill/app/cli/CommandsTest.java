package io.tapemill.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class CommandsTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    static Iterable<String> commands() {
        return Commands.commandLine().getSubcommands().keySet();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldGiveHelpAndTheVersionForEveryCommand(String command) {
        assertThat(execute(command, "--help")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains("Usage: tapemill " + command, "--config", "--set", "--verbose");
        assertThat(execute(command, "--version")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains("tapemill 0");
    }

    @Test
    void shouldCallAWrongUsageTwo() {
        assertThat(execute()).isEqualTo(ExitCode.USAGE);
        assertThat(execute("confg")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("'confg'", "tapemill config", "See tapemill --help");
        assertThat(execute("config", "--set", "noequals")).isEqualTo(ExitCode.USAGE);
        assertThat(execute("sandbox")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--data", "See tapemill sandbox --help");
    }

    @Test
    void shouldCallAWrongConfigurationThreeAndNameAllOfIt() {
        assertThat(execute("config", "--set", "tapemill.grase=1s", "--set", "tapemill.threads=none"))
                .isEqualTo(ExitCode.CONFIGURATION);
        assertThat(err.toString())
                .contains("tapemill.grase=1s", "tapemill.grace?", "tapemill.threads=none", "a whole number from 1");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void shouldShowAStackTraceOnlyWhenAsked() throws IOException {
        String absent = folder.resolve("absent").toString();
        execute("config", "-c", absent);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("tapemill: ")
                .contains(absent);

        execute("config", "-v", "-c", absent);
        assertThat(err.toString()).contains("InvalidSettingsException").contains("\tat ");
    }

    @Test
    void shouldPrintValuesWithTheirOriginAsTextAndAsJson() throws IOException {
        Path file = Files.writeString(folder.resolve("f"), "tapemill.sink.jdbc.password=geheim\ntapemill.grace=7s\n");
        Files.setPosixFilePermissions(file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));

        execute("config", "-c", file.toString(), "--set", "tapemill.threads=5");
        execute("config", "-c", file.toString(), "--json");

        assertThat(out.toString())
                .containsPattern("tapemill.grace +7s +file")
                .containsPattern("tapemill.threads +5 +set")
                .containsPattern("tapemill.clock +sip +default")
                .contains("\"origin\" : \"file\"")
                .doesNotContain("geheim");
    }

    @Test
    void shouldSayAllThatWouldStopAStart() {
        assertThat(execute(
                        "config",
                        "--set",
                        "tapemill.http.host=10.0.0.5",
                        "--set",
                        "tapemill.sink.jdbc.url=jdbc:postgresql://db/bars"))
                .isEqualTo(ExitCode.CONFIGURATION);
        assertThat(err.toString()).contains("tapemill.http.keys.file", "speaks in clear", "verify-full");
    }

    @Test
    void shouldMakeAKeyAndShowItThisOnce() {
        assertThat(execute("key", "--name", "desk", "--scope", "read,stream")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString())
                .containsPattern("secret  tapemill_[A-Za-z0-9_-]{43}\n")
                .containsPattern("line    desk read,stream sha256:[0-9a-f]{64}\n");
        assertThat(execute("key", "--name", "desk", "--scope", "write")).isEqualTo(ExitCode.USAGE);
        assertThat(execute("key", "--name", "a b", "--scope", "read")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void shouldTakeNoSecretFromTheCommandLine() {
        assertThat(execute("config", "--set", "tapemill.sink.jdbc.password=geheim"))
                .isEqualTo(ExitCode.CONFIGURATION);
        assertThat(out.toString() + err).doesNotContain("geheim");
    }

    @Test
    void shouldRefuseAnIntervalThatIsNotConfigured() {
        int code = execute(
                "bars",
                "--symbol",
                "A",
                "--interval",
                "7q",
                "--set",
                "tapemill.sink.jdbc.url=jdbc:postgresql://127.0.0.1/d");

        assertThat(code).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("interval '7q' is not configured; configured: 1s, 1m, 5m, 1h, 1d");
    }

    @Test
    void shouldRefuseAMisspeltSession() {
        int code = execute("bars", "--symbol", "A", "--interval", "1d", "--session", "regulr");

        assertThat(code).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--session", "regulr", "ALL, EARLY, REGULAR, LATE");
    }

    @Test
    void shouldTellFailuresApart() {
        assertThat(ExitCode.of(new IllegalStateException("x"))).isEqualTo(ExitCode.FAILURE);
        assertThat(ExitCode.of(new IllegalStateException(new TimeoutException("x"))))
                .isEqualTo(ExitCode.UNREACHABLE);
        assertThat(ExitCode.of(new ConnectException("x"))).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(ExitCode.of(new RuntimeException(new SQLException("x", "08001"))))
                .isEqualTo(ExitCode.UNREACHABLE);
        assertThat(ExitCode.of(new SQLException("x", "42P01"))).isEqualTo(ExitCode.FAILURE);
        assertThat(ExitCode.of(new ConfigException("x"))).isEqualTo(ExitCode.CONFIGURATION);
    }

    private int execute(String... arguments) {
        CommandLine command = Commands.commandLine();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return command.execute(arguments);
    }
}
