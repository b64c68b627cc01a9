package io.tapemill.app.http.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tapemill.app.http.Problem;
import org.junit.jupiter.api.Test;

class LiveSymbolsTest {
    private static final String OWNER = "10.0.0.7:8080";
    private static final String REPLICA = "replica 10.0.0.5:5432";

    @Test
    void shouldNotJoinMemoryAndRowsWhenTheOwnerReliesOnAnotherServer() {
        Problem problem = catchThrowableOfType(Problem.class, () -> LiveSymbols.checkSame("primary", OWNER, REPLICA));

        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem.type()).isEqualTo("mixed-databases");
        assertThat(problem.getMessage()).contains(OWNER, "primary", REPLICA, "tapemill.reader.jdbc.url");
    }

    @Test
    void shouldJoinThemWhenBothReadFromTheSameServer() {
        assertThatCode(() -> LiveSymbols.checkSame(REPLICA, OWNER, REPLICA)).doesNotThrowAnyException();
        assertThatCode(() -> LiveSymbols.checkSame("primary", OWNER, "primary")).doesNotThrowAnyException();
    }

    @Test
    void shouldNotRefuseBeforeBothKnowOrWhenTheOwnerIsOfAReleaseThatDoesNotSay() {
        assertThatCode(() -> LiveSymbols.checkSame("", OWNER, REPLICA)).doesNotThrowAnyException();
        assertThatCode(() -> LiveSymbols.checkSame("primary", OWNER, "")).doesNotThrowAnyException();
    }
}
