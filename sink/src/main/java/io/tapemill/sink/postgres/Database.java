package io.tapemill.sink.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.postgresql.ds.PGSimpleDataSource;

/** Connections to PostgreSQL, and its tables at the version of this release. Thread-safe; close it last. */
public final class Database implements AutoCloseable {
    private static final String MIGRATIONS = "classpath:io/tapemill/sink/postgres/migration";
    private static final long MIGRATION_LOCK = 0x7461_7065_6d69_6c6cL; // "tapemill"
    private static final Duration POOL_WAIT = Duration.ofSeconds(10);
    private static final int CONNECT_TIMEOUT_S = 5;
    private static final int SOCKET_TIMEOUT_S = 45;

    private final DatabaseConfig config;
    private final HikariDataSource pool;

    private Database(DatabaseConfig config, HikariDataSource pool) {
        this.config = config;
        this.pool = pool;
    }

    /**
     * Connects lazily: an unreachable server shows at the first use.
     *
     * @param maxConnections most connections that {@link #pooled} has open at a time
     */
    public static Database of(DatabaseConfig config, int maxConnections) {
        return of(config, maxConnections, POOL_WAIT);
    }

    /**
     * The same for those who cannot wait long.
     *
     * @param wait until a connection must be there
     */
    public static Database of(DatabaseConfig config, int maxConnections, Duration wait) {
        HikariConfig hikari = new HikariConfig();
        hikari.setPoolName("tapemill-bars");
        hikari.setDataSource(plain(config, SOCKET_TIMEOUT_S));
        hikari.setMaximumPoolSize(maxConnections);
        hikari.setMinimumIdle(0);
        hikari.setConnectionTimeout(wait.toMillis());
        hikari.setInitializationFailTimeout(-1);
        return new Database(config, new HikariDataSource(hikari));
    }

    /** For readers. */
    public DataSource pooled() {
        return pool;
    }

    /** A new connection at every call, really closed when closed: for the sink, which drops one after any error. */
    public DataSource unpooled() {
        return plain(config, SOCKET_TIMEOUT_S);
    }

    /**
     * Brings the tables to this release's version. Several instances may call it at the same time: one works, the
     * others wait and find nothing left to do.
     *
     * @throws DatabaseUnavailableException when the server cannot be reached or refuses us
     * @throws SchemaMismatchException when a migration fails, or a newer release has been here
     */
    public void migrate() {
        try (Connection connection = plain(config, 0).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + MIGRATION_LOCK + ")");
            Flyway flyway = flyway();
            requireNoNewer(flyway);
            flyway.migrate();
        } catch (SQLException e) {
            throw unavailable(e);
        } catch (FlywayException e) {
            throw new SchemaMismatchException(
                    "the tables in " + config.location() + " cannot be brought to this release's version: "
                            + e.getMessage() + ". Nothing was changed by the failed step. If the role lacks rights,"
                            + " run the migration once as the tables' owner",
                    e);
        }
    }

    /** Like {@link #migrate}, but only looks: for a role that may not change tables. */
    public void requireCurrentSchema() {
        try {
            // Flyway words a refused connection less clearly
            plain(config, SOCKET_TIMEOUT_S).getConnection().close();
            Flyway flyway = flyway();
            requireNoNewer(flyway);
            MigrationInfo[] pending = flyway.info().pending();
            if (pending.length > 0) {
                throw new SchemaMismatchException(
                        "the tables in " + config.location() + " lack migration "
                                + pending[0].getVersion() + " (" + pending[0].getDescription()
                                + "). Let an instance that may change tables start first",
                        null);
            }
        } catch (SQLException e) {
            throw unavailable(e);
        } catch (FlywayException e) {
            throw new SchemaMismatchException(
                    "the version of the tables in " + config.location() + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    private Flyway flyway() {
        return Flyway.configure(Database.class.getClassLoader())
                .dataSource(plain(config, 0))
                .locations(MIGRATIONS)
                .connectRetries(0)
                .load();
    }

    private void requireNoNewer(Flyway flyway) {
        Arrays.stream(flyway.info().applied())
                .filter(info -> info.getState() == MigrationState.FUTURE_SUCCESS
                        || info.getState() == MigrationState.FUTURE_FAILED)
                .reduce((first, second) -> second)
                .ifPresent(newest -> {
                    throw new SchemaMismatchException(
                            "the tables in " + config.location() + " are at version " + newest.getVersion()
                                    + ", which this release does not know. Run the newer release, or restore a backup"
                                    + " that was made before it",
                            null);
                });
    }

    private DatabaseUnavailableException unavailable(SQLException e) {
        return new DatabaseUnavailableException(
                "PostgreSQL at " + config.location() + " (" + DatabaseConfig.URL_KEY + ") does not serve user "
                        + config.user() + " (SQLState " + e.getSQLState() + "): " + e.getMessage(),
                e);
    }

    /** What the URL says goes before what we would choose. */
    private static PGSimpleDataSource plain(DatabaseConfig config, int socketTimeoutSeconds) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setApplicationName("tapemill");
        source.setTcpKeepAlive(true);
        source.setConnectTimeout(CONNECT_TIMEOUT_S);
        source.setSocketTimeout(socketTimeoutSeconds);
        source.setUser(config.user());
        if (!config.password().isEmpty()) source.setPassword(config.password());
        source.setUrl(config.url());
        return source;
    }
}
