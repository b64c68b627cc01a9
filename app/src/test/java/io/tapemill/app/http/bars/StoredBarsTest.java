package io.tapemill.app.http.bars;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tapemill.app.http.Problem;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class StoredBarsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final AtomicInteger connections = new AtomicInteger();

    @Test
    void shouldLeaveADatabaseThatIsAwayAloneAfterThreeFailures() {
        StoredBars stored = failing("08001");

        for (int i = 0; i < 5; i++) assertThat(problem(stored, MINUTE).type()).isEqualTo("database-unavailable");

        assertThat(connections).hasValue(3);
        assertThat(problem(stored, MINUTE).status()).isEqualTo(503);
    }

    @Test
    void shouldNotBlameTheDatabaseForQueriesThatTookTooLong() {
        StoredBars stored = failing("57014");

        for (int i = 0; i < 5; i++) assertThat(problem(stored, MINUTE).type()).isEqualTo("query-timeout");

        assertThat(connections).hasValue(5);
        assertThat(problem(stored, Duration.ZERO).status()).isEqualTo(504);
        assertThat(connections).as("not asked when no time is left").hasValue(5);
    }

    @Test
    void shouldNotBlameTheDatabaseForAFaultOfTheQueryItself() {
        StoredBars stored = failing("22021");

        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> stored.knows("A", MINUTE)).isInstanceOf(IllegalStateException.class);
        }

        assertThat(connections).hasValue(5);
    }

    @Test
    void shouldAskAReplicaAgainThatEndedTheQueryForItsReplay() {
        StoredBars stored = failing("40001");

        assertThat(problem(stored, MINUTE).type()).isEqualTo("database-unavailable");

        assertThat(connections).as("two tries").hasValue(2);
    }

    private static Problem problem(StoredBars stored, Duration timeLeft) {
        return catchThrowableOfType(Problem.class, () -> stored.knows("A", timeLeft));
    }

    private StoredBars failing(String sqlState) {
        InvocationHandler fail = (proxy, method, arguments) -> {
            connections.incrementAndGet();
            throw new SQLException("no", sqlState);
        };
        return new StoredBars((DataSource)
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {DataSource.class}, fail));
    }
}
