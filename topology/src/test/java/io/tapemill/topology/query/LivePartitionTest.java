package io.tapemill.topology.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LivePartitionTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final OpenSymbol OPEN = new OpenSymbol(true, 7, 5, List.of());

    private final AtomicInteger asked = new AtomicInteger();
    private final LivePartition partition = new LivePartition(
            symbol -> {
                asked.incrementAndGet();
                return OPEN;
            },
            new RecentBars(4));

    @Test
    void shouldHaveTheStreamThreadReadItsOwnState() throws Exception {
        CompletableFuture<LiveSymbol> answer = ask("A");
        while (!answer.isDone()) partition.answer();

        assertThat(answer.get().watermarkNs()).isEqualTo(7);
        assertThat(answer.get().closedUntilNs()).isEqualTo(5);
        assertThat(asked).hasValue(1);
    }

    @Test
    void shouldGiveTheBarsThatMayNotBeStored() throws Exception {
        partition.storedUpTo(0);
        publish("A", "a1");
        publish("B", "b1");
        publish("A", "a2");

        assertThat(closed("A")).containsExactly("a1", "a2");
        assertThat(closed("B")).containsExactly("b1");
        partition.storedUpTo(1);
        assertThat(closed("A")).containsExactly("a2");
    }

    @Test
    void shouldSayThatAnAnswerIsNotCompleteWhenTheSinkIsTooFarBehind() throws Exception {
        partition.storedUpTo(0);
        for (int i = 0; i < 4; i++) publish("A", "a" + i);
        assertThat(answer("A").complete()).isTrue();

        publish("B", "b");
        assertThat(answer("A").complete()).isFalse();

        partition.storedUpTo(3);
        assertThat(answer("A").complete()).isTrue();
        assertThat(closed("A")).containsExactly("a3");
    }

    @Test
    void shouldNotBeCompleteBeforeTheBarsOfTheOwnersBeforeAreStored() throws Exception {
        assertThat(answer("A").complete()).isFalse();
        partition.storedUpTo(0);
        assertThat(answer("A").complete()).isTrue();
    }

    @Test
    void shouldTakeABarForCommittedOnlyWhenTheNextTransactionEnds() {
        publish("A", "a1");
        assertThat(partition.committed()).isZero();
        partition.flushed(0);
        publish("A", "a2");
        assertThat(partition.committed()).isZero();
        partition.flushed(0);
        assertThat(partition.committed()).isEqualTo(1);
        assertThat(partition.isStored()).isFalse();
        partition.storedUpTo(1);
        assertThat(partition.isStored()).isTrue();
    }

    @Test
    void shouldFailWhatIsAskedOfAPartitionThatWentAway() {
        LiveBars live = new LiveBars();
        LivePartition first = live.open(3, symbol -> OPEN);
        CompletableFuture<LiveSymbol> before = CompletableFuture.supplyAsync(() -> ask(first));
        LivePartition second = live.open(3, symbol -> OPEN);
        live.close(3, first);

        assertThat(live.partition(3)).contains(second);
        assertThatThrownBy(before::get)
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(PartitionClosedException.class);
        assertThatThrownBy(() -> first.ask("A").await(PATIENCE)).isInstanceOf(PartitionClosedException.class);
    }

    @Test
    void shouldTellWhoAskedWhenTheReadingFailsAndGoOn() throws Exception {
        LivePartition broken = new LivePartition(symbol -> {
            throw new IllegalStateException("broken");
        });
        CompletableFuture<LiveSymbol> answer = CompletableFuture.supplyAsync(() -> ask(broken));
        while (!answer.isDone()) broken.answer();

        assertThatThrownBy(answer::get).hasRootCauseMessage("broken");
    }

    @Test
    void shouldNotWaitForEver() {
        assertThatThrownBy(() -> partition.ask("A").await(Duration.ofMillis(1))).isInstanceOf(TimeoutException.class);
    }

    private void publish(String symbol, String value) {
        partition.published(bytes(symbol), bytes(value));
    }

    private List<String> closed(String symbol) throws Exception {
        return answer(symbol).closed().stream()
                .map(value -> new String(value, StandardCharsets.UTF_8))
                .toList();
    }

    private LiveSymbol answer(String symbol) throws Exception {
        CompletableFuture<LiveSymbol> answer = ask(symbol);
        while (!answer.isDone()) partition.answer();
        return answer.get();
    }

    private CompletableFuture<LiveSymbol> ask(String symbol) {
        return CompletableFuture.supplyAsync(() -> ask(partition, symbol));
    }

    private static LiveSymbol ask(LivePartition partition) {
        return ask(partition, "A");
    }

    private static LiveSymbol ask(LivePartition partition, String symbol) {
        try {
            return partition.ask(symbol).await(PATIENCE);
        } catch (TimeoutException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
