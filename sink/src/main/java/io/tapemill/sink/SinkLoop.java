package io.tapemill.sink;

import io.tapemill.schemas.Bar;
import io.tapemill.serdes.RegistryUnavailableException;
import io.tapemill.sink.SinkStatus.State;
import io.tapemill.sink.postgres.BarBatch;
import io.tapemill.sink.postgres.BarRow;
import io.tapemill.sink.postgres.FencedException;
import io.tapemill.sink.postgres.SinkDatabase;
import io.tapemill.sink.postgres.SinkPosition;
import io.tapemill.sink.postgres.SinkSession;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sink's work, turn by turn: find out where the database is, read on from there, write what came in one
 * transaction. After any failure it begins again with the first of these; nothing that was believed before is trusted.
 * It keeps polling, with partitions paused, while the database is away, and so keeps its place in the group. Not
 * thread-safe: one thread owns the consumer, the connection and everything here.
 */
final class SinkLoop {
    private static final Logger LOG = LoggerFactory.getLogger(SinkLoop.class);
    /** A failover may take back what was written: without this a quiet topic would not find out. */
    private static final Duration IDLE_CHECK_INTERVAL = Duration.ofSeconds(2);

    private static final Duration MAINTENANCE_INTERVAL = Duration.ofMinutes(10);

    private final SinkConfig config;
    private final SinkDatabase.Opener database;
    private final BarsCommitted listener;
    private final Consumer<SinkStatus> publish;
    private final Clock clock;
    private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
    private final BarRecords records;
    private final PendingBars pending;
    private final BarTraces traces;
    private final Assignment assignment;
    private final PositionRecovery recovery;
    private final RetryGate gate;
    private final SinkTotals totals = new SinkTotals();
    private SinkDatabase session;
    private boolean waiting;
    private long nextIdleCheckMs;
    private long nextMaintenanceMs;

    SinkLoop(
            SinkConfig config,
            SinkDatabase.Opener database,
            SinkClients clients,
            BarsCommitted listener,
            Consumer<SinkStatus> publish) {
        this.config = config;
        this.database = database;
        this.listener = listener;
        this.publish = publish;
        this.clock = clients.clock();
        this.consumer = clients.consumer();
        this.records = new BarRecords(clients.registry());
        this.pending = new PendingBars(config.batching());
        this.traces = new BarTraces(clients.tracer());
        this.assignment = new Assignment(consumer, this::gone);
        this.recovery = new PositionRecovery(config.topic(), clients.owner(), consumer, clients.topicIdentity());
        this.gate = new RetryGate(config.retry(), config.breaker(), clock, clients.random());
    }

    void subscribe() {
        consumer.subscribe(List.of(config.topic()), assignment);
    }

    /**
     * One turn: at most the poll time-out, plus a transaction when one is due.
     *
     * @throws SinkRefusedException when the sink must not go on
     */
    void turn() {
        try {
            recoverPositions();
            read(consumer.poll(pollTimeout()));
            if (pending.isDue(clock.millis())) write();
            checkWhenIdle();
            maintain();
        } catch (InvalidOffsetException | RetriableException | RegistryUnavailableException e) {
            gate.otherFailed();
            beginAgain(e);
        }
        publish(isWaiting() ? State.WAITING : State.RUNNING);
    }

    void publish(State state) {
        List<SinkStatus.Partition> partitions =
                assignment.all().stream().map(this::describe).toList();
        publish.accept(new SinkStatus(state, gate.breakerState(), partitions, totals.counters(), totals.lastError()));
    }

    /** The reason that ends the sink, for the status. */
    void remember(Throwable reason) {
        totals.remember(reason);
    }

    void closeSession() {
        if (session == null) return;
        try {
            session.close();
        } catch (SQLException e) {
            LOG.debug("closing a connection that is given up anyway: {}", e.getMessage());
        }
        session = null;
    }

    private void recoverPositions() {
        List<OwnedPartition> unpositioned = assignment.unpositioned();
        if (unpositioned.isEmpty()) waiting = false;
        if (unpositioned.isEmpty() || !gate.mayTry()) return;
        try {
            if (session == null) session = database.open();
            boolean stillOurs = recovery.recover(session, unpositioned);
            gate.databaseAnswered();
            if (!stillOurs) rejoin();
            // after the claim nobody else can commit; what others committed before it, nobody told us
            tell(listener::uncertain);
        } catch (SQLException e) {
            databaseFailed(e, "reading positions of " + config.topic());
        }
    }

    private void read(ConsumerRecords<byte[], byte[]> polled) {
        long nowMs = clock.millis();
        for (TopicPartition partition : polled.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> part = polled.records(partition);
            for (ConsumerRecord<byte[], byte[]> record : part) {
                if (!read(record, nowMs)) return;
            }
            pending.moveTo(partition.partition(), part.get(part.size() - 1).offset() + 1, nowMs);
        }
        // beyond the last record: transaction markers and aborted records, which poll does not show
        polled.nextOffsets().forEach((partition, next) -> pending.moveTo(partition.partition(), next.offset(), nowMs));
    }

    /** False when everything begins again, and the rest of this poll with it. */
    private boolean read(ConsumerRecord<byte[], byte[]> record, long nowMs) {
        OwnedPartition owned = assignment.get(record.partition());
        if (owned == null || !owned.isPositioned()) {
            throw new IllegalStateException("got " + record.topic() + "-" + record.partition() + " offset "
                    + record.offset() + " while the partition was paused");
        }
        try {
            Bar bar = records.decode(record);
            pending.add(new BarRow(record.partition(), record.offset(), bar), nowMs);
            traces.read(record, bar);
            return true;
        } catch (SinkRefusedException e) {
            // so that a person who decides to leave this record out loses only this one
            pending.moveTo(record.partition(), record.offset(), nowMs);
            write();
            if (owned.isPositioned()) throw e;
            return false;
        }
    }

    private void write() {
        BarBatch batch = pending.toBatch(config.topic(), assignment);
        if (!recovery.isTopicUnchanged()) {
            gate.otherFailed();
            beginAgain(new IllegalStateException("topic " + config.topic() + " has another id than before"));
            return;
        }
        List<Bar> bars = batch.rows().stream().map(BarRow::bar).toList();
        if (!bars.isEmpty()) tell(() -> listener.committing(bars));
        try {
            SinkSession.Written written = session.write(batch);
            gate.batchWritten();
            totals.committed(written);
        } catch (FencedException e) {
            gate.otherFailed();
            beginAgain(e);
            return;
        } catch (SQLException e) {
            databaseFailed(e, SqlFailures.writing(batch));
            return;
        }
        committed(batch);
        if (!bars.isEmpty()) tell(() -> listener.committed(bars));
    }

    private void committed(BarBatch batch) {
        pending.clear();
        traces.committed(batch.rows().size());
        postponeIdleCheck();
        Map<TopicPartition, OffsetAndMetadata> progress = new HashMap<>();
        for (BarBatch.Advance advance : batch.advances()) {
            OwnedPartition owned = assignment.get(advance.partition());
            owned.advanceTo(advance.toOffset());
            progress.put(owned.topicPartition(), recovery.progress(session, advance.toOffset()));
        }
        // only for tools that show lag: nobody reads these offsets to go on from
        consumer.commitAsync(progress, (offsets, error) -> {
            if (error != null) LOG.debug("offsets for lag display were not committed: {}", error.getMessage());
        });
    }

    private void checkWhenIdle() {
        if (session == null || isWaiting() || clock.millis() < nextIdleCheckMs) return;
        postponeIdleCheck();
        try {
            List<SinkPosition> actual = session.positions(config.topic());
            boolean asExpected = assignment.all().stream()
                    .filter(OwnedPartition::isPositioned)
                    .allMatch(owned -> actual.stream().anyMatch(owned::agreesWith));
            if (!asExpected) {
                gate.otherFailed();
                beginAgain(new IllegalStateException("positions of " + config.topic()
                        + " in the database are not where this sink left them: another owner, or a failover"));
            }
        } catch (SQLException e) {
            databaseFailed(e, "checking positions of " + config.topic());
        }
    }

    private void postponeIdleCheck() {
        nextIdleCheckMs = clock.millis() + IDLE_CHECK_INTERVAL.toMillis();
    }

    private void maintain() {
        if (session == null || isWaiting() || clock.millis() < nextMaintenanceMs) return;
        nextMaintenanceMs = clock.millis() + MAINTENANCE_INTERVAL.toMillis();
        SinkConfig.TablePartitions partitions = config.tablePartitions();
        Instant now = Instant.now();
        try {
            session.makePartitions(now, now.plus(partitions.ahead()));
            if (partitions.retention().isPresent()) {
                int dropped = session.dropPartitionsBefore(
                        now.minus(partitions.retention().get()));
                if (dropped > 0) LOG.info("dropped {} table partitions older than the retention", dropped);
            }
        } catch (SQLException e) {
            if (SqlFailures.LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                LOG.info("table partitions are in use and wait for the next maintenance: {}", e.getMessage());
                totals.failed(e);
                beginAgainWithNewSession("table partitions were in use");
            } else {
                databaseFailed(e, "maintaining table partitions");
            }
        }
    }

    private void databaseFailed(SQLException error, String doing) {
        closeSession();
        SqlFailures.refusal(error, doing).ifPresent(refused -> {
            throw refused;
        });
        gate.databaseFailed(error);
        LOG.warn("PostgreSQL failed while {}; bars wait in Kafka ({})", doing, SqlFailures.described(error));
        waiting = true;
        beginAgain(error);
    }

    /** Drops what was read and forgets every position, so that the next turns ask the database. */
    private void beginAgain(Exception cause) {
        if (!(cause instanceof SQLException))
            LOG.warn("begins again from the database's position: {}", cause.toString());
        totals.failed(cause);
        waiting = true;
        beginAgainWithNewSession(cause.toString());
        tell(listener::uncertain);
    }

    private void beginAgainWithNewSession(String why) {
        closeSession();
        pending.clear();
        traces.beginAgain(why);
        assignment.forgetPositions();
    }

    /** Somebody else claimed a partition that the group says is ours: leave and join again, and see who gets it. */
    private void rejoin() {
        totals.fenced();
        gate.otherFailed();
        LOG.warn("another sink has claimed a partition of {}: leaving the group and joining again", config.topic());
        beginAgainWithNewSession("another sink has claimed a partition");
        consumer.unsubscribe();
        subscribe();
    }

    private void gone(int partition) {
        pending.drop(partition);
        traces.drop(partition);
        tell(listener::uncertain);
    }

    private void tell(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            LOG.warn("the listener of committed bars failed; the bars are in the database", e);
            totals.listenerFailed(e);
        }
    }

    private boolean isWaiting() {
        return waiting && !assignment.unpositioned().isEmpty();
    }

    private SinkStatus.Partition describe(OwnedPartition owned) {
        OptionalLong lag = OptionalLong.empty();
        if (owned.isPositioned()) {
            OptionalLong unread = consumer.currentLag(owned.topicPartition());
            if (unread.isPresent()) lag = OptionalLong.of(unread.getAsLong() + pending.unwritten(owned));
        }
        return new SinkStatus.Partition(owned.partition(), owned.nextOffset(), owned.epoch(), lag);
    }

    private Duration pollTimeout() {
        long untilDue = Math.max(0, pending.millisUntilDue(clock.millis()));
        long longest = assignment.unpositioned().isEmpty()
                ? config.pollTimeout().toMillis()
                : Math.min(config.pollTimeout().toMillis(), config.retry().min().toMillis());
        return Duration.ofMillis(Math.min(untilDue, longest));
    }
}
