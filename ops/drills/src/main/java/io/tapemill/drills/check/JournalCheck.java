package io.tapemill.drills.check;

import io.tapemill.app.clients.CommittedLog;
import io.tapemill.drills.load.Feed;
import io.tapemill.drills.load.Journal;
import java.util.BitSet;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The trades topic holds what the feed was told it holds: every acknowledged message once, at its place, byte for byte;
 * no refused one; what is unknown at most once. So the reference, which reads the topic, starts from the truth.
 */
final class JournalCheck {
    private final Journal journal;
    private final BitSet seen = new BitSet();
    private long doubled;
    private long altered;
    private long refusedButThere;

    JournalCheck(Journal journal) {
        this.journal = journal;
    }

    Finding run(Map<String, Object> consumer, String topic) {
        try (CommittedLog log = new CommittedLog(consumer, topic)) {
            log.readTo(log.ends(), this::take);
        }
        long lost = 0;
        for (int number = 0; number < journal.size(); number++) {
            if (journal.outcome(number) == Journal.Outcome.ACKNOWLEDGED && !seen.get(number)) lost++;
        }
        String text = "of " + journal.size() + " sent " + journal.count(Journal.Outcome.ACKNOWLEDGED)
                + " acknowledged, " + journal.count(Journal.Outcome.REFUSED) + " refused, "
                + journal.count(Journal.Outcome.UNKNOWN) + " unknown; on the topic " + seen.cardinality() + ", "
                + lost + " lost, " + doubled + " doubled, " + altered + " altered, " + refusedButThere
                + " refused but there";
        return new Finding("I6", lost + doubled + altered + refusedButThere == 0, text);
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        int number = Feed.number(record.headers());
        if (number < 0) return; // a tick of an instance
        if (seen.get(number)) doubled++;
        seen.set(number);
        if (!journal.matches(number, record.partition(), record.offset(), record.value())) altered++;
        if (journal.outcome(number) == Journal.Outcome.REFUSED) refusedButThere++;
    }
}
