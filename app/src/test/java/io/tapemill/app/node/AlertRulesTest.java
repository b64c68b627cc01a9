package io.tapemill.app.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Prometheus's files: that it takes them, that each alert fires when it should, and that each has its runbook. */
class AlertRulesTest {
    private static final Path ROOT = Path.of("..");
    private static final Path PROMETHEUS = ROOT.resolve("ops/prometheus");
    private static final Pattern OURS = Pattern.compile("\\btapemill_\\w+");

    @Test
    void prometheusTakesRulesAndConfiguration() throws Exception {
        String alerts = PROMETHEUS.resolve("alerts.yml").toString();
        String recording = PROMETHEUS.resolve("recording.yml").toString();
        String config = PROMETHEUS.resolve("prometheus.yml").toString();
        assertThat(Promtool.run(null, "check", "rules", alerts, recording))
                .matches(result -> result.exitCode() == 0, "rules are valid");
        assertThat(Promtool.run(null, "check", "config", "--syntax-only", config))
                .matches(result -> result.exitCode() == 0, "configuration is valid");
    }

    @Test
    void everyAlertFiresWhenItShouldAndOnlyThen() throws Exception {
        List<String> arguments = new ArrayList<>(List.of("test", "rules"));
        arguments.add(PROMETHEUS.resolve("tests/alerts_test.yml").toString());
        arguments.add(PROMETHEUS.resolve("tests/slow_alerts_test.yml").toString());
        Promtool.Result result = Promtool.run(null, arguments.toArray(String[]::new));
        assertThat(result.exitCode()).as(String.join("\n", result.lines())).isZero();
    }

    @Test
    void everyAlertIsTestedBothWays() throws IOException {
        Set<String> tested = new TreeSet<>();
        for (String file : List.of("tests/alerts_test.yml", "tests/slow_alerts_test.yml")) {
            for (JsonNode test : yaml(file).path("tests"))
                tested.add(test.path("name").asText());
        }
        for (String alert : alerts()) assertThat(tested).contains(alert + " fires", alert + " stays silent");
    }

    @Test
    void everyAlertHasItsRunbookAndEveryRunbookItsAlert() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("docs/runbooks"))) {
            Set<String> runbooks = files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("README.md"))
                    .map(name -> name.replace(".md", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(runbooks).isEqualTo(alerts());
        }
        for (JsonNode rule : rules("alerts.yml")) {
            String url = rule.path("annotations").path("runbook_url").asText();
            assertThat(ROOT.resolve(url)).exists();
            assertThat(Files.readString(ROOT.resolve(url)))
                    .contains("**Symptom.**", "**Check.**", "**Do.**", "**Undo.**", "**Afterwards.**");
        }
    }

    @Test
    void everyMetricOfOursInARuleIsDocumented() throws IOException {
        String documented = Files.readString(ROOT.resolve("docs/metrics.md"));
        for (String file : List.of("alerts.yml", "recording.yml")) {
            for (JsonNode rule : rules(file)) {
                OURS.matcher(rule.path("expr").asText())
                        .results()
                        .map(match -> match.group().replaceAll("_(bucket|count|sum)$", ""))
                        .forEach(name -> assertThat(documented).contains('`' + name));
            }
        }
    }

    private static Set<String> alerts() throws IOException {
        Set<String> names = new TreeSet<>();
        for (JsonNode rule : rules("alerts.yml")) names.add(rule.path("alert").asText());
        return names;
    }

    private static JsonNode rules(String file) throws IOException {
        return yaml(file).path("groups").path(0).path("rules");
    }

    private static JsonNode yaml(String file) throws IOException {
        return new YAMLMapper().readTree(PROMETHEUS.resolve(file).toFile());
    }
}
