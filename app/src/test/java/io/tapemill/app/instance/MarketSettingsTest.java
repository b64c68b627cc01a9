package io.tapemill.app.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapemill.app.settings.InvalidSettingsException;
import io.tapemill.app.settings.Settings;
import io.tapemill.app.settings.SettingsSources;
import io.tapemill.topology.market.MarketRules;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MarketSettingsTest {
    @Test
    void shouldFollowTheConsolidatedUsTapesByDefault() {
        MarketRules rules = MarketSettings.of(settings(Map.of()));
        assertThat(rules.profileId()).isEqualTo("us-consolidated/sip");
        assertThat(rules.calendar().id()).isEqualTo("us-equity");
        assertThat(rules.horizon()).as("the end of the next trade date").isEmpty();
        assertThat(rules.barsWithoutPrice()).isFalse();
    }

    @Test
    void shouldTakeWhatIsConfigured() {
        MarketRules rules = MarketSettings.of(settings(Map.of(
                "tapemill.conditions.profile", "all",
                "tapemill.calendar", "always-open",
                "tapemill.clock", "participant",
                "tapemill.correction.horizon", "36h",
                "tapemill.bars.without.price", "emit")));
        assertThat(rules.profileId()).isEqualTo("all/participant");
        assertThat(rules.horizon()).contains(Duration.ofHours(36));
        assertThat(rules.barsWithoutPrice()).isTrue();
    }

    @Test
    void shouldNameKeyValueAndChoicesWhenSomethingIsNotKnown() {
        assertThatThrownBy(() -> MarketSettings.of(settings(Map.of("tapemill.calendar", "/no/such.csv"))))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("tapemill.calendar=/no/such.csv")
                .hasMessageContaining("us-equity");
        assertThatThrownBy(() -> MarketSettings.of(settings(Map.of("tapemill.conditions.profile", "mine"))))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("tapemill.conditions.profile=mine");
        assertThatThrownBy(() -> MarketSettings.of(settings(Map.of("tapemill.conditions.day", "day.csv"))))
                .hasMessageContaining("belong together");
    }

    @Test
    void shouldRefuseAHorizonShorterThanTheLongestWindow() {
        Settings settings = settings(Map.of("tapemill.correction.horizon", "2h"));
        assertThatThrownBy(() -> PipelineSettings.topology(settings))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("tapemill.correction.horizon=PT2H");
    }

    private static Settings settings(Map<String, String> values) {
        return Settings.load(new SettingsSources(Optional.empty(), Map.of(), values));
    }
}
