package io.tapemill.app.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReasonsTest {
    @Test
    void shouldWantAllWithoutAWordAboutIt() {
        Reasons all = Reasons.of(List.of());

        assertThat(all.excludes("beyond-horizon")).isFalse();
        assertThat(all.names("null-value")).isFalse();
    }

    @Test
    void shouldWantOnlyWhatIsNamed() {
        Reasons some = Reasons.of(List.of("beyond-horizon", "unknown-schema-id"));

        assertThat(some.excludes("unknown-schema-id")).isFalse();
        assertThat(some.excludes("time-ahead")).isTrue();
        assertThat(some.names("beyond-horizon")).isTrue();
    }

    @Test
    void shouldNameTheKnownReasonsWhenOneIsNot() {
        assertThatThrownBy(() -> Reasons.of(List.of("beyond-horizons")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'beyond-horizons'")
                .hasMessageContaining("beyond-horizon, ")
                .hasMessageContaining("wrong-magic");
    }
}
