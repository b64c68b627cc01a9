package io.tapemill.simulation.sink;

import io.tapemill.sink.postgres.BarBatch;
import io.tapemill.sink.postgres.DatabaseIdentity;
import io.tapemill.sink.postgres.FencedException;
import io.tapemill.sink.postgres.SinkDatabase;
import io.tapemill.sink.postgres.SinkPosition;
import io.tapemill.sink.postgres.SinkSession.Written;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One connection; every statement is a step at which the process, or the connection, may end or stand still. */
final class Connection implements SinkDatabase {
    private final Database database;
    private final Object process;
    private final int timeline;
    private boolean terminated;

    /** @param process that holds it */
    Connection(Database database, Object process) throws SQLException {
        this.database = database;
        this.process = process;
        this.timeline = database.timeline();
        database.statement(this);
    }

    Object process() {
        return process;
    }

    void terminate() {
        terminated = true;
    }

    boolean isTerminated() {
        return terminated || timeline != database.timeline();
    }

    @Override
    public DatabaseIdentity identity() {
        return new DatabaseIdentity(1, timeline);
    }

    @Override
    public SinkPosition claim(String topic, SinkPosition first, String owner) throws SQLException {
        database.statement(this);
        database.awaitRow(first.partition(), this);
        SinkPosition row = database.position(first.partition());
        SinkPosition claimed = row == null
                ? new SinkPosition(first.partition(), first.topicId(), first.nextOffset(), 1)
                : new SinkPosition(row.partition(), row.topicId(), row.nextOffset(), row.epoch() + 1);
        database.put(claimed);
        database.statement(this);
        return claimed;
    }

    @Override
    public Optional<SinkPosition> lockPosition(String topic, int partition) throws SQLException {
        database.statement(this);
        database.awaitRow(partition, this);
        return Optional.ofNullable(database.position(partition));
    }

    @Override
    public List<SinkPosition> positions(String topic) throws SQLException {
        database.statement(this);
        return database.positions();
    }

    @Override
    public Written write(BarBatch batch) throws SQLException, FencedException {
        try {
            return transaction(batch);
        } finally {
            database.unlock(this);
        }
    }

    private Written transaction(BarBatch batch) throws SQLException, FencedException {
        database.statement(this); // rows are staged
        for (BarBatch.Advance advance : batch.advances()) {
            database.awaitRow(advance.partition(), this);
            if (!database.allows(advance)) throw new FencedException(batch.topic(), advance);
            database.lock(advance.partition(), this);
        }
        database.statement(this); // positions are advanced
        if (database.commitsPositionFirst()) database.advance(batch);
        database.statement(this); // rows are merged
        database.commit(this, batch);
        database.unlock(this);
        database.statement(this); // the answer is on its way
        return new Written(batch.rows().size(), 0, 0);
    }

    @Override
    public void makePartitions(Instant from, Instant until) {
        // the simulated tables need none
    }

    @Override
    public int dropPartitionsBefore(Instant time) {
        return 0;
    }

    @Override
    public void close() {
        terminated = true;
        database.unlock(this);
    }
}
