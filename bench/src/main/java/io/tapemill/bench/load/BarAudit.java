package io.tapemill.bench.load;

import io.tapemill.app.clients.CommittedLog;
import io.tapemill.app.settings.KafkaRole;
import io.tapemill.bench.process.Servers;
import io.tapemill.bench.tape.ExpectedBars;
import io.tapemill.serdes.BarDecoder;
import io.tapemill.serdes.MalformedRecordException;
import java.util.List;

/** Holds every bar on a topic against what the tape must give. */
public final class BarAudit {
    private BarAudit() {}

    /** What is wrong; empty when nothing is. Reads what is committed, to the end. */
    public static List<String> differences(Servers servers, String barsTopic, ExpectedBars expected) {
        BarDecoder decoder = new BarDecoder(servers.registry());
        expected.reset();
        try (CommittedLog log = new CommittedLog(servers.settings().kafkaProperties(KafkaRole.CONSUMER), barsTopic)) {
            log.readTo(log.ends(), record -> {
                try {
                    expected.check(decoder.decode(record.value()));
                } catch (MalformedRecordException e) {
                    throw new IllegalStateException("a record of " + barsTopic + " is no bar", e);
                }
            });
        }
        return expected.differences();
    }
}
