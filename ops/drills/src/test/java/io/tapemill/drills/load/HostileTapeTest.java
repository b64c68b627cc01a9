package io.tapemill.drills.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.drills.load.Journal.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HostileTapeTest {
    private static final long NOW_NS = 1_790_000_000_000_000_000L;

    @Test
    void shouldGiveTheSameTapeForTheSameSeed() {
        assertThat(tape(7)).isEqualTo(tape(7));
        assertThat(tape(7)).isNotEqualTo(tape(8));
    }

    @Test
    void shouldSendSomeMessagesAgainByteForByte() {
        Map<String, Integer> copies = new HashMap<>();
        tape(1).forEach(message -> copies.merge(message, 1, Integer::sum));
        assertThat(copies.values()).anyMatch(count -> count > 1);
    }

    @Test
    void shouldRememberWhereEachMessageWent() {
        Journal journal = new Journal();
        byte[] value = {1, 2, 3};
        int first = journal.sending(value);
        int second = journal.sending(value);
        journal.acknowledged(first, 2, 77);
        assertThat(journal.count(Outcome.ACKNOWLEDGED)).isEqualTo(1);
        assertThat(journal.outcome(second)).isEqualTo(Outcome.UNKNOWN);
        assertThat(journal.matches(first, 2, 77, value)).isTrue();
        assertThat(journal.matches(first, 2, 78, value)).as("elsewhere").isFalse();
        assertThat(journal.matches(first, 2, 77, new byte[] {1, 2, 4}))
                .as("altered")
                .isFalse();
        assertThat(journal.matches(second, 3, 5, value))
                .as("unknown may be anywhere")
                .isTrue();
    }

    private static List<String> tape(long seed) {
        HostileTape tape = new HostileTape(seed, 1);
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            Message message = tape.next(NOW_NS + i * 1_000_000L);
            messages.add(Arrays.toString(message.key()) + Arrays.toString(message.value()));
        }
        return messages;
    }
}
