package io.tapemill.app.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapemill.app.settings.InvalidSettingsException;
import io.tapemill.app.settings.Settings;
import io.tapemill.app.settings.SettingsSources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class StreamsSettingsTest {
    @Test
    void shouldLeaveToKafkaStreamsTheLongerOfTheTwoCommitIntervals() {
        assertThat(of(Map.of())).containsEntry("commit.interval.ms", 1_000L);
        assertThat(of(Map.of("tapemill.commit.interval", "2s"))).containsEntry("commit.interval.ms", 2_000L);
    }

    @Test
    void shouldNameTheKeysWhenATransactionWouldTimeOutBeforeItsCommit() {
        assertThatThrownBy(() -> of(Map.of("tapemill.commit.interval.catchup", "15s")))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("tapemill.commit.interval.catchup=PT15S")
                .hasMessageContaining("streams.producer.transaction.timeout.ms=10000");
        assertThatThrownBy(() -> of(Map.of("tapemill.commit.interval", "10s")))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("tapemill.commit.interval=PT10S");
    }

    @Test
    void shouldTakeALongIntervalWithALongerTransaction() {
        Map<String, String> values =
                Map.of("tapemill.commit.interval.catchup", "15s", "streams.producer.transaction.timeout.ms", "30000");
        assertThat(of(values)).containsEntry("commit.interval.ms", 15_000L);
    }

    private static Properties of(Map<String, String> values) {
        Settings settings = Settings.load(new SettingsSources(Optional.empty(), Map.of(), values));
        return StreamsSettings.of(settings, new GroupSession(Duration.ofSeconds(4)), Path.of("state"), "");
    }
}
