package io.tapemill.app.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapemill.app.sandbox.EmbeddedKafka;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On a real broker: the group's members are plain clients with the names that Kafka Streams gives to its own. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class AbandonedTransactionsIT {
    private static final String LIVING = "bars-11111111-2222-3333-4444-555555555555";
    private static final String DEAD = "bars-66666666-7777-8888-9999-aaaaaaaaaaaa";
    private static final String ANOTHER = "bars-2-66666666-7777-8888-9999-aaaaaaaaaaaa";
    private static final String TOPIC = "trades";
    /** Longer than the test may take. */
    private static final int TRANSACTION_MS = 600_000;
    /** Whoever fences takes the name over once the old transaction is aborted, and has then none of its own. */
    private static final Set<TransactionState> ENDED = Set.of(TransactionState.COMPLETE_ABORT, TransactionState.EMPTY);

    @TempDir
    private Path folder;

    @Test
    void shouldEndTheTransactionOfADeadInstanceAndLeaveThoseOfMembersAndStrangersAlone() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, freePort());
                Admin admin = Admin.create(clients(kafka))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
            try (KafkaConsumer<String, String> member = member(kafka, LIVING + "-StreamThread-1-consumer");
                    KafkaProducer<String, String> living = open(kafka, LIVING + "-1");
                    KafkaProducer<String, String> dead = open(kafka, DEAD + "-3");
                    KafkaProducer<String, String> stranger = open(kafka, ANOTHER + "-3");
                    AbandonedTransactions transactions =
                            new AbandonedTransactions(Admin.create(clients(kafka)), "bars", false)) {
                Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
                    member.poll(Duration.ofMillis(100));
                    return !member.assignment().isEmpty();
                });
                transactions.watch(() -> true);
                Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> ENDED.contains(state(admin, DEAD + "-3")));
                assertThat(state(admin, LIVING + "-1")).isEqualTo(TransactionState.ONGOING);
                assertThat(state(admin, ANOTHER + "-3")).isEqualTo(TransactionState.ONGOING);
                assertThatThrownBy(dead::commitTransaction).isInstanceOf(KafkaException.class);
                living.commitTransaction();
                stranger.commitTransaction();
            }
        }
    }

    @Test
    void shouldTakeNobodyForDeadWhenMembersDoNotTellTheirProcess() {
        Set<String> open = Set.of(DEAD + "-1", LIVING + "-1");
        assertThat(AbandonedTransactions.abandoned("bars", List.of(LIVING + "-StreamThread-1-consumer"), open))
                .containsExactly(DEAD + "-1");
        assertThat(AbandonedTransactions.abandoned(
                        "bars", List.of(LIVING + "-StreamThread-1-consumer", "desk-7"), open))
                .isEmpty();
        assertThat(AbandonedTransactions.abandoned("bars", List.of(), open)).isEmpty();
    }

    private static TransactionState state(Admin admin, String transaction) throws Exception {
        return admin.describeTransactions(List.of(transaction))
                .description(transaction)
                .get()
                .state();
    }

    private static KafkaConsumer<String, String> member(EmbeddedKafka kafka, String clientId) {
        Map<String, Object> properties =
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "group.id", "bars", "client.id", clientId);
        KafkaConsumer<String, String> member =
                new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer());
        member.subscribe(List.of(TOPIC));
        return member;
    }

    /** With a record that is not committed. */
    private static KafkaProducer<String, String> open(EmbeddedKafka kafka, String transaction) throws Exception {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "transactional.id",
                transaction,
                "transaction.timeout.ms",
                TRANSACTION_MS);
        KafkaProducer<String, String> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(TOPIC, "trade")).get();
        return producer;
    }

    private static Map<String, Object> clients(EmbeddedKafka kafka) {
        return Map.of("bootstrap.servers", kafka.bootstrapServers());
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
