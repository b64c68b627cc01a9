package io.tapemill.app.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.junit.jupiter.api.Test;

class TopicRulesTest {
    @Test
    void aTopicOnThreeBrokersOfWhichTwoMustHaveARecordIsSafe() {
        assertThat(TopicRules.replication("trades", 3, config("2", "false"))).isEmpty();
    }

    @Test
    void everyWayToLoseAcknowledgedRecordsWithOneBrokerIsNamedWithItsCure() {
        List<String> problems = TopicRules.replication("trades", 2, config("1", "true"));

        assertThat(problems)
                .hasSize(3)
                .allMatch(each -> each.endsWith("or allow it with tapemill.insecure=replication"));
        assertThat(problems.get(0)).contains("only 2 of at least 3");
        assertThat(problems.get(1)).contains("min.insync.replicas=1", "set 2");
        assertThat(problems.get(2)).contains("unclean.leader.election.enable=true", "set false");
    }

    @Test
    void barsMustBeKeptForTheOldestBackupAndAWeek() {
        Duration backups = Duration.ofDays(14);

        assertThat(TopicRules.restorable(
                        "bars", backups, keeping(Duration.ofDays(21).toMillis())))
                .isEmpty();
        assertThat(TopicRules.restorable("bars", backups, keeping(-1))).isEmpty();
        assertThat(TopicRules.restorable(
                        "bars", backups, keeping(Duration.ofDays(20).toMillis())))
                .hasValueSatisfying(problem -> assertThat(problem)
                        .contains(
                                "tapemill.backup.window",
                                "set retention.ms=" + Duration.ofDays(21).toMillis()));
    }

    private static Config config(String minInSync, String unclean) {
        return of(Map.of("min.insync.replicas", minInSync, "unclean.leader.election.enable", unclean));
    }

    private static Config keeping(long retentionMs) {
        return of(Map.of("retention.ms", Long.toString(retentionMs)));
    }

    private static Config of(Map<String, String> values) {
        return new Config(values.entrySet().stream()
                .map(each -> new ConfigEntry(each.getKey(), each.getValue()))
                .collect(Collectors.toList()));
    }
}
