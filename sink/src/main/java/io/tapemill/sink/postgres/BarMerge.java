package io.tapemill.sink.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Takes the staged rows into the tables. Of several revisions of a bar the one with the greatest (generation, revision)
 * stays, in whichever order and however often they come; of two that claim the same revision, the first.
 */
final class BarMerge {
    private static final String UPSERT = "INSERT INTO bar (" + BarColumns.LIST + ") SELECT DISTINCT ON ("
            + BarColumns.KEY_LIST + ") " + BarColumns.LIST + " FROM " + BarCopyWriter.STAGE + " ORDER BY "
            + BarColumns.KEY_LIST + ", generation DESC, revision DESC, kafka_partition, kafka_offset"
            + " ON CONFLICT (" + BarColumns.KEY_LIST + ") DO UPDATE SET " + BarColumns.assignments()
            + ", written_at = EXCLUDED.written_at"
            + " WHERE (EXCLUDED.generation, EXCLUDED.revision) > (bar.generation, bar.revision)";
    // in the order of the index, which is a third faster than in the order of the log
    private static final String REMEMBER = "INSERT INTO bar_revision (" + BarColumns.LIST
            + ", kafka_topic, kafka_partition, kafka_offset) SELECT " + BarColumns.LIST
            + ", ?, kafka_partition, kafka_offset FROM " + BarCopyWriter.STAGE
            + " ORDER BY " + BarColumns.KEY_LIST + ", generation, revision, kafka_partition, kafka_offset"
            + " ON CONFLICT (" + BarColumns.KEY_LIST + ", generation, revision) DO NOTHING";

    private final Connection connection;

    BarMerge(Connection connection) {
        this.connection = connection;
    }

    /** Number of bars that are new or have a higher revision now. */
    int upsertBars() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(UPSERT)) {
            return statement.executeUpdate();
        }
    }

    /** Number of revisions that were not in the history yet. */
    int rememberRevisions(String topic) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REMEMBER)) {
            statement.setString(1, topic);
            return statement.executeUpdate();
        }
    }
}
