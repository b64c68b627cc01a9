package io.tapemill.sink.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The statements on {@code sink_position}. Not thread-safe; transactions are the caller's. */
final class SinkPositions {
    private static final String CLAIM = "INSERT INTO sink_position"
            + " (topic, partition, topic_id, next_offset, epoch, timeline, owner) VALUES (?, ?, ?, ?, 1, ?, ?)"
            + " ON CONFLICT (topic, partition) DO UPDATE SET epoch = sink_position.epoch + 1,"
            + " timeline = EXCLUDED.timeline, owner = EXCLUDED.owner, updated_at = clock_timestamp()"
            + " RETURNING topic_id, next_offset, epoch";
    private static final String LOCK =
            "SELECT topic_id, next_offset, epoch FROM sink_position" + " WHERE topic = ? AND partition = ? FOR UPDATE";
    private static final String ALL =
            "SELECT topic_id, next_offset, epoch, partition FROM sink_position WHERE topic = ? ORDER BY partition";
    private static final String ADVANCE = "UPDATE sink_position SET next_offset = ?,"
            + " generation = GREATEST(generation, ?), timeline = ?, updated_at = clock_timestamp()"
            + " WHERE topic = ? AND partition = ? AND epoch = ? AND next_offset = ?";

    private final Connection connection;
    private final int timeline;

    SinkPositions(Connection connection, int timeline) {
        this.connection = connection;
        this.timeline = timeline;
    }

    /** Makes the caller the owner: whoever was it before can advance no more. {@code first} serves when no row exists. */
    SinkPosition claim(String topic, SinkPosition first, String owner) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CLAIM)) {
            statement.setString(1, topic);
            statement.setInt(2, first.partition());
            statement.setString(3, first.topicId());
            statement.setLong(4, first.nextOffset());
            statement.setInt(5, timeline);
            statement.setString(6, owner);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return read(first.partition(), result);
            }
        }
    }

    /** Waits for a transaction that still holds the row, so that the answer is not overtaken by a late commit. */
    Optional<SinkPosition> lock(String topic, int partition) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            statement.setString(1, topic);
            statement.setInt(2, partition);
            try (ResultSet result = statement.executeQuery()) {
                return result.next() ? Optional.of(read(partition, result)) : Optional.empty();
            }
        }
    }

    /** Waits for nobody. */
    List<SinkPosition> all(String topic) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ALL)) {
            statement.setString(1, topic);
            try (ResultSet result = statement.executeQuery()) {
                List<SinkPosition> positions = new ArrayList<>();
                while (result.next()) positions.add(read(result.getInt(4), result));
                return positions;
            }
        }
    }

    /** The fence. The rows stay locked until the transaction ends, so nobody can take over in between. */
    void advance(String topic, List<BarBatch.Advance> advances) throws SQLException, FencedException {
        try (PreparedStatement statement = connection.prepareStatement(ADVANCE)) {
            for (BarBatch.Advance advance : advances) {
                statement.setLong(1, advance.toOffset());
                statement.setInt(2, advance.generation());
                statement.setInt(3, timeline);
                statement.setString(4, topic);
                statement.setInt(5, advance.partition());
                statement.setLong(6, advance.epoch());
                statement.setLong(7, advance.fromOffset());
                statement.addBatch();
            }
            int[] changed = statement.executeBatch();
            for (int i = 0; i < changed.length; i++) {
                if (changed[i] != 1) throw new FencedException(topic, advances.get(i));
            }
        }
    }

    private static SinkPosition read(int partition, ResultSet result) throws SQLException {
        return new SinkPosition(partition, result.getString(1), result.getLong(2), result.getLong(3));
    }
}
