package io.tapemill.bench.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeenBarsTest {
    private final SeenBars owner = new SeenBars(true);
    private final SeenBars any = new SeenBars(false);

    @Test
    void aPartialBarMayGrowBecomeFinalAndBeRevised() throws JsonProcessingException {
        for (SeenBars client : List.of(owner, any)) {
            assertThat(client.check("A", bars(bar(0, 0, "partial", 3)))).isEmpty();
            assertThat(client.check("A", bars(bar(0, 0, "partial", 5)))).isEmpty();
            assertThat(client.check("A", bars(bar(0, 1, "final", 5), bar(1, 0, "partial", 1))))
                    .isEmpty();
            assertThat(client.check("A", bars(bar(0, 2, "final", 6), bar(1, 0, "partial", 1))))
                    .isEmpty();
        }
    }

    @Test
    void aLowerRevisionIsWrong() throws JsonProcessingException {
        any.check("A", bars(bar(0, 2, "final", 6)));
        assertThat(any.check("A", bars(bar(0, 1, "final", 6)))).hasSize(1);
    }

    @Test
    void anotherContentUnderTheSameRevisionIsWrong() throws JsonProcessingException {
        any.check("A", bars(bar(0, 1, "final", 6)));
        assertThat(any.check("A", bars(bar(0, 1, "final", 7)))).hasSize(1);
    }

    @Test
    void aFinalBarThatIsPartialAgainIsWrong() throws JsonProcessingException {
        any.check("A", bars(bar(0, 1, "final", 6)));
        assertThat(any.check("A", bars(bar(0, 1, "partial", 6)))).hasSize(1);
    }

    @Test
    void aFinalBarThatIsGoneIsWrong() throws JsonProcessingException {
        any.check("A", bars(bar(0, 1, "final", 6)));
        assertThat(any.check("A", bars())).hasSize(1);
    }

    @Test
    void aPartialBarMayBeGoneUnlessTheOwnerAnswers() throws JsonProcessingException {
        any.check("A", bars(bar(0, 0, "partial", 6)));
        assertThat(any.check("A", bars())).isEmpty();
        owner.check("A", bars(bar(0, 0, "partial", 6)));
        assertThat(owner.check("A", bars())).isNotEmpty();
    }

    @Test
    void fewerTradesAreWrongFromTheOwner() throws JsonProcessingException {
        owner.check("A", bars(bar(0, 0, "partial", 6)));
        assertThat(owner.check("A", bars(bar(0, 0, "partial", 5)))).hasSize(1);
    }

    @Test
    void twoBarsOfOneStartAreWrong() throws JsonProcessingException {
        assertThat(any.check("A", bars(bar(0, 1, "final", 6), bar(0, 1, "final", 6))))
                .hasSize(1);
    }

    @Test
    void seriesAreKeptApart() throws JsonProcessingException {
        any.check("A", bars(bar(0, 2, "final", 6)));
        assertThat(any.check("B", bars(bar(0, 1, "final", 6)))).isEmpty();
    }

    private static String bars(String... bars) {
        return "{\"bars\":[" + String.join(",", bars) + "]}";
    }

    private static String bar(int second, int revision, String state, int trades) {
        return String.format(
                "{\"t\":\"2026-03-11T14:00:%02dZ\",\"rev\":%d,\"state\":\"%s\",\"n\":%d}",
                second, revision, state, trades);
    }
}
