package io.tapemill.app.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final long MS = 1_000_000;

    private final AtomicLong nowNs = new AtomicLong(-5);
    private final RateLimit limit = new RateLimit(10, nowNs::get);

    @Test
    void shouldGiveASecondsWorthAtOnceAndThenAsMuchAsTimeBrings() {
        for (int i = 0; i < 10; i++) assertThat(limit.take("a")).isZero();
        assertThat(limit.take("a")).isEqualTo(1);

        nowNs.addAndGet(100 * MS);
        assertThat(limit.take("a")).isZero();
        assertThat(limit.take("a")).isEqualTo(1);
    }

    @Test
    void shouldNotPunishForAskingWhileRefusedAndNotSaveUpMoreThanASecond() {
        for (int i = 0; i < 1_000; i++) limit.take("a");
        nowNs.addAndGet(100 * MS);
        assertThat(limit.take("a")).isZero();

        nowNs.addAndGet(3_600_000 * MS);
        for (int i = 0; i < 10; i++) assertThat(limit.take("a")).isZero();
        assertThat(limit.take("a")).isEqualTo(1);
    }

    @Test
    void shouldCountEachKeyByItself() {
        for (int i = 0; i < 11; i++) limit.take("a");
        assertThat(limit.take("b")).isZero();
    }
}
