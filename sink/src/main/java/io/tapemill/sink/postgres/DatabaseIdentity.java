package io.tapemill.sink.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which PostgreSQL we talk to. A replica that is promoted keeps the system id and starts a new timeline, so a lower
 * timeline of a known system is a former primary that has come back.
 *
 * @param systemId given at initdb
 * @param timeline raised by each promotion and each restore to a point in time
 */
public record DatabaseIdentity(long systemId, int timeline) {
    private static final Pattern TEXT = Pattern.compile("system=(-?[0-9]{1,20}) timeline=([0-9]{1,10})");

    /** Asks the server. A replica answers with an error, which is what we want: it cannot be written to. */
    static DatabaseIdentity of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT system_identifier,"
                        + " ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int"
                        + " FROM pg_control_system()")) {
            result.next();
            return new DatabaseIdentity(result.getLong(1), result.getInt(2));
        }
    }

    /** The other way round of {@link #toString}; empty for text that somebody else wrote. */
    public static Optional<DatabaseIdentity> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) return Optional.empty();
        return Optional.of(new DatabaseIdentity(Long.parseLong(matcher.group(1)), Integer.parseInt(matcher.group(2))));
    }

    /** Whether this server was left behind when {@code other} became the primary. Two systems do not compare. */
    public boolean isBehind(DatabaseIdentity other) {
        return systemId == other.systemId && timeline < other.timeline;
    }

    @Override
    public String toString() {
        return "system=" + systemId + " timeline=" + timeline;
    }
}
