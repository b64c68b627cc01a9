package io.tapemill.drills.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PrometheusTest {
    @Test
    void waitsAndRangesTakeATenthOfTheirTime() {
        assertThat(Prometheus.faster("for: 5m\nexpr: rate(trades_total[1h]) > 50000\n"))
                .isEqualTo("for: 30s\nexpr: rate(trades_total[360s]) > 50000\n");
    }

    @Test
    void aRangeStaysLongEnoughForTwoScrapes() {
        assertThat(Prometheus.faster("increase(commit_total[30s]) == 0")).isEqualTo("increase(commit_total[3s]) == 0");
        assertThat(Prometheus.faster("for: 10s")).isEqualTo("for: 3s");
    }

    @Test
    void noTimeOfTheRulesIsLeftAsItWas() throws IOException {
        for (String file : new String[] {"alerts.yml", "recording.yml"}) {
            String rules = Prometheus.faster(Files.readString(Path.of("../prometheus", file)));

            assertThat(rules).as(file).doesNotContainPattern("(for: |\\[)\\d+[mh]");
        }
    }
}
