package io.tapemill.sink;

import io.opentelemetry.api.trace.Tracer;
import io.tapemill.serdes.SchemaRegistry;
import io.tapemill.sink.SinkStatus.State;
import io.tapemill.sink.postgres.SinkDatabase;
import io.tapemill.sink.postgres.SinkSession;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the bars topic into PostgreSQL, each bar exactly once, for as long as it runs. Sinks of one group share the
 * topic's partitions. One thread, started by {@link #start} or lent by calling {@link #run}, owns the consumer and the
 * database connection; the other methods may be called from any thread.
 *
 * <p>It heals by itself from everything that time can heal. What it cannot answer for, a gap in the topic or a record
 * that is no bar, ends it: the status is FAILED with the reason, and the owner is called.
 */
public final class BarSink implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BarSink.class);
    static final Duration DEFAULT_CLOSE_TIMEOUT = Duration.ofSeconds(30);

    private final SinkClients clients;
    private final SinkLoop loop;
    private final Consumer<Throwable> onFailure;
    private final String name;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopping;
    private volatile SinkStatus status = SinkStatus.NEW;

    /**
     * @param dataSource gives a new connection at each call, such as
     *     {@link io.tapemill.sink.postgres.Database#unpooled}; the tables must be migrated
     * @param listener told about bars after their commit; {@link BarsCommitted#NOBODY} for none
     * @param tracer follows bars that belong to a trace; a no-op one follows none
     * @param onFailure called once, on the sink's thread, when the sink ends by itself; must not wait for it to end
     */
    public BarSink(
            SinkConfig config,
            DataSource dataSource,
            SchemaRegistry registry,
            BarsCommitted listener,
            Tracer tracer,
            Consumer<Throwable> onFailure) {
        this.name = "tapemill-sink-" + UUID.randomUUID().toString().substring(0, 8);
        this.clients = SinkClients.open(config, registry, name, tracer);
        this.loop = new SinkLoop(config, () -> open(config, dataSource), clients, listener, this::publish);
        this.onFailure = onFailure;
    }

    private static SinkDatabase open(SinkConfig config, DataSource dataSource) throws SQLException {
        return SinkSession.open(
                dataSource, config.tablePartitions().width(), config.database().transactionTimeout());
    }

    /** Runs on a thread of its own. */
    public void start() {
        Thread thread = new Thread(this, name);
        thread.start();
    }

    /** Works until {@link #close} or a refusal; once only. */
    @Override
    public void run() {
        if (!begun.compareAndSet(false, true)) throw new IllegalStateException(name + " was started before");
        State last = State.STOPPED;
        Throwable reason = null;
        try {
            loop.subscribe();
            while (!stopping) loop.turn();
        } catch (WakeupException | InterruptException e) {
            LOG.debug("{} was told to stop", name);
        } catch (RuntimeException | Error e) {
            last = State.FAILED;
            reason = e;
            LOG.error("{} ends: {}", name, e.getMessage(), e);
            loop.remember(e);
        } finally {
            finish(last);
        }
        if (reason != null) onFailure.accept(reason);
        if (reason instanceof Error error) throw error;
    }

    public SinkStatus status() {
        return status;
    }

    /** Of the consumer. */
    Map<MetricName, ? extends Metric> kafkaMetrics() {
        return clients.consumer().metrics();
    }

    /** Like {@link #close(Duration)} with half a minute. */
    @Override
    public void close() {
        close(DEFAULT_CLOSE_TIMEOUT);
    }

    /**
     * Stops and leaves the group. What was read but not written stays in Kafka for the next owner.
     *
     * @return false when a transaction took longer than the time-out; the thread ends behind it
     */
    public boolean close(Duration timeout) {
        stop();
        if (begun.compareAndSet(false, true)) {
            finish(State.STOPPED);
            return true;
        }
        try {
            return ended.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Asks it to end, and does not wait. */
    void stop() {
        stopping = true;
        clients.consumer().wakeup();
    }

    private void finish(State last) {
        try {
            loop.publish(last);
            loop.closeSession();
            clients.close();
        } catch (RuntimeException e) {
            LOG.warn("{} did not close cleanly; nothing is lost", name, e);
        } finally {
            ended.countDown();
        }
    }

    private void publish(SinkStatus newest) {
        status = newest;
    }
}
