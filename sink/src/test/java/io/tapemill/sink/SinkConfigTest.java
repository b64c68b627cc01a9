package io.tapemill.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tapemill.sink.SinkConfig.Batching;
import io.tapemill.sink.SinkConfig.Breaker;
import io.tapemill.sink.SinkConfig.Retry;
import io.tapemill.sink.SinkConfig.TablePartitions;
import io.tapemill.sink.postgres.DatabaseConfig;
import io.tapemill.sink.postgres.PartitionWidth;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SinkConfigTest {
    private static final DatabaseConfig DATABASE =
            new DatabaseConfig("jdbc:postgresql://db.example/bars?password=hidden", "sink", "secret");
    private static final Map<String, Object> KAFKA = Map.of("bootstrap.servers", "127.0.0.1:9092");

    @Test
    void shouldUseAGroupOfItsOwnAndWhatExactlyOnceNeeds() {
        SinkConfig config = SinkConfig.of("market.bars.v1", "tapemill", DATABASE, KAFKA);

        assertThat(config.group()).isEqualTo("tapemill-sink");
        assertThat(config.consumerSettings())
                .containsEntry("group.id", "tapemill-sink")
                .containsEntry("isolation.level", "read_committed")
                .containsEntry("enable.auto.commit", "false")
                .containsEntry("auto.offset.reset", "none")
                .containsEntry("bootstrap.servers", "127.0.0.1:9092")
                .containsKey("partition.assignment.strategy");
    }

    @Test
    void shouldLeaveAssignmentToTheBrokerUnderTheNewerProtocol() {
        SinkConfig config = SinkConfig.of(
                "bars", "tapemill", DATABASE, Map.of("bootstrap.servers", "x:1", "group.protocol", "consumer"));

        assertThat(config.consumerSettings()).doesNotContainKey("partition.assignment.strategy");
    }

    @Test
    void shouldRefuseConsumerSettingsThatBreakExactlyOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SinkConfig.of(
                        "bars",
                        "tapemill",
                        DATABASE,
                        Map.of("bootstrap.servers", "x:1", "isolation.level", "read_uncommitted")))
                .withMessageContaining("consumer.isolation.level=read_uncommitted")
                .withMessageContaining("Remove the setting");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SinkConfig.of(
                        "bars", "tapemill", DATABASE, Map.of("bootstrap.servers", "x:1", "group.id", "mine")))
                .withMessageContaining("tapemill.sink.group=tapemill-sink");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SinkConfig.of("bars", "tapemill", DATABASE, Map.of()))
                .withMessageContaining("bootstrap.servers is missing");
    }

    @Test
    void shouldNameKeyValueAndBoundOfAWrongSetting() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Batching(0, Duration.ZERO))
                .withMessageContaining("tapemill.sink.batch.rows=0 is outside 1 to 1000000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Batching(1, Duration.ofHours(1)))
                .withMessageContaining("tapemill.sink.batch.delay=3600000 ms");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Retry(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .withMessageContaining("tapemill.sink.retry.max=1000 ms is shorter than tapemill.sink.retry.min=2000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Breaker(0, Duration.ofSeconds(1)))
                .withMessageContaining("tapemill.sink.breaker.failures=0");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new TablePartitions(PartitionWidth.DAY, Duration.ZERO, Optional.of(Duration.ofMinutes(1))))
                .withMessageContaining("tapemill.sink.retention");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SinkConfig.of(" ", "tapemill", DATABASE, KAFKA))
                .withMessageContaining("tapemill.sink.topic is blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DatabaseConfig("jdbc:mysql://x?password=hidden", "sink", ""))
                .withMessageContaining("tapemill.sink.jdbc.url does not begin with jdbc:postgresql:")
                .withMessageNotContaining("hidden");
    }

    @Test
    void shouldNeverPrintAPassword() {
        assertThat(SinkConfig.of("bars", "tapemill", DATABASE, KAFKA).toString())
                .doesNotContain("secret")
                .doesNotContain("hidden");
    }
}
