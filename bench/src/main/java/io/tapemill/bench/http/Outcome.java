package io.tapemill.bench.http;

import org.HdrHistogram.Histogram;

/**
 * What came of some requests.
 *
 * @param micros from when a request was due until its answer was there
 * @param failed answers that were not 200, and those that did not come
 * @param seconds that it took
 * @param generatorShare of that time for which the generator's thread was computing: near 1 it was the bottleneck
 */
record Outcome(Histogram micros, long failed, double seconds, double generatorShare) {
    double perSecond() {
        return micros.getTotalCount() / seconds;
    }

    double millisAt(double percentile) {
        return micros.getValueAtPercentile(percentile) / 1e3;
    }
}
