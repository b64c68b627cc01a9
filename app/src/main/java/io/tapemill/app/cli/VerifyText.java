package io.tapemill.app.cli;

import io.tapemill.app.verify.VerifyReport;
import io.tapemill.app.verify.VerifyReport.Differences;
import java.util.Map;
import java.util.stream.Collectors;

/** A verification's report for a person. */
final class VerifyText {
    private VerifyText() {}

    static String of(VerifyReport report) {
        StringBuilder text = new StringBuilder();
        text.append("tape      ").append(counts(report.records())).append('\n');
        text.append("reference ").append(counts(report.expected())).append(" bars\n");
        text.append("topic     ").append(line(report.topic())).append(", ");
        text.append(report.revisions()).append(" with broken revisions\n");
        text.append("database  ").append(report.database() == null ? "not looked at" : line(report.database()));
        text.append('\n');
        report.examples().forEach(example -> text.append("  ").append(example).append('\n'));
        text.append(report.clean() ? "verify: clean" : "verify: DIFFERENT");
        return text.toString();
    }

    private static String line(Differences d) {
        return Progress.count(d.bars()) + " bars, " + d.missing() + " missing, " + d.extra() + " extra, "
                + d.different() + " different";
    }

    private static String counts(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + " " + Progress.count(entry.getValue()))
                .collect(Collectors.joining(", "));
    }
}
