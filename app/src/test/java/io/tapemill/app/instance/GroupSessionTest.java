package io.tapemill.app.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class GroupSessionTest {
    @Test
    void shouldTakeThreeSecondsWhereBrokersGrantThem() {
        assertThat(GroupSession.of(Duration.ofSeconds(1)).properties())
                .containsEntry("session.timeout.ms", "3000")
                .containsEntry("heartbeat.interval.ms", "300");
        assertThat(GroupSession.of(Duration.ofSeconds(3)).timeout()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void shouldTakeTheShortestThatBrokersGrantOtherwise() {
        assertThat(GroupSession.of(Duration.ofSeconds(6)).properties()).containsEntry("session.timeout.ms", "6000");
    }
}
