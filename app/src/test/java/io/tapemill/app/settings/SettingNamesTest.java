package io.tapemill.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingNamesTest {
    @ParameterizedTest
    @CsvSource({
        "tapemill.topic.trades, TAPEMILL_TOPIC_TRADES",
        "tapemill.sink.jdbc.url, TAPEMILL_SINK_JDBC_URL",
        "kafka.bootstrap.servers, TAPEMILL_KAFKA_BOOTSTRAP_SERVERS",
        "streams.a_b-c.d, TAPEMILL_STREAMS_A__B___C_D"
    })
    void shouldMapKeysToVariablesAndBack(String key, String variable) {
        assertThat(EnvironmentNames.variableOf(key)).isEqualTo(variable);
        assertThat(EnvironmentNames.keyOf(variable)).isEqualTo(key);
    }

    @Test
    void shouldMapEveryDeclaredKeyToAVariableAndBack() {
        for (Key<?> key : Keys.all()) {
            assertThat(EnvironmentNames.keyOf(EnvironmentNames.variableOf(key.name())))
                    .isEqualTo(key.name());
        }
    }

    @ParameterizedTest
    @CsvSource({"tapemill.trheads, tapemill.threads", "tapemill.topics.bars, tapemill.topic.bars"})
    void shouldFindTheKeyThatWasProbablyMeant(String wrong, String meant) {
        assertThat(NearestKey.to(wrong)).isEqualTo(meant);
    }

    @ParameterizedTest
    @CsvSource({"kitten, sitting, 3", "'', abc, 3", "same, same, 0", "abc, acb, 2"})
    void shouldCountEdits(String a, String b, int distance) {
        assertThat(NearestKey.distance(a, b)).isEqualTo(distance);
        assertThat(NearestKey.distance(b, a)).isEqualTo(distance);
    }

    @ParameterizedTest
    @CsvSource({"PT5S, 5000", "500ms, 500", "5s, 5000", "2m, 120000", "48h, 172800000", "P7D, 604800000", "PT0.5S, 500"
    })
    void shouldReadDurationsInBothSpellings(String text, long ms) {
        assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(ms));
        assertThat(Durations.parse(Durations.text(Duration.ofMillis(ms)))).isEqualTo(Duration.ofMillis(ms));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "s", "5 s", "-5s", "1.5s", "99999999999999999999s", "999999999999d", "soon", ""})
    void shouldRefuseWhatIsNoDuration(String text) {
        assertThatThrownBy(() -> Durations.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldHaveTheReferencePageThatTheDeclarationsGive() throws IOException {
        Path page = Path.of("..", "docs", "configuration.md");

        assertThat(Reference.markdown())
                .as("write it anew: ./tapemill config --reference > docs/configuration.md")
                .isEqualTo(Files.readString(page));
    }
}
