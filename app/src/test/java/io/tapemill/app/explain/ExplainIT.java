package io.tapemill.app.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tapemill.app.cli.Commands;
import io.tapemill.app.cli.ExitCode;
import io.tapemill.app.instance.Instance;
import io.tapemill.app.sandbox.Sandbox;
import io.tapemill.app.sandbox.SandboxConfig;
import io.tapemill.app.settings.RegistrySettings;
import io.tapemill.app.settings.Settings;
import io.tapemill.app.settings.SettingsSources;
import io.tapemill.app.tape.TapeTimes;
import io.tapemill.app.tape.TradePublisher;
import io.tapemill.schemas.FixedPoint;
import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import io.tapemill.serdes.RestSchemaRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ExplainIT {
    private static final String START = "2025-01-02T14:30:00Z";

    @TempDir
    private Path folder;

    private Sandbox sandbox;
    private Settings settings;
    private RestSchemaRegistry registry;
    private TradePublisher publisher;
    private StringWriter out;
    private StringWriter err;

    @BeforeEach
    void start() throws Exception {
        sandbox = Sandbox.open(SandboxConfig.in(folder.resolve("sandbox")));
        settings = Settings.load(SettingsSources.ofFile(sandbox.propertiesFile()));
        registry = new RestSchemaRegistry(RegistrySettings.of(settings));
        publisher = new TradePublisher(settings, registry);
    }

    @AfterEach
    void stop() throws Exception {
        publisher.close();
        registry.close();
        sandbox.close();
    }

    @Test
    void shouldNameEachTradeOfABarAndWhy() throws Exception {
        try (Instance instance = Instance.start(settings)) {
            instance.ready().get(1, TimeUnit.MINUTES);
            send(TradeKind.TRADE, 1, "14:30:05.000000001Z", "10", "@", null);
            send(TradeKind.TRADE, 2, "14:30:10Z", "99", "@", null);
            send(TradeKind.TRADE, 3, "14:30:20Z", "50", "@  I", null);
            send(TradeKind.TRADE, 3, "14:30:20Z", "50", "@  I", null);
            send(TradeKind.TRADE, 4, "14:30:50Z", "11", "@", null);
            send(TradeKind.END, 0, "14:40:00Z", "0", "", null);
            send(TradeKind.CANCEL, 5, "14:41:00Z", "0", "", 2L);
            send(TradeKind.TRADE, 6, "14:30:01Z", "9.5", "@", null);
            publisher.flush();
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> explain("--json") == ExitCode.DONE
                            && json().path("revisions").size() == 3);

            assertThat(outcomes())
                    .containsExactly(
                            "6 late [open, low, volume] ",
                            "1 [volume] ",
                            "2 [] cancelled",
                            "3 [volume] I: volume only",
                            "3 [] duplicate",
                            "4 [high, close, volume] ");
            assertThat(json().path("notes")).isEmpty();
            assertThat(json().path("bar").path("high").decimalValue()).isEqualByComparingTo("11");
            assertThat(json().path("revisions"))
                    .extracting(revision -> revision.path("cause").asText())
                    .containsExactly("close", "cancel", "late");

            assertThat(explain()).isEqualTo(ExitCode.DONE);
            assertThat(out.toString())
                    .contains("2025-01-02T14:30:05.000000001Z", "left out: cancelled by offset ")
                    .contains("late, counted: open, low, volume", "counted: volume (I: volume only)");
            assertThat(execute("verify", "--wait", "60")).as(out.toString()).isEqualTo(ExitCode.DONE);
            assertGapsAreFilledOnReading();
        }
    }

    @Test
    void shouldSayWhenThereIsNothingToExplain() {
        assertThat(explain()).isEqualTo(ExitCode.FAILURE);
        assertThat(err.toString()).contains("there is no 1m bar of ACME at " + START, "has no record of it");
        assertThat(execute("explain", "--symbol", "ACME", "--interval", "1m", "--start", "2025-01-02T14:30:07Z"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("falls into the one that starts at " + START);
    }

    private void assertGapsAreFilledOnReading() {
        String range = "--from=2025-01-02T14:29:00Z --to=2025-01-02T14:33:00Z --symbol=ACME --interval=1m";
        String[] bars = ("bars --format=csv --fill=previous " + range).split(" ");
        assertThat(execute(bars)).as(err.toString()).isEqualTo(ExitCode.DONE);
        assertThat(out.toString().lines().skip(1))
                .hasSize(3)
                .last()
                .isEqualTo("ACME,1m,2025-01-02T14:32:00Z,2025-01-02T14:33:00Z,11,11,11,11,0,,0,0,filled");
    }

    /** Id, what it set and why it was left out or limited. */
    private List<String> outcomes() throws Exception {
        List<String> outcomes = new ArrayList<>();
        for (JsonNode trade : json().path("trades")) {
            List<String> sets = new ArrayList<>();
            trade.path("sets").forEach(set -> sets.add(set.asText()));
            boolean counted = trade.path("counted").asBoolean();
            outcomes.add(trade.path("id").asLong() + (trade.path("late").asBoolean() ? " late " : " ") + sets + " "
                    + trade.path(counted ? "detail" : "reason").asText());
        }
        return outcomes;
    }

    private JsonNode json() throws Exception {
        return new ObjectMapper().readTree(out.toString());
    }

    private int explain(String... more) {
        List<String> all = new ArrayList<>(List.of("explain", "--symbol", "ACME", "--interval", "1m"));
        all.addAll(List.of("--start", START));
        all.addAll(List.of(more));
        return execute(all.toArray(new String[0]));
    }

    private int execute(String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(1, List.of("-c", sandbox.propertiesFile().toString()));
        CommandLine command = Commands.commandLine();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return command.execute(all.toArray(new String[0]));
    }

    private void send(TradeKind kind, long id, String time, String price, String conditions, Long original) {
        long timeNs = TapeTimes.parseNs("2025-01-02T" + time);
        long priceE9 = FixedPoint.parseE9(price);
        long sizeE9 = FixedPoint.parseE9("100");
        Trade trade =
                new Trade(kind, "ACME", "N", "C", id, id, timeNs, timeNs, priceE9, sizeE9, conditions, original, null);
        publisher.send(trade, () -> "test trade " + id);
    }
}
