package io.tapemill.drills.check;

import io.tapemill.app.clients.CommittedLog;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What was set aside: as many records as the reference sets aside, each place of the tape once, with a reason. */
final class AsideCheck {
    private final Map<String, Object> consumer;
    private final String trades;

    AsideCheck(Map<String, Object> consumer, String trades) {
        this.consumer = consumer;
        this.trades = trades;
    }

    Finding run(String topic, long expected) {
        Set<String> places = new HashSet<>();
        Map<String, Integer> reasons = new TreeMap<>();
        int[] wrong = {0};
        try (CommittedLog log = new CommittedLog(consumer, topic)) {
            log.readTo(log.ends(), record -> {
                String place = header(record, "tapemill.partition") + "/" + header(record, "tapemill.offset");
                boolean isOurs = trades.equals(header(record, "tapemill.topic"));
                if (!isOurs || !places.add(place)) wrong[0]++;
                reasons.merge(header(record, "tapemill.reason"), 1, Integer::sum);
            });
        }
        boolean holds = wrong[0] == 0 && places.size() == expected && !reasons.containsKey("");
        return new Finding(
                "I6",
                holds,
                topic + " holds " + places.size() + " places of the tape, the reference says " + expected + ", "
                        + wrong[0] + " twice or foreign; " + reasons);
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
