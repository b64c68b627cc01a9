package io.tapemill.simulation.kafka;

import io.tapemill.simulation.world.Mutant;
import io.tapemill.simulation.world.SimulationFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The topics, the transactions and the position of the streams group: what survives every crash. */
public final class Broker {
    private final List<PartitionLog> trades;
    private final List<PartitionLog> bars;
    private final List<PartitionLog> late;
    private final List<PartitionLog> dead;
    private final List<Changelog> changelogs;
    private final long[] positions;
    private final List<Transaction> open = new ArrayList<>();
    private final Membership streams = new Membership();
    private final Mutant mutant;

    public Broker(int partitions, int barPartitions, Mutant mutant) {
        this.mutant = mutant;
        trades = logs(partitions);
        bars = logs(barPartitions);
        late = logs(1);
        dead = logs(1);
        changelogs = Stream.generate(Changelog::new).limit(partitions).toList();
        positions = new long[partitions];
    }

    private static List<PartitionLog> logs(int count) {
        return Stream.generate(PartitionLog::new).limit(count).toList();
    }

    public List<PartitionLog> trades() {
        return trades;
    }

    public List<PartitionLog> bars() {
        return bars;
    }

    public PartitionLog late() {
        return late.get(0);
    }

    public PartitionLog dead() {
        return dead.get(0);
    }

    public Changelog changelog(int partition) {
        return changelogs.get(partition);
    }

    /** Members of the streams group and their generation. */
    public Membership streams() {
        return streams;
    }

    public Transaction begin() {
        Transaction transaction = new Transaction();
        open.add(transaction);
        return transaction;
    }

    /**
     * Commits outputs, changelog and input positions, or nothing.
     *
     * @param offsets by partition; -1 where the member has nothing to say
     * @return false when the member is no longer the one that may; the transaction is aborted then
     */
    public boolean commit(Transaction transaction, Membership.Ticket ticket, long[] offsets) {
        if (!transaction.isOpen()) return false;
        boolean allowed = streams.isCurrent(ticket) || mutant == Mutant.ZOMBIE_NOT_FENCED;
        if (!allowed) {
            abort(transaction);
            return false;
        }
        for (int partition = 0; partition < positions.length; partition++) {
            if (offsets[partition] < 0 || mutant == Mutant.POSITION_OUTSIDE_TRANSACTION && offsets[partition] % 3 == 0)
                continue;
            if (offsets[partition] < positions[partition]) {
                throw new SimulationFailure("position of trades-" + partition + " goes back from "
                        + positions[partition] + " to " + offsets[partition]);
            }
            positions[partition] = offsets[partition];
        }
        transaction.commit();
        open.remove(transaction);
        return true;
    }

    public void abort(Transaction transaction) {
        if (transaction.isOpen()) transaction.abort();
        open.remove(transaction);
    }

    /** The coordinator gives up on whoever left this partition's changelog in an open transaction, as a restore awaits. */
    public void settle(int partition) {
        List.copyOf(open).stream()
                .filter(transaction ->
                        transaction.wroteTo(changelogs.get(partition).log()))
                .forEach(this::abort);
    }

    /** The coordinator gives up on all open transactions. */
    public void abortAll() {
        List.copyOf(open).forEach(this::abort);
    }

    /** The committed position of the streams group. */
    public long position(int partition) {
        return positions[partition];
    }
}
