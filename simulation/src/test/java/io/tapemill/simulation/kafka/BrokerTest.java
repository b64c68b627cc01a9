package io.tapemill.simulation.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapemill.simulation.kafka.Membership.Ticket;
import io.tapemill.simulation.world.Mutant;
import io.tapemill.simulation.world.SimulationFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the simulated Kafka must have in common with the real one, or the simulation proves nothing. */
class BrokerTest {
    private static final byte[] KEY = {1};
    private static final byte[] OTHER = {2};

    private final Broker broker = new Broker(1, 1, Mutant.NONE);
    private final PartitionLog bars = broker.bars().get(0);
    private final int member = broker.streams().join();
    private final Ticket ticket = broker.streams().ticket(member);

    @Test
    void shouldHideWhatStandsBehindAnOpenTransaction() {
        Transaction open = broker.begin();
        Transaction other = broker.begin();
        open.append(bars, KEY, KEY, 0);
        other.append(bars, OTHER, OTHER, 0);
        broker.commit(other, ticket, new long[] {-1});
        assertThat(bars.committed()).isEmpty();
        broker.abort(open);
        assertThat(bars.committed()).extracting(PartitionLog.Entry::key).containsExactly(OTHER);
        assertThat(bars.stableEnd()).isEqualTo(4);
    }

    @Test
    void shouldAbortWhatAFormerMemberCommits() {
        Transaction late = broker.begin();
        late.append(bars, KEY, KEY, 0);
        broker.streams().remove(member);
        assertThat(broker.commit(late, ticket, new long[] {5})).isFalse();
        assertThat(bars.committed()).isEmpty();
        assertThat(broker.position(0)).isZero();
    }

    @Test
    void shouldTakeCommitsOfTheOldGenerationUntilTheNextBegins() {
        broker.streams().join();
        assertThat(broker.streams().isCurrent(ticket)).isTrue();
        broker.streams().nextGeneration();
        assertThat(broker.streams().isCurrent(ticket)).isFalse();
    }

    @Test
    void shouldNoticeAPositionThatGoesBack() {
        broker.commit(broker.begin(), ticket, new long[] {5});
        assertThatThrownBy(() -> broker.commit(broker.begin(), ticket, new long[] {4}))
                .isInstanceOf(SimulationFailure.class)
                .hasMessageContaining("goes back from 5 to 4");
    }

    @Test
    void shouldKeepTheNewestOfEachKeyInACompactedChangelog() {
        Changelog changelog = broker.changelog(0);
        Transaction transaction = broker.begin();
        transaction.append(changelog.log(), KEY, KEY, 0);
        transaction.append(changelog.log(), OTHER, OTHER, 0);
        transaction.append(changelog.log(), KEY, OTHER, 0);
        transaction.append(changelog.log(), OTHER, null, 0);
        broker.commit(transaction, ticket, new long[] {-1});
        changelog.compact(4, 0, false);
        assertThat(restored(changelog)).containsExactly("1=[2]", "2=null");
        changelog.compact(4, 4, false);
        assertThat(restored(changelog)).containsExactly("1=[2]");
    }

    private static List<String> restored(Changelog changelog) {
        List<String> records = new ArrayList<>();
        changelog.restore(0, (key, value) -> records.add(key.get()[0] + "=" + Arrays.toString(value)));
        return records;
    }
}
