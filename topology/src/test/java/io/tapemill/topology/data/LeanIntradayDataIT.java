package io.tapemill.topology.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.schemas.Trade;
import io.tapemill.topology.TestBroker;
import io.tapemill.topology.TestTapes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Eight symbol-days of the consolidated tapes of October 2013 by the rule for bars shorter than a day. */
class LeanIntradayDataIT {
    @TempDir
    private Path stateDir;

    @Test
    void shouldGiveEveryMinuteBarThatTheIntradayRuleGives() throws Exception {
        Map<String, String> expected = new TreeMap<>();
        List<Trade> tape = new ArrayList<>();
        for (LeanDay day : LeanDay.all()) {
            expected.putAll(day.expectedMinutes());
            for (LeanTick tick : day.ticks()) {
                if (!tick.suspicious()) tape.add(day.trade(tick, tick.codes()));
            }
            tape.add(Tape.endOfDay(day.symbol(), day.date()));
        }
        try (TestBroker broker = TestBroker.start()) {
            PipelineRun run = PipelineRun.of(broker, "lean-intraday", TestTapes.US, stateDir, tape);
            Map<String, String> minutes =
                    BarRow.of(run.last(bar -> bar.interval().equals("1m")));
            assertThat(PipelineRun.differences(expected, minutes)).isEmpty();
            assertThat(minutes).hasSize(4_099);
            assertThat(run.count("unknown-code"))
                    .as("the tape leaves open whether code N counts in the day's volume")
                    .isEqualTo(tape.stream()
                            .filter(trade -> trade.conditions().contains("N"))
                            .count());
            assertThat(run.count("accepted")).isEqualTo(tape.size() - 8);
        }
    }
}
