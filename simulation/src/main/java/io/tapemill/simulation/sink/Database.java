package io.tapemill.simulation.sink;

import io.tapemill.simulation.world.Fate;
import io.tapemill.simulation.world.Mutant;
import io.tapemill.simulation.world.SimulationFailure;
import io.tapemill.simulation.world.Steps;
import io.tapemill.sink.postgres.BarBatch;
import io.tapemill.sink.postgres.BarRow;
import io.tapemill.sink.postgres.SinkPosition;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the SQL of {@code sink.postgres} makes of PostgreSQL: rows of positions with locks, tables of bars, transactions
 * that hold or do not. The SQL itself is tested on a real server, not here.
 */
public final class Database {
    /** Told what a transaction has changed, the moment it is committed. */
    public interface Audit {
        /** Rows of the partition that the positions {@code from} to {@code to} brought. */
        void advanced(int partition, long from, long to, List<BarRow> rows);
    }

    /** What a replica has received: it may lag, but rows and positions lag together. */
    private record Replica(Map<Integer, SinkPosition> positions, BarTable table) {}

    private final Map<Integer, SinkPosition> positions = new TreeMap<>();
    private final Map<Integer, Connection> locks = new TreeMap<>();
    private BarTable table;
    private Replica replica;
    private int timeline = 1;
    private final Steps steps;
    private final Audit audit;
    private final Mutant mutant;
    private Fate nextCommit = Fate.ANSWERED;
    private boolean failing;

    public Database(Steps steps, Mutant mutant, Audit audit) {
        this.steps = steps;
        this.mutant = mutant;
        this.audit = audit;
        this.table = new BarTable(mutant);
    }

    public BarTable table() {
        return table;
    }

    /** First offset of the partition whose bars are not in the tables. */
    public long nextOffset(int partition) {
        return positions.containsKey(partition) ? positions.get(partition).nextOffset() : 0;
    }

    /** The next commit of rows ends so. */
    public void endNextCommit(Fate fate) {
        nextCommit = fate;
    }

    /** The next statement fails, and with it its connection. */
    public void failNext() {
        failing = true;
    }

    /** The replica receives everything until now, and then nothing for a while. */
    public void replicate() {
        replica = new Replica(new TreeMap<>(positions), table.copy());
    }

    /** The primary is lost; the replica takes its place with what it has, and every connection is gone. */
    public void failOver() {
        if (replica == null) return;
        timeline++;
        if (mutant != Mutant.POSITION_SURVIVES_FAILOVER) {
            positions.clear();
            positions.putAll(replica.positions());
        }
        table = replica.table();
        replica = null;
        locks.clear();
    }

    int timeline() {
        return timeline;
    }

    void statement(Connection connection) throws SQLException {
        steps.step(connection.process());
        if (failing) {
            failing = false;
            connection.terminate();
        }
        if (connection.isTerminated()) throw new SQLException("the connection is gone", "08006");
    }

    SinkPosition position(int partition) {
        return positions.get(partition);
    }

    List<SinkPosition> positions() {
        return new ArrayList<>(positions.values());
    }

    /** Waits for whoever holds the row; who stands still in a transaction is ended by the server's time-out. */
    void awaitRow(int partition, Connection connection) {
        Connection holder = locks.get(partition);
        if (holder == null || holder == connection) return;
        holder.terminate();
        unlock(holder);
    }

    void lock(int partition, Connection connection) {
        locks.put(partition, connection);
    }

    void unlock(Connection connection) {
        locks.values().removeIf(holder -> holder == connection);
    }

    void put(SinkPosition position) {
        SinkPosition before = positions.put(position.partition(), position);
        if (before == null) return;
        if (position.nextOffset() < before.nextOffset() || position.epoch() < before.epoch()) {
            throw new SimulationFailure("the sink's position goes back from " + before + " to " + position);
        }
    }

    boolean allows(BarBatch.Advance advance) {
        SinkPosition row = positions.get(advance.partition());
        if (mutant == Mutant.NO_SINK_FENCING) return true;
        return row != null && row.epoch() == advance.epoch() && row.nextOffset() == advance.fromOffset();
    }

    void advance(BarBatch batch) {
        for (BarBatch.Advance step : batch.advances()) {
            SinkPosition row = positions.get(step.partition());
            put(new SinkPosition(step.partition(), row.topicId(), step.toOffset(), row.epoch()));
        }
    }

    /** Ends the transaction. */
    void commit(Connection connection, BarBatch batch) throws SQLException {
        Fate fate = nextCommit;
        nextCommit = Fate.ANSWERED;
        if (fate == Fate.LOST) connection.terminate();
        if (connection.isTerminated()) throw new SQLException("the connection broke in the commit", "08007");
        if (mutant != Mutant.POSITION_BEFORE_ROWS) advance(batch);
        for (BarRow row : batch.rows()) table.upsert(row.bar());
        for (BarBatch.Advance step : batch.advances()) {
            List<BarRow> rows = batch.rows().stream()
                    .filter(row -> row.partition() == step.partition())
                    .toList();
            audit.advanced(step.partition(), step.fromOffset(), step.toOffset(), rows);
        }
        if (fate == Fate.AMBIGUOUS) {
            connection.terminate();
            throw new SQLException("the connection broke in the commit", "08007");
        }
    }

    boolean commitsPositionFirst() {
        return mutant == Mutant.POSITION_BEFORE_ROWS;
    }
}
