package io.tapemill.app.instance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeStreamsGroupsOptions;
import org.apache.kafka.clients.admin.FenceProducersOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the transactions that instances left open when they died. Whoever takes their partitions over must wait for the
 * end of these, which without us comes with the brokers' time-out; and a time-out short enough for that would hit the
 * living, too, whenever a machine or a broker stalls. See {@code docs/decisions/0030-fast-failover.md}.
 *
 * <p>An instance is dead when the group has given it up. A mistake costs time, never a bar: a member that is fenced
 * gives up only what it had not committed, and begins there again.
 */
final class AbandonedTransactions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AbandonedTransactions.class);
    private static final int ANSWER_MS = 3_000;
    private static final long LOOK_INTERVAL_MS = 1_000;
    /** Process id of Kafka Streams, which stands in its names of clients and transactions. */
    private static final String PROCESS = "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})";

    private static final ListTransactionsOptions ONGOING = new ListTransactionsOptions()
            .filterStates(Set.of(TransactionState.ONGOING))
            .timeoutMs(ANSWER_MS);

    private final Admin admin;
    private final String applicationId;
    private final boolean isStreamsGroup;
    /** A look that comes after the end is left out. */
    private final ScheduledExecutorService looks =
            new ScheduledThreadPoolExecutor(1, AbandonedTransactions::thread, new ThreadPoolExecutor.DiscardPolicy());

    private boolean hasFailed;

    /**
     * @param admin closed with this
     * @param isStreamsGroup whether the group is one of the {@code streams} protocol
     */
    AbandonedTransactions(Admin admin, String applicationId, boolean isStreamsGroup) {
        this.admin = admin;
        this.applicationId = applicationId;
        this.isStreamsGroup = isStreamsGroup;
    }

    private static Thread thread(Runnable looks) {
        Thread thread = new Thread(looks, "abandoned-transactions");
        thread.setDaemon(true);
        return thread;
    }

    /** Looks regularly as long as the group changes; {@link #look} may come before. */
    void watch(BooleanSupplier groupChanges) {
        looks.scheduleWithFixedDelay(
                () -> {
                    if (hasFailed || groupChanges.getAsBoolean()) endAll();
                },
                LOOK_INTERVAL_MS,
                LOOK_INTERVAL_MS,
                TimeUnit.MILLISECONDS);
    }

    /** Looks soon, and does not wait for it: the group has changed. */
    void look() {
        looks.execute(this::endAll);
    }

    private void endAll() {
        try {
            List<String> open = open();
            // asked after it: whoever had a transaction then and lives is a member by now
            Set<String> abandoned = open.isEmpty() ? Set.of() : abandoned(applicationId, members(), open);
            hasFailed = false;
            if (abandoned.isEmpty()) return;
            admin.fenceProducers(abandoned, new FenceProducersOptions().timeoutMs(ANSWER_MS))
                    .all()
                    .get(ANSWER_MS, TimeUnit.MILLISECONDS);
            LOG.info("ended the transactions that instances left open which the group has given up: {}", abandoned);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException e) { // the time-out ends them, later
            if (e.getCause() instanceof GroupIdNotFoundException) return; // this instance is the first
            if (!hasFailed) LOG.info("transactions of dead instances cannot be looked for now: {}", e.toString());
            hasFailed = true;
        }
    }

    /** Of open transactions those of instances that are no members; none when members do not tell who they are. */
    static Set<String> abandoned(String applicationId, Collection<String> members, Collection<String> open) {
        List<String> living = members.stream()
                .flatMap(member -> process(applicationId, member, "-.*").stream())
                .toList();
        if (living.size() < members.size() || living.isEmpty()) return Set.of();
        Set<String> abandoned = new TreeSet<>();
        for (String transaction : open) {
            process(applicationId, transaction, "-\\d+")
                    .filter(process -> !living.contains(process))
                    .ifPresent(process -> abandoned.add(transaction));
        }
        return abandoned;
    }

    private static Optional<String> process(String applicationId, String name, String rest) {
        Matcher matcher = Pattern.compile(Pattern.quote(applicationId) + "-" + PROCESS + rest)
                .matcher(name);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Names of their clients, which brokers tell in every state of the group. */
    private List<String> members() throws ExecutionException, InterruptedException, TimeoutException {
        Stream<String> names = isStreamsGroup
                ? get(admin.describeStreamsGroups(
                                        List.of(applicationId), new DescribeStreamsGroupsOptions().timeoutMs(ANSWER_MS))
                                .describedGroups()
                                .get(applicationId))
                        .members()
                        .stream()
                        .map(member -> member.clientId())
                : get(admin.describeConsumerGroups(
                                        List.of(applicationId),
                                        new DescribeConsumerGroupsOptions().timeoutMs(ANSWER_MS))
                                .describedGroups()
                                .get(applicationId))
                        .members()
                        .stream()
                        .map(member -> member.clientId());
        return names.toList();
    }

    private List<String> open() throws ExecutionException, InterruptedException, TimeoutException {
        List<String> open = new ArrayList<>();
        ExecutionException silent = null;
        for (KafkaFuture<Collection<TransactionListing>> ofBroker :
                get(admin.listTransactions(ONGOING).byBrokerId()).values()) {
            try {
                get(ofBroker).forEach(transaction -> open.add(transaction.transactionalId()));
            } catch (ExecutionException e) {
                silent = e; // the others know theirs
            }
        }
        if (open.isEmpty() && silent != null) throw silent;
        return open;
    }

    private static <T> T get(KafkaFuture<T> answer) throws ExecutionException, InterruptedException, TimeoutException {
        return answer.get(2L * ANSWER_MS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        looks.shutdownNow();
        admin.close(Duration.ZERO);
    }
}
