package io.tapemill.sink.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * One connection to the primary with its staging table, for the thread that writes bars; not thread-safe. After a {@link
 * SQLException} {@link #close} it, {@link #open} another and {@link #lockPosition} to learn what the database holds.
 */
public final class SinkSession implements SinkDatabase {
    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(30);
    private static final String UNIQUE_VIOLATION = "23505";
    private static final int MERGES_AFTER_CONFLICT = 20;

    private final Connection connection;
    private final DatabaseIdentity identity;
    private final SinkPositions positions;
    private final TimePartitions partitions;
    private final BarCopyWriter writer = new BarCopyWriter();
    private final BarMerge merge;
    /** Batches to come that are merged without trying to insert them first. */
    private int mergesLeft;

    private SinkSession(Connection connection, PartitionWidth width) throws SQLException {
        this.connection = connection;
        this.identity = DatabaseIdentity.of(connection);
        this.positions = new SinkPositions(connection, identity.timeline());
        this.merge = new BarMerge(connection);
        this.partitions = new TimePartitions(connection, width);
    }

    /**
     * @param dataSource gives a connection of our own; {@link Database#unpooled} in production
     * @param transactionTimeout the server ends our transaction when it hears nothing for so long
     */
    public static SinkSession open(DataSource dataSource, PartitionWidth width, Duration transactionTimeout)
            throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET TimeZone = 'UTC'");
                statement.execute("SET DateStyle = 'ISO'");
                statement.execute("SET default_transaction_isolation = 'read committed'");
                statement.execute("SET idle_in_transaction_session_timeout = " + transactionTimeout.toMillis());
                // a frozen predecessor is gone by then
                statement.execute("SET lock_timeout = "
                        + transactionTimeout.multipliedBy(2).toMillis());
                statement.execute("SET statement_timeout = " + STATEMENT_TIMEOUT.toMillis());
                // a batch and its sorts stay in memory
                statement.execute("SET work_mem = '32MB'");
                statement.execute("SET temp_buffers = '32MB'");
                statement.execute(BarCopyWriter.createStage());
            }
            connection.commit();
            return new SinkSession(connection, width);
        } catch (SQLException | RuntimeException e) {
            closeAfter(e, connection);
            throw e;
        }
    }

    @Override
    public DatabaseIdentity identity() {
        return identity;
    }

    @Override
    public SinkPosition claim(String topic, SinkPosition first, String owner) throws SQLException {
        SinkPosition claimed = positions.claim(topic, first, owner);
        connection.commit();
        return claimed;
    }

    @Override
    public Optional<SinkPosition> lockPosition(String topic, int partition) throws SQLException {
        Optional<SinkPosition> position = positions.lock(topic, partition);
        connection.rollback();
        return position;
    }

    @Override
    public List<SinkPosition> positions(String topic) throws SQLException {
        List<SinkPosition> all = positions.all(topic);
        connection.rollback();
        return all;
    }

    @Override
    public Written write(BarBatch batch) throws SQLException, FencedException {
        partitions.ensureFor(batch.rows());
        List<BarRow> first =
                mayInsert() ? batch.rows().stream().filter(BarRow::isFirst).toList() : List.of();
        List<BarRow> later = first.isEmpty()
                ? batch.rows()
                : batch.rows().stream().filter(row -> !row.isFirst()).toList();
        Written written;
        try {
            if (!later.isEmpty()) writer.stage(connection, batch.topic(), later);
            // before the rows: only the owner ever touches them, so two writers cannot lock each other out
            positions.advance(batch.topic(), batch.advances());
            if (!first.isEmpty() && !insert(batch.topic(), first)) {
                writer.stage(connection, batch.topic(), first);
                later = batch.rows();
                first = List.of();
            }
            written = later.isEmpty() ? new Written(0, 0, 0) : merge(later.size());
        } catch (FencedException e) {
            connection.rollback();
            throw e;
        }
        connection.commit();
        return written.plus(first.size());
    }

    /** False when one of the bars is in the table already, in whichever revision; nothing was written then. */
    private boolean insert(String topic, List<BarRow> first) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            writer.insert(connection, topic, first);
            connection.releaseSavepoint(before);
            return true;
        } catch (SQLException e) {
            if (!UNIQUE_VIOLATION.equals(e.getSQLState())) throw e;
            connection.rollback(before);
            mergesLeft = MERGES_AFTER_CONFLICT;
            return false;
        }
    }

    /** Where one bar is there already, as after a step back of the position, the next ones mostly are, too. */
    private boolean mayInsert() {
        if (mergesLeft == 0) return true;
        mergesLeft--;
        return false;
    }

    private Written merge(int rows) throws SQLException {
        merge.keepCurrent();
        return new Written(rows, merge.upsertBars(), merge.rememberRevisions());
    }

    @Override
    public void makePartitions(Instant from, Instant until) throws SQLException {
        partitions.ensureAhead(from, until);
    }

    @Override
    public int dropPartitionsBefore(Instant time) throws SQLException {
        return partitions.dropBefore(time);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private static void closeAfter(Exception cause, Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /**
     * What a transaction did.
     *
     * @param rows that were read from the topic
     * @param bars that are new or have a higher revision now
     * @param revisions that the history did not have
     */
    public record Written(int rows, int bars, int revisions) {
        /** The same and so many first revisions that are new. */
        Written plus(int first) {
            return new Written(rows + first, bars + first, revisions + first);
        }
    }
}
