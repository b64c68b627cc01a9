package io.tapemill.drills.watch;

import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Settings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What the database held at many moments: positions and rows of one snapshot each, taken again and again by a thread,
 * and every change of a position, kept by a trigger in the database itself.
 */
public final class DatabaseWatch implements AutoCloseable {
    private static final long LEAST_PAUSE_MS = 200;
    /** The watch takes at most this share of the time. */
    private static final int PAUSE_PER_QUERY = 10;

    private static final String SNAPSHOT = """
            SELECT p.partition, p.next_offset, count(h.kafka_offset), coalesce(max(h.kafka_offset), -1)
            FROM sink_position p LEFT JOIN bar_history h
                ON h.kafka_topic = p.topic AND h.kafka_partition = p.partition
            WHERE p.topic = ? GROUP BY p.partition, p.next_offset""";

    /**
     * One position and the rows beside it at one moment.
     *
     * @param rows revisions that came from the partition
     * @param lastOffset of the newest of them, or -1
     */
    public record Snapshot(int partition, long nextOffset, long rows, long lastOffset) {}

    private final Settings settings;
    private final List<Snapshot> snapshots = new ArrayList<>();
    private final Thread thread;
    private volatile boolean stopping;

    /** The tables must be there. */
    public DatabaseWatch(Settings settings) throws SQLException {
        this.settings = settings;
        try (Connection connection = connect(settings);
                Statement statement = connection.createStatement()) {
            statement.execute(PositionTrigger.SQL);
        }
        thread = new Thread(this::look, "database-watch");
        thread.setDaemon(true);
        thread.start();
    }

    public static Connection connect(Settings settings) throws SQLException {
        return DriverManager.getConnection(
                settings.get(Keys.SINK_JDBC_URL),
                settings.get(Keys.SINK_JDBC_USER),
                settings.get(Keys.SINK_JDBC_PASSWORD));
    }

    private void look() {
        while (!stopping) {
            long startNs = System.nanoTime();
            try {
                List<Snapshot> taken = take();
                synchronized (snapshots) {
                    snapshots.addAll(taken);
                }
            } catch (SQLException away) {
                // the database comes and goes in a drill
            }
            long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
            try {
                TimeUnit.MILLISECONDS.sleep(Math.max(LEAST_PAUSE_MS, tookMs * PAUSE_PER_QUERY));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private List<Snapshot> take() throws SQLException {
        List<Snapshot> taken = new ArrayList<>();
        try (Connection connection = connect(settings);
                var statement = connection.prepareStatement(SNAPSHOT)) {
            statement.setString(1, settings.get(Keys.TOPIC_BARS));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    taken.add(new Snapshot(rows.getInt(1), rows.getLong(2), rows.getLong(3), rows.getLong(4)));
                }
            }
        }
        return taken;
    }

    /** All so far, in the order they were taken. */
    public List<Snapshot> snapshots() {
        synchronized (snapshots) {
            return List.copyOf(snapshots);
        }
    }

    /** What the trigger objected to. */
    public static List<String> objections(Settings settings) throws SQLException {
        List<String> objections = new ArrayList<>();
        try (Connection connection = connect(settings);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(PositionTrigger.OBJECTIONS)) {
            while (rows.next()) objections.add(rows.getString(1));
        }
        return objections;
    }

    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        Threads.join(thread);
    }
}
