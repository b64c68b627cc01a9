package io.tapemill.bench.http;

import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Settings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The sink's tables. */
final class Tables {
    private Tables() {}

    static Connection connect(Settings settings) throws SQLException {
        return DriverManager.getConnection(
                settings.get(Keys.SINK_JDBC_URL),
                settings.find(Keys.SINK_JDBC_USER).orElseThrow(),
                settings.find(Keys.SINK_JDBC_PASSWORD).orElseThrow());
    }

    /** Removes what an earlier application wrote, so that its bars are not taken for those of the next. */
    static void clear(Settings settings) throws SQLException {
        try (Connection connection = connect(settings);
                Statement statement = connection.createStatement()) {
            try (ResultSet found = statement.executeQuery("SELECT to_regclass('sink_position')")) {
                found.next();
                if (found.getString(1) == null) return;
            }
            statement.execute("TRUNCATE bar, bar_revision, sink_position");
        }
    }
}
