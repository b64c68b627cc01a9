package io.tapemill.bench.load;

import io.tapemill.app.clients.CommittedLog;
import io.tapemill.app.settings.KafkaRole;
import io.tapemill.bench.BenchOptions;
import io.tapemill.bench.Report;
import io.tapemill.bench.process.Servers;
import io.tapemill.bench.tape.ExpectedBars;
import io.tapemill.serdes.BarDecoder;
import io.tapemill.serdes.MalformedRecordException;
import java.io.IOException;
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

    /** Prints the figures and the verdict, and returns the exit code: 5 when a bar is wrong. */
    static int conclude(BenchOptions options, Report report, List<String> differences) throws IOException {
        report.print(options.out());
        report.writeJson(options.json());
        differences.forEach(difference -> options.say("WRONG: " + difference));
        options.say(differences.isEmpty() ? "every bar is right" : "bars are wrong");
        return differences.isEmpty() ? 0 : 5;
    }
}
