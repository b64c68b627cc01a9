package io.tapemill.app.verify;

import java.util.List;
import java.util.Map;

/**
 * Outcome of a verification.
 *
 * @param records what became of the records of the tape, by verdict
 * @param expected closed bars by interval, as the reference computes them
 * @param topic the bars topic against the reference
 * @param revisions bars whose revisions have gaps, repeats or steps back
 * @param database PostgreSQL against the reference; null when it was not looked at
 * @param examples the first few differences, for a person
 */
public record VerifyReport(
        Map<String, Long> records,
        Map<String, Long> expected,
        Differences topic,
        long revisions,
        Differences database,
        List<String> examples) {
    public VerifyReport {
        examples = List.copyOf(examples);
    }

    /** How one side differs from the reference. */
    public record Differences(long bars, long missing, long extra, long different) {
        public boolean none() {
            return missing + extra + different == 0;
        }
    }

    public boolean clean() {
        return topic.none() && revisions == 0 && (database == null || database.none());
    }
}
