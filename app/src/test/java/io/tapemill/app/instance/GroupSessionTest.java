package io.tapemill.app.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class GroupSessionTest {
    @Test
    void shouldTakeFourSecondsWhereBrokersGrantThem() {
        assertThat(GroupSession.of(Duration.ofSeconds(1)).properties())
                .containsEntry("session.timeout.ms", "4000")
                .containsEntry("heartbeat.interval.ms", "400");
        assertThat(GroupSession.of(Duration.ofSeconds(4)).timeout()).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void shouldTakeTheShortestThatBrokersGrantOtherwise() {
        assertThat(GroupSession.of(Duration.ofSeconds(6)).properties()).containsEntry("session.timeout.ms", "6000");
    }
}
