package io.tapemill.app.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReplayedRecordTest {
    @Test
    void shouldReadWhatItWrites() {
        ReplayedRecord record = new ReplayedRecord("market.trades.v1", 3, 1_234_567_890_123L, "beyond-horizon");

        assertThat(ReplayedRecord.decode(record.encode())).contains(record);
    }

    @Test
    void shouldPassOverWhatIsNotItsOwn() {
        assertThat(ReplayedRecord.decode("a/b".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
        assertThat(ReplayedRecord.decode("a/b/c/d".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }
}
