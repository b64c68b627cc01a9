package io.tapemill.bench.http;

import io.tapemill.bench.BenchOptions;
import io.tapemill.bench.Report;
import io.tapemill.bench.process.Servers;
import java.time.Duration;

/**
 * What all steps share.
 *
 * @param partitions of the topics of each step
 * @param requests a second where the rate is fixed
 * @param seconds for each measurement
 */
record Setting(BenchOptions options, Servers servers, Report report, int partitions, int requests, int seconds) {
    Duration time() {
        return Duration.ofSeconds(seconds);
    }

    Instances instances(String step) {
        return new Instances(options, servers, step, partitions);
    }
}
