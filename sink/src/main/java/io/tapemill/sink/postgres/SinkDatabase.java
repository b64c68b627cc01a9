package io.tapemill.sink.postgres;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the sink asks of the database, over one connection; {@link SinkSession} is the one that PostgreSQL answers. Every
 * method is a transaction. After a {@link SQLException} it is unknown whether that transaction was committed, and the
 * connection is of no more use; after a {@link FencedException} nothing was written and it can go on.
 */
public interface SinkDatabase extends AutoCloseable {
    /** Makes a connection at each call. */
    @FunctionalInterface
    interface Opener {
        SinkDatabase open() throws SQLException;
    }

    DatabaseIdentity identity();

    /**
     * Takes a partition over: raises its epoch, so that the previous owner can write no more.
     *
     * @param first the row to insert when the partition has none; its epoch is not used
     * @param owner who we are, for a person who reads the table
     * @return the row as it is now; the caller compares topic id and offset with the topic before it writes
     */
    SinkPosition claim(String topic, SinkPosition first, String owner) throws SQLException;

    /**
     * Reads a position when it is at rest: waits for a transaction in flight, also for one of our own over a connection
     * that has broken. Empty when there is no row.
     */
    Optional<SinkPosition> lockPosition(String topic, int partition) throws SQLException;

    /** Every position of the topic as it is committed now, in ascending order of partition. */
    List<SinkPosition> positions(String topic) throws SQLException;

    /**
     * Writes rows and positions in one transaction.
     *
     * @throws FencedException when a position is not what the batch starts from; nothing was written
     */
    SinkSession.Written write(BarBatch batch) throws SQLException, FencedException;

    /** Makes the table partitions for the time to come. */
    void makePartitions(Instant from, Instant until) throws SQLException;

    /** Drops table partitions that end at or before {@code time}; returns how many, counting both tables. */
    int dropPartitionsBefore(Instant time) throws SQLException;

    /** Ends the connection; an open transaction is rolled back by the server. */
    @Override
    void close() throws SQLException;
}
