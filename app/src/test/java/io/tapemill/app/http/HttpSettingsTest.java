package io.tapemill.app.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapemill.app.settings.InvalidSettingsException;
import io.tapemill.app.settings.Settings;
import io.tapemill.app.settings.SettingsSources;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSettingsTest {
    @Test
    void shouldListenOnLoopbackByDefault() {
        HttpSettings settings = HttpSettings.of(Settings.load(SettingsSources.ofValues(Map.of())));

        assertThat(settings.host()).isEqualTo("127.0.0.1");
        assertThat(settings.port()).isEqualTo(8080);
        assertThat(settings.answerBytes()).isEqualTo(128_000_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::"})
    void shouldRefuseAnAddressThatOthersCannotReachItUnder(String host) {
        Settings settings = Settings.load(SettingsSources.ofValues(Map.of("tapemill.http.host", host)));

        assertThatThrownBy(() -> HttpSettings.of(settings))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("tapemill.http.host=" + host);
    }
}
