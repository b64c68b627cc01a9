package io.tapemill.sink.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/** How far the sink has come, for those who only look. Thread-safe. */
public final class SinkProgress {
    private static final String POSITIONS = "SELECT partition, next_offset FROM sink_position WHERE topic = ?";

    private static final String SERVER = "SELECT CASE WHEN pg_is_in_recovery()"
            + " THEN 'replica ' || COALESCE(host(inet_server_addr()) || ':' || inet_server_port(), 'on this machine')"
            + " ELSE 'primary' END";

    private final DataSource dataSource;

    public SinkProgress(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** True when the records up to {@code lastOffsets}, by partition, are in the database. */
    public boolean covers(String topic, Map<Integer, Long> lastOffsets) throws SQLException {
        Map<Integer, Long> next = nextOffsets(topic);
        return lastOffsets.entrySet().stream().allMatch(last -> next.getOrDefault(last.getKey(), 0L) > last.getValue());
    }

    /** Which server answers: {@code primary}, or {@code replica} and its own address. */
    public String server() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(SERVER);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    /** First offset of each partition that is not in the database; partitions never claimed are absent. */
    public Map<Integer, Long> nextOffsets(String topic) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(POSITIONS)) {
            statement.setString(1, topic);
            Map<Integer, Long> next = new HashMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) next.put(rows.getInt(1), rows.getLong(2));
            }
            return next;
        }
    }
}
