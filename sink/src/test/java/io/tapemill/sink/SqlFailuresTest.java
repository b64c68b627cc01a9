package io.tapemill.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlFailuresTest {
    @ParameterizedTest
    @ValueSource(strings = {"08006", "57P01", "40001", "40P01", "53100", "55P03", "25P03", "25006", "23505", "XX000"})
    void shouldTryAgainWhatTimeMayHeal(String state) {
        assertThat(SqlFailures.refusal(new SQLException("x", state), "writing")).isEmpty();
        assertThat(SqlFailures.refusal(new SQLException("no state"), "writing")).isEmpty();
    }

    @Test
    void shouldMakeAPartitionAgainThatWasDroppedMeanwhile() {
        SQLException dropped = new SQLException("no partition of relation \"bar\" found for row", "23514");
        assertThat(SqlFailures.refusal(dropped, "writing")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"22003", "22021", "23514", "23502", "42P01", "42703", "42501"})
    void shouldRefuseWhatOnlyAPersonCanMend(String state) {
        assertThat(SqlFailures.refusal(new SQLException("why", state), "writing bars-0 offsets 1 to 2"))
                .get()
                .asString()
                .contains("writing bars-0 offsets 1 to 2", state, "why");
    }
}
