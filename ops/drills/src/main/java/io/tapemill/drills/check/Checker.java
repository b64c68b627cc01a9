package io.tapemill.drills.check;

import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.RegistrySettings;
import io.tapemill.app.settings.Settings;
import io.tapemill.app.verify.NotCaughtUpException;
import io.tapemill.app.verify.Verification;
import io.tapemill.app.verify.VerifyReport;
import io.tapemill.drills.load.Journal;
import io.tapemill.drills.watch.DatabaseWatch;
import io.tapemill.serdes.RestSchemaRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** Every check over all that has happened in a cluster so far. The feed must have stopped; ticks may go on. */
public final class Checker {
    /** That bars come soon is looked at elsewhere; a backlog of millions takes its time. */
    private static final Duration CATCH_UP = Duration.ofMinutes(10);

    private final Settings settings;
    private final Admin admin;
    private final Journal journal;
    private final DatabaseWatch database;

    public Checker(Settings settings, Admin admin, Journal journal, DatabaseWatch database) {
        this.settings = settings;
        this.admin = admin;
        this.journal = journal;
        this.database = database;
    }

    public List<Finding> run() throws SQLException, InterruptedException {
        List<Finding> findings = new ArrayList<>();
        findings.add(new TransactionCheck(admin)
                .run(List.of(
                        settings.get(Keys.TOPIC_TRADES),
                        settings.get(Keys.TOPIC_BARS),
                        settings.get(Keys.TOPIC_LATE),
                        settings.get(Keys.TOPIC_DEAD))));
        VerifyReport report;
        try {
            report = new Verification(settings, CATCH_UP, line -> {}).run();
        } catch (NotCaughtUpException e) {
            findings.add(new Finding("I9", false, e.getMessage()));
            return findings;
        }
        addVerified(report, findings);
        Map<String, Object> consumer = settings.kafkaProperties(KafkaRole.CONSUMER);
        findings.add(new JournalCheck(journal).run(consumer, settings.get(Keys.TOPIC_TRADES)));
        AsideCheck aside = new AsideCheck(consumer, settings.get(Keys.TOPIC_TRADES));
        findings.add(aside.run(settings.get(Keys.TOPIC_DEAD), count(report, "dead")));
        findings.add(aside.run(settings.get(Keys.TOPIC_LATE), count(report, "beyond_horizon")));
        try (RestSchemaRegistry registry = new RestSchemaRegistry(RegistrySettings.of(settings))) {
            HistoryCheck history = new HistoryCheck(settings, registry);
            findings.add(history.rows());
            findings.add(history.snapshots(database.snapshots()));
        }
        List<String> objections = DatabaseWatch.objections(settings);
        findings.add(new Finding(
                "I7",
                objections.isEmpty(),
                objections.isEmpty()
                        ? "no position went back, none was behind a row when it committed"
                        : String.join("; ", objections)));
        return findings;
    }

    private static void addVerified(VerifyReport report, List<Finding> findings) {
        VerifyReport.Differences topic = report.topic();
        boolean enough = topic.bars() > 0;
        findings.add(new Finding(
                "I1 I2 I5",
                topic.none() && enough,
                "topic = reference for " + topic + ", records " + report.records()
                        + (enough ? "" : "; an empty history proves nothing") + examples(report)));
        findings.add(new Finding("I3", report.revisions() == 0, report.revisions() + " bars with broken revisions"));
        findings.add(new Finding("I4", report.database().none(), "database = reference for " + report.database()));
    }

    private static String examples(VerifyReport report) {
        return report.examples().isEmpty() ? "" : "\n    " + String.join("\n    ", report.examples());
    }

    private static long count(VerifyReport report, String verdict) {
        return report.records().getOrDefault(verdict, 0L);
    }
}
