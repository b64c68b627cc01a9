package io.tapemill.sink.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Takes the staged rows into the tables. Of several revisions of a bar the one with the greatest (generation, revision)
 * stays, in whichever order and however often they come; of two that claim the same revision, the first.
 */
final class BarMerge {
    private static final String PLACE = ", kafka_topic, kafka_partition, kafka_offset";
    private static final String UPSERT = "INSERT INTO bar (" + BarColumns.LIST + PLACE + ") SELECT DISTINCT ON ("
            + BarColumns.KEY_LIST + ") " + BarColumns.LIST + PLACE + " FROM " + BarCopyWriter.STAGE + " ORDER BY "
            + BarColumns.KEY_LIST + ", generation DESC, revision DESC, kafka_partition, kafka_offset"
            + " ON CONFLICT (" + BarColumns.KEY_LIST + ") DO UPDATE SET " + BarColumns.assignments()
            + ", kafka_topic = EXCLUDED.kafka_topic, kafka_partition = EXCLUDED.kafka_partition"
            + ", kafka_offset = EXCLUDED.kafka_offset, written_at = EXCLUDED.written_at"
            + " WHERE (EXCLUDED.generation, EXCLUDED.revision) > (bar.generation, bar.revision)";
    private static final String HISTORY_CONFLICT =
            " ON CONFLICT (" + BarColumns.KEY_LIST + ", generation, revision) DO NOTHING";
    // rows from before the history was filled in this way have no place, and stand in the history already
    private static final String KEEP = "INSERT INTO bar_revision (" + BarColumns.LIST + ", written_at" + PLACE
            + ") SELECT " + BarColumns.LIST + ", written_at" + PLACE + " FROM bar WHERE kafka_topic IS NOT NULL AND ("
            + BarColumns.KEY_LIST + ") IN (SELECT " + BarColumns.KEY_LIST + " FROM " + BarCopyWriter.STAGE + ")"
            + HISTORY_CONFLICT;
    // in the order of the index, which is a third faster than in the order of the log
    private static final String REMEMBER = "INSERT INTO bar_revision (" + BarColumns.LIST + PLACE + ") SELECT "
            + BarColumns.LIST + PLACE + " FROM " + BarCopyWriter.STAGE
            + " ORDER BY " + BarColumns.KEY_LIST + ", generation, revision, kafka_partition, kafka_offset"
            + HISTORY_CONFLICT;

    private final Connection connection;

    BarMerge(Connection connection) {
        this.connection = connection;
    }

    /** What the tables say of the staged bars now goes into the history, before anything replaces it. */
    void keepCurrent() throws SQLException {
        update(KEEP);
    }

    /** Number of bars that are new or have a higher revision now. */
    int upsertBars() throws SQLException {
        return update(UPSERT);
    }

    /** Number of revisions that were not in the history yet. */
    int rememberRevisions() throws SQLException {
        return update(REMEMBER);
    }

    private int update(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return statement.executeUpdate();
        }
    }
}
